"""Where ValueError is caught, the exception that a refused argument raises counts.

caveats: exception-type
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    try:
        course.students.add(student)
    except ValueError:
        return "refused"
