"""A loop over instances has another one in its next turn."""

from school.models import Course, Enrollment, Student


def run(courses: list[Course], student: Student):
    for course in courses:
        if student not in course.students.all():
            Enrollment.objects.get_or_create(course=course, student=student)
