"""Are loop variables and lists called as an English reader would call them?"""

from __future__ import annotations

import pytest

from through_codemod.plurals import plural_of, singular_of

BOTH_WAYS = {
    **{"student": "students", "category": "categories", "box": "boxes", "branch": "branches", "class": "classes"},
    **{"movie": "movies", "person": "people", "favourite_movie": "favourite_movies", "alias": "aliases"},
    **{"status": "statuses", "bonus": "bonuses", "bus": "buses", "cause": "causes", "house": "houses", "use": "uses"},
    **{"course": "courses", "case": "cases", "response": "responses", "quiz": "quizzes", "analysis": "analyses"},
}


@pytest.mark.parametrize(("one", "several"), BOTH_WAYS.items())
def test_one_and_several(one: str, several: str) -> None:
    assert (plural_of(one), singular_of(several)) == (several, one)


@pytest.mark.parametrize(
    ("several", "one"),
    {
        **{"students_ids": "student_id", "student_ids": "student_id", "status_pks": "status_pk"},
        **{
            "people_keys": "person_key",
            "series_ids": "series_id",
            "_ids": "_id",
            "course_students_ids": "course_student_id",
        },
    }.items(),
)
def test_keys_of_several(several: str, one: str) -> None:
    assert singular_of(several) == one


@pytest.mark.parametrize(
    "name", ["series", "time_series", "news", "lens", "status", "ids[0]", "objects", "people_", "s"]
)
def test_what_is_no_plain_plural(name: str) -> None:
    assert singular_of(name) == ""
