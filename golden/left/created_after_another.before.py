"""What stands in front of the value must be evaluated before it."""

from school.models import Course, Student


def run(course: Course):
    return max(Student.objects.count(), course.students.create(name="Ada").pk)  # left: no-place
