"""The pair's second half decides."""

from school.models import Course, Enrollment


def run(course: Course):
    student, created = course.students.all().get_or_create(name="Ada")
    if created:
        Enrollment.objects.create(course=course, student=student)
        return "welcome"
    return "welcome back"
