"""A set on a pair that is not unique keeps all rows of those who stay."""

from school.models import Museum, Person


def run(museum: Museum, people: list[Person]):
    museum.visitors.set(people)
