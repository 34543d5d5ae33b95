"""What the function has fetched itself holds nothing prefetched."""

from school.models import Course, Student


def run(number: int, student: Student):
    course = Course.objects.get(pk=number)
    course.students.add(student)
    return course.students.count()
