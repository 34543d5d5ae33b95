"""Tags that cannot be seen stay."""

from school.models import Post, Tag


def run(post: Post, tags: list[Tag]):
    post.tags.set(tags)
