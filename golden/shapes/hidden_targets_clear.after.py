"""The accessor sees only the tags that their default manager shows."""

from school.models import Post, Tag, Tagging


def run(post: Post):
    Tagging.objects.filter(post=post, tag__in=Tag.objects.all()).delete()
