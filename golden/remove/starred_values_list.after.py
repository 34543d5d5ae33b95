"""What does not fit a line is opened as black would."""

from school.models import Course, Enrollment


def run(course: Course, other: Course):
    others = Enrollment.objects.filter(course=other)
    Enrollment.objects.filter(
        course=course,
        student_id__in=list(
            others.filter(grade__startswith="grade").values_list("student", flat=True)
        ),
    ).delete()
