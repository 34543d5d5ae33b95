"""A walrus for the pair stays, behind the link."""

from school.models import Course, Enrollment


def run(course: Course):
    student, created = course.students.all().get_or_create(name="Zoe")
    if created:
        Enrollment.objects.create(course=course, student=student)
    if pair := (student, created):
        return pair
