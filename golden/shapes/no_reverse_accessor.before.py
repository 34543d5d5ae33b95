"""A relation without a way back."""

from school.models import Exam, Person


def run(exam: Exam, people: list[Person]):
    exam.invigilators.set(people)
