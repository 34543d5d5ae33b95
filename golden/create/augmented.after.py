"""An augmented assignment reads its target first, which no creation changes."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    ids = [0]
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    ids += [student.pk]
    return ids
