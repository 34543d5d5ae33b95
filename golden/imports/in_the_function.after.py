"""An import inside the function is extended there.

caveats: argument-kind
"""


def run(student_id: int):
    from school.models import Course, Enrollment

    course = Course.objects.get(title="Maths")
    Enrollment.objects.get_or_create(course=course, student_id=student_id)
