"""What is one of `students` called, and what several of `student`?"""

from __future__ import annotations

_SAYING_NOTHING = frozenset({"others", "items", "objects", "things", "rows", "elements", "values", "results"})
_IRREGULAR = {
    **{"person": "people", "child": "children", "man": "men", "woman": "women"},
    **{"movie": "movies", "cookie": "cookies", "calorie": "calories", "cache": "caches"},
    **{"hero": "heroes", "potato": "potatoes", "tomato": "tomatoes", "quiz": "quizzes", "shelf": "shelves"},
    **{"alias": "aliases", "bias": "biases", "canvas": "canvases", "lens": "lenses"},
    **{"analysis": "analyses", "crisis": "crises", "diagnosis": "diagnoses", "hypothesis": "hypotheses"},
    **{"index": "indices", "vertex": "vertices", "matrix": "matrices"},
}
_SINGULARS = {plural: singular for singular, plural in _IRREGULAR.items()}
_KEYS = frozenset({"ids", "pks", "keys"})
_ALIKE = frozenset({"series", "species", "news", "lens"})  # or of one thing only


def singular_of(name: str) -> str:
    """Return what one of `students` is called, or an empty text where the name is no plain plural, or says nothing."""
    name = name.removeprefix("wanted_")
    before, mark, last = name.rpartition("_")
    if last in _SINGULARS:
        return f"{before}{mark}{_SINGULARS[last]}"
    if before and last in _KEYS:  # one of students_ids is a student_id
        return f"{singular_of(before) or before}_{last[:-1]}"
    if (
        name in _SAYING_NOTHING
        or last in _ALIKE
        or not name.isidentifier()
        or not name.endswith("s")
        or name.endswith(("ss", "us", "is", "as"))
        or len(name) < 4
    ):
        return ""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    statuses = name.endswith("uses") and name[-5:-4] not in "_ao"  # but causes and houses
    return name[:-2] if statuses or name.endswith(("sses", "xes", "ches", "shes")) else name[:-1]


def plural_of(name: str) -> str:
    """Return what several of `student` are called."""
    before, mark, last = name.rpartition("_")
    if last in _IRREGULAR:
        return f"{before}{mark}{_IRREGULAR[last]}"
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"
