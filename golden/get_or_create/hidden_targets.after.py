"""Looks among the tags that can be seen."""

from school.models import Post, Tagging


def run(post: Post):
    tag, created = post.tags.all().get_or_create(name="name 2")
    if created:
        Tagging.objects.create(post=post, tag=tag)
    return tag, created
