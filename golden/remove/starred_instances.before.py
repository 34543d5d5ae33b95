"""What is starred is looked for as a whole."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.remove(*students)
