"""Tags that cannot be seen are not removed."""

from school.models import Post, Tag


def run(post: Post, tags: list[Tag]):
    post.tags.remove(*tags)
