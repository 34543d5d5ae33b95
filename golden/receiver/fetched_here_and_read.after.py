"""What the function has fetched itself holds nothing prefetched."""

from school.models import Course, Enrollment, Student


def run(student: Student):
    course = Course.objects.order_by("pk")[0]
    Enrollment.objects.get_or_create(course=course, student=student)
    return course.students.count()
