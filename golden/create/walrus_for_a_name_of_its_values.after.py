"""The link's values read a name before a walrus binds it anew."""

from school.models import Course, Enrollment, Student


def run(course: Course, grade: str):
    student = Student.objects.create(name="Zoe")
    Enrollment.objects.create(course=course, student=student, grade=grade)
    if grade := student:
        return grade.name
