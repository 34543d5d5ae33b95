"""An argument that does not fit its line is opened."""

from school.models import Course, Student


def run(course: Course):
    course.students.add(Student.objects.create(name="Ada", email="ada.lovelace@example.org"), through_defaults={"grade": "B"})
