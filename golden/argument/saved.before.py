"""What was saved has a row, and so has what was made again after it was deleted."""

from school.models import Course, Student


def run(course: Course, other: Student):
    student = Student(name="Zoe")
    student.save()
    other.delete()
    other = Student.objects.create(name="Ada")
    course.students.add(student, other)
