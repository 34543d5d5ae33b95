"""The accessor sends no `post_save`."""

from school.models import Assignment, Person, Project


def run(project: Project, developer: Person):
    if not Assignment.objects.filter(project=project, developer=developer).exists():
        # bulk_create() calls no save() and sends no signals, as the accessor did
        Assignment.objects.bulk_create(
            [Assignment(project=project, developer=developer)]
        )
