"""From the tag's side nothing is hidden."""

from django.db import transaction

from school.models import Post, Tag, Tagging


def run(tag: Tag, posts: list[Post]):
    wanted = list(posts)
    with transaction.atomic():
        Tagging.objects.filter(tag=tag).exclude(post__in=wanted).delete()
        for post in wanted:
            Tagging.objects.get_or_create(tag=tag, post=post)
