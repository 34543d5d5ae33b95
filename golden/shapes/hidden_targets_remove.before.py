"""A tag that cannot be seen is not removed."""

from school.models import Post, Tag


def run(post: Post, tag: Tag):
    post.tags.remove(tag)
