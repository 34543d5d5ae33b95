"""Nobody knows whether the caller has prefetched what is read afterwards.

caveats: prefetched
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)
    return course.students.count()
