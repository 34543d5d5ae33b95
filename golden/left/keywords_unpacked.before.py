"""Arguments that are unpacked may be any."""

from school.models import Course, Student


def run(course: Course, student: Student, options: dict[str, dict[str, str]]):
    course.students.add(student, **options)  # left: spread-arguments
