"""The reverse accessor is named after the child."""

from school.models import Article, Person, Review


def run(reviewer: Person, article: Article):
    Review.objects.get_or_create(reviewer=reviewer, article=article)
