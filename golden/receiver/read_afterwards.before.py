"""Nobody knows whether the caller has prefetched what is read afterwards.

caveats: prefetched
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)
    return course.students.count()
