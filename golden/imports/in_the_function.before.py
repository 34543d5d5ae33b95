"""An import inside the function is extended there.

caveats: argument-kind
"""


def run(student_id: int):
    from school.models import Course

    course = Course.objects.get(title="Maths")
    course.students.add(student_id)
