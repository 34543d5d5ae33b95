"""The accessor drops what was prefetched, the link's model cannot.

caveats: prefetched
differs: value
"""

from school.models import Course, Student


def run(student: Student):
    course = Course.objects.prefetch_related("students").get(title="Maths")
    course.students.add(student)
    return [student.name for student in course.students.all()]
