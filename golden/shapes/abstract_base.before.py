"""An accessor that an abstract base brought along."""

from school.models import Article, Person


def run(article: Article, reviewer: Person):
    article.reviewers.add(reviewer)
