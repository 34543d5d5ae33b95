"""A delete does not save."""

from school.models import Assignment, Person, Project


def run(project: Project, developer: Person):
    Assignment.objects.filter(project=project, developer=developer).delete()
