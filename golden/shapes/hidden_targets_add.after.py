"""Adding asks nobody whether the tag can be seen."""

from school.models import Post, Tag, Tagging


def run(post: Post, tag: Tag):
    Tagging.objects.get_or_create(post=post, tag=tag)
