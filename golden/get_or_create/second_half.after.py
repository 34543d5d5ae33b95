"""The second half of the pair keeps its name."""

from school.models import Course, Enrollment


def run(course: Course):
    student, is_new = course.students.all().get_or_create(name="Zoe")
    if is_new:
        Enrollment.objects.create(course=course, student=student)
    return is_new
