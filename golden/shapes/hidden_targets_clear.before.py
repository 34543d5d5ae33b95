"""The accessor sees only the tags that their default manager shows."""

from school.models import Post


def run(post: Post):
    post.tags.clear()
