"""A multi-table child has its parent's accessors."""

from school.models import Course, Scholar


def run(scholar: Scholar, course: Course):
    scholar.courses.set([course])
