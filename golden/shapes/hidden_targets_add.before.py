"""Adding asks nobody whether the tag can be seen."""

from school.models import Post, Tag


def run(post: Post, tag: Tag):
    post.tags.add(tag)
