"""The accessor sends no `post_save`."""

from school.models import Assignment, Person, Project


def run(project: Project, developer: Person):
    if not Assignment.objects.filter(project=project, developer=developer).exists():
        # like the accessor, without save() and its signals
        Assignment.objects.bulk_create(
            [Assignment(project=project, developer=developer)]
        )
