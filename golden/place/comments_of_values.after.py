"""Comments among the values stay with them."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(
        name="Ada",  # as in her passport
        # she has no other
        email="ada@example.org",
    )
    Enrollment.objects.create(course=course, student=student)
    return student
