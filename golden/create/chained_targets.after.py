"""Two targets share the one that was created."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    ada = first = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=ada)
    return ada, first
