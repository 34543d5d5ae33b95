"""Nothing is nothing."""

from school.models import Course, Student


def run(course: Course):
    course.students.set(Student.objects.none())
    return Student.objects.count()
