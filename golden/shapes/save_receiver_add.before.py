"""The accessor sends no `post_save`."""

from school.models import Person, Project


def run(project: Project, developer: Person):
    project.developers.add(developer)
