"""What is starred joins the list."""

from school.models import Course, Student


def run(course: Course, ada: Student, others: list[Student]):
    course.students.remove(ada, *others)
