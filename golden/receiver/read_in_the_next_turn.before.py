"""What stands above the call in a loop is read after it in the next turn.

caveats: prefetched
"""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    for student in students:
        if student not in course.students.all():
            course.students.add(student)
