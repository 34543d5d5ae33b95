"""What is starred may stand behind what is not."""

from school.models import Course, Student


def run(course: Course, ada: Student, others: list[Student]):
    course.students.add(ada, *others)
