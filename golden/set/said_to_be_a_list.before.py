"""What an annotation says is a list may be a generator in truth, and is put into one."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    if isinstance(course, Course):
        course.students.set(students)
