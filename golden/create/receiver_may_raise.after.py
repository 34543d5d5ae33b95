"""Where the receiver raises nothing is created."""

from school.models import Course, Enrollment, Student


def run(joins: bool):
    title = "Maths" if joins else "Nothing"
    course = Course.objects.get(title=title)
    student = Student.objects.create(name="Zoe")
    Enrollment.objects.create(course=course, student=student)
    return student
