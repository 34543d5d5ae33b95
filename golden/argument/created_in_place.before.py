"""A target made in the argument is made once, before the link."""

from school.models import Course, Student


def run(course: Course):
    course.students.add(Student.objects.create(name="Zoe"))
