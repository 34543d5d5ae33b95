"""What the school's office does with courses and students."""

from school.models import Course, Student


def open_course(title: str, students: list[Student]) -> Course:
    course = Course.objects.create(title=title)
    if students:
        course.students.add(*students, through_defaults={"grade": "?"})
    return course


def admit(course: Course, name: str, email: str) -> Student:
    """Return the new student, already in the course."""
    student = course.students.create(name=name, email=email)
    return student


def transfer(student: Student, old: Course, new: Course) -> None:
    old.students.remove(student)  # and the grade
    new.students.add(student)


def merge(course: Course, others: list[Course]) -> None:
    """Move everybody into the first course and close the others."""
    for other in others:
        course.students.add(*other.students.all())
        other.students.clear()
