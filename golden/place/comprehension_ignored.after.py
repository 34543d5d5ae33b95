"""In a comprehension whose value nobody reads an expression takes the place."""

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    [
        Enrollment.objects.get_or_create(course=course, student=student)
        for student in students
    ]
