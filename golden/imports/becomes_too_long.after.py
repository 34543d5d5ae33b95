"""A line that would be too long is wrapped."""

from school.models import (
    Article,
    Committee,
    Country,
    Course,
    Enrollment,
    Museum,
    Person,
    Student,
)

ALL = [Article, Committee, Country, Course, Museum, Person, Student]


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)
