"""What decides is evaluated first, and may be bound in front."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    return "new" if student else "none"
