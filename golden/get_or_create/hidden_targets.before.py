"""Looks among the tags that can be seen."""

from school.models import Post


def run(post: Post):
    tag, created = post.tags.get_or_create(name="name 2")
    return tag, created
