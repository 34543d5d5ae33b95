"""From the tag's side nothing is hidden."""

from django.db import transaction

from school.models import Post, Tag, Tagging


def run(tag: Tag, posts: list[Post]):
    with transaction.atomic():
        Tagging.objects.filter(tag=tag).exclude(post__in=posts).delete()
        for post in posts:
            Tagging.objects.get_or_create(tag=tag, post=post)
