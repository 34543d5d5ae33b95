"""What reads the name before it is bound anew reads the old one."""

from school.models import Course


def run(course: Course):
    zoe = "nobody"
    return zoe, (zoe := course.students.create(name="Zoe"))
