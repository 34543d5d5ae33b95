"""Where the receiver raises nothing is created."""

from school.models import Course


def run(joins: bool):
    title = "Maths" if joins else "Nothing"
    return Course.objects.get(title=title).students.create(name="Zoe")
