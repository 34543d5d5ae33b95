"""Names that the statement reads are not touched by what is bound in front."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    names = ["Zoe"]
    student = Student.objects.create(name=names.pop())
    Enrollment.objects.create(course=course, student=student)
    return {"course": course.title, "student": student}
