"""A source that was saved has a key."""

from school.models import Course, Enrollment, Student


def run():
    course = Course(title="Art")
    course.save()
    student = Student.objects.create(name="Zoe")
    Enrollment.objects.create(course=course, student=student)
