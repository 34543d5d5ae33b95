"""Tags that cannot be seen are not removed."""

from school.models import Post, Tag, Tagging


def run(post: Post, tags: list[Tag]):
    Tagging.objects.filter(post=post, tag__in=list(tags)).filter(
        tag__in=Tag.objects.all()
    ).delete()
