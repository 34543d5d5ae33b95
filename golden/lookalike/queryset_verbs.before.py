"""A queryset of the relation's rows has verbs of the same names."""

from school.models import Course, Student


def run(course: Course):
    Student.objects.get_or_create(name="Ada")
    course.students.all().update(email="")
    return course.students.filter(name="Ada").exists()
