"""What reads the name before it is bound anew reads the old one."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    zoe = "nobody"
    student = Student.objects.create(name="Zoe")
    Enrollment.objects.create(course=course, student=student)
    return zoe, (zoe := student)
