"""A union cannot be a subquery: it is listed."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    some = Student.objects.filter(name="Ada")
    Enrollment.objects.filter(
        course=course, student__in=list(some.union(Student.objects.filter(name="Cleo")))
    ).delete()
