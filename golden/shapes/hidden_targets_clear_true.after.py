"""Tags that cannot be seen stay, even when all are cleared."""

from django.db import transaction

from school.models import Post, Tag, Tagging


def run(post: Post, tags: list[Tag]):
    wanted = list(tags)
    with transaction.atomic():
        Tagging.objects.filter(post=post, tag__in=Tag.objects.all()).delete()
        for tag in wanted:
            Tagging.objects.get_or_create(post=post, tag=tag)
