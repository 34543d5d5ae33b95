"""The loop's variable never takes a name that is in scope."""

from school.models import Course, Student


def run(course: Course, student: Student, students: list[Student]):
    course.students.add(*students)
    return student
