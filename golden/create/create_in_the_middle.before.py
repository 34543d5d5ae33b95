"""Names that the statement reads are not touched by what is bound in front."""

from school.models import Course


def run(course: Course):
    names = ["Zoe"]
    return {"course": course.title, "student": course.students.create(name=names.pop())}
