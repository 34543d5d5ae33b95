"""Names are found where none were asked for."""

from school.models import Course, Enrollment


def run(course: Course):
    student, created = course.students.all().get_or_create(name="Ada")
    if created:
        Enrollment.objects.create(course=course, student=student)
