"""What stands in front of the value is evaluated before it."""

from school.models import Course, Student


def run(course: Course):
    return max(Student.objects.count(), course.students.create(name="Ada").pk)
