"""Comments among the values stay with them."""

from school.models import Course


def run(course: Course):
    return course.students.create(
        name="Ada",  # as in her passport
        # she has no other
        email="ada@example.org",
    )
