"""An argument that is needed twice is evaluated once."""

from school.models import Museum, Person, Visit


def run(museum: Museum):
    visitor = Person.objects.get(name="Ada")
    if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
        Visit.objects.create(museum=museum, visitor=visitor)
