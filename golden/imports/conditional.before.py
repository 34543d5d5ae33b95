"""An import in a try statement is extended there."""

try:
    from school.models import Course, Student
except ImportError as error:
    raise SystemExit("set DJANGO_SETTINGS_MODULE") from error


def run(course: Course, student: Student):
    course.students.add(student)
