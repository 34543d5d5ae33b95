"""Many at once take two queries.

many: bulk
differs: exception type
"""

from school.models import Course, Enrollment, Student


def run(course: Course, students: list[Student]):
    linked = set(
        Enrollment.objects.filter(course=course).values_list("student_id", flat=True)
    )
    Enrollment.objects.bulk_create(
        [
            Enrollment(course=course, student=student)
            for student in dict.fromkeys(students)
            if student.pk not in linked
        ]
    )
