"""Tags that cannot be seen stay, even when all are cleared."""

from school.models import Post, Tag


def run(post: Post, tags: list[Tag]):
    post.tags.set(tags, clear=True)
