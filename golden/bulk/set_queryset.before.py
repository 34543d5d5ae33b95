"""Setting a queryset at once.

many: bulk
"""

from school.models import Course, Student


def run(course: Course):
    course.students.set(Student.objects.filter(email=""), through_defaults={"grade": "?"})
