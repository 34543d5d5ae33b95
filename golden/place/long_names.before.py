"""Lines stay within the limit."""

from school.models import Course, Student


def run(course_of_the_winter_term: Course, students_who_passed: list[Student]):
    if students_who_passed:
        course_of_the_winter_term.students.set(students_who_passed)
