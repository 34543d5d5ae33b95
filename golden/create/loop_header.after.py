"""A loop's header is evaluated once."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    for ada in [student]:
        return ada
