"""A tag that cannot be seen is not removed."""

from school.models import Post, Tag, Tagging


def run(post: Post, tag: Tag):
    Tagging.objects.filter(post=post, tag=tag, tag__in=Tag.objects.all()).delete()
