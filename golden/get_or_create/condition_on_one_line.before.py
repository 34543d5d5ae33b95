"""What runs on the condition joins the link in one block."""

from school.models import Course


def run(course: Course):
    if course.students.get_or_create(name="Zoe")[1]: return "welcome"
    return "welcome back"
