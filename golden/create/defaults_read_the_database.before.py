"""What the link's values read is read before the target is there."""

from school.models import Course, Student


def run(course: Course):
    course.students.create(
        name="Zoe", through_defaults={"grade": str(Student.objects.count())}
    )
