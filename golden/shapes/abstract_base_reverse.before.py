"""The reverse accessor is named after the child."""

from school.models import Article, Person


def run(reviewer: Person, article: Article):
    reviewer.reviewed_articles.add(article)
