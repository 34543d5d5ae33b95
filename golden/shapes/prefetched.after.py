"""The accessor drops what was prefetched, the link's model cannot.

caveats: prefetched
differs: value
"""

from school.models import Course, Enrollment, Student


def run(student: Student):
    course = Course.objects.prefetch_related("students").get(title="Maths")
    Enrollment.objects.get_or_create(course=course, student=student)
    return [student.name for student in course.students.all()]
