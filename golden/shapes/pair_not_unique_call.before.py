"""An argument that is needed twice is evaluated once."""

from school.models import Museum, Person


def run(museum: Museum):
    museum.visitors.add(Person.objects.get(name="Ada"))
