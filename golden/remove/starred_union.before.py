"""A union cannot be a subquery: it is listed."""

from school.models import Course, Student


def run(course: Course):
    some = Student.objects.filter(name="Ada")
    course.students.remove(*some.union(Student.objects.filter(name="Cleo")))
