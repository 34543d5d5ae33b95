"""A walrus for half of the pair names that half."""

from school.models import Course, Enrollment


def run(course: Course):
    zoe, created = course.students.all().get_or_create(name="Zoe")
    if created:
        Enrollment.objects.create(course=course, student=zoe)
    if zoe.email == "":
        return zoe.name
