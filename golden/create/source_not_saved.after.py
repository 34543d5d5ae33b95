"""The call refuses a source that was not saved before it makes the target.

caveats: unsaved-source
differs: rows of Student
raises: ValueError
"""

from school.models import Course, Enrollment, Student


def run():
    course = Course()
    course.title = "Art"
    student = Student.objects.create(name="Zoe")
    Enrollment.objects.create(course=course, student=student)
