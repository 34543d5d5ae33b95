"""From the tag's side nothing is hidden."""

from school.models import Post, Tag


def run(tag: Tag, posts: list[Post]):
    tag.posts.set(posts)
