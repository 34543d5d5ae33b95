"""A name that the argument binds anew was read before that."""

from school.models import Course, Student


def run(course: Course, student: Student, other: Course):
    course.students.add(student if (course := other) else student)
    return course
