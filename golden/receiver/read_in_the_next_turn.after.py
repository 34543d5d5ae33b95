"""What stands above the call in a loop is read after it in the next turn.

caveats: prefetched
"""

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    for student in students:
        if student not in course.students.all():
            Enrollment.objects.get_or_create(course=course, student=student)
