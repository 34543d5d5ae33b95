"""What the function has fetched itself holds nothing prefetched."""

from school.models import Course, Enrollment, Student


def run(number: int, student: Student):
    course = Course.objects.get(pk=number)
    Enrollment.objects.get_or_create(course=course, student=student)
    return course.students.count()
