"""What runs on the condition joins the link in one block."""

from school.models import Course, Enrollment


def run(course: Course):
    student, created = course.students.all().get_or_create(name="Zoe")
    if created:
        Enrollment.objects.create(course=course, student=student)
        return "welcome"
    return "welcome back"
