"""The course is still the old one when its link is made."""

from school.models import Course, Enrollment, Student


def run(student: Student):
    course = Course.objects.get(title="Maths")
    new_student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=new_student)
    course = new_student
    return course
