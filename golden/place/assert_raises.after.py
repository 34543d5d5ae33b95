"""The body of a `with` statement that waits for an error."""

import unittest

from django.db import IntegrityError

from school.models import Person, Race, Start


class StartTests(unittest.TestCase):
    def test_nobody_starts_without_a_bib(self):
        race = Race.objects.create(name="Marathon")
        with self.assertRaises(IntegrityError):
            Start.objects.get_or_create(
                race=race, runner=Person.objects.get(name="Ada")
            )
