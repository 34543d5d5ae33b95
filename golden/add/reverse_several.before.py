"""From the other side the loop's variable is named after the other key."""

from school.models import Course, Student


def run(student: Student, maths: Course, latin: Course):
    student.courses.add(maths, latin)
