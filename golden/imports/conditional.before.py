"""An import in a try statement counts as one."""

try:
    from school.models import Course, Student
except ImportError:
    Course = Student = None


def run(course: Course, student: Student):
    course.students.add(student)
