"""A delete does not save."""

from school.models import Person, Project


def run(project: Project, developer: Person):
    project.developers.remove(developer)
