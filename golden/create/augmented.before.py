"""An augmented assignment reads its target first, which no creation changes."""

from school.models import Course


def run(course: Course):
    ids = [0]
    ids += [course.students.create(name="Ada").pk]
    return ids
