"""How much work are the questions about one module worth, all together?"""

from __future__ import annotations

import ast
from contextlib import suppress

import pytest
from school_map import SCHOOL

from through_codemod.infer.engine import ENOUGH, LEAST, STEPS, Engine, ExhaustedError
from through_codemod.infer.modules import Module, Modules
from through_codemod.infer.values import LITERAL, Values, join, other


def _asked(engine: Engine, questions: int, steps: int) -> tuple[int, int]:
    """Return how many steps are taken for questions of so many steps each, and how many of them find an answer."""
    taken = answered = 0

    def compute() -> Values:
        nonlocal taken
        for _ in range(steps):
            taken += 1
            engine.step()
        return LITERAL

    for number in range(questions):
        with suppress(ExhaustedError):
            engine.solve({}, number, compute)
            answered += 1
    return taken, answered


@pytest.mark.parametrize("steps", [LEAST - 1, STEPS // 2, STEPS * 2])
def test_what_is_spent_on_many_questions(steps: int) -> None:
    taken, answered = _asked(Engine(), 300, steps)
    assert taken <= ENOUGH + STEPS + 300 * (LEAST + 1)
    assert (answered == 300) == (steps < LEAST)
    assert (answered > 0) == (steps < STEPS)


def test_another_module_is_asked_about_with_new_patience() -> None:
    engine = Engine()
    _asked(engine, 300, STEPS // 2)
    assert _asked(engine, 1, STEPS // 2)[1] == 0
    assert _asked(engine, 1, LEAST - 1)[1] == 1
    engine.begin()
    assert _asked(engine, 1, STEPS // 2)[1] == 1


def test_questions_of_the_least_length_cost_the_others_nothing() -> None:
    engine = Engine()
    _asked(engine, 300, LEAST - 1)
    assert _asked(engine, 1, STEPS // 2)[1] == 1


def test_a_draft_of_a_module_is_asked_about_with_what_patience_is_left() -> None:
    modules = Modules([], SCHOOL)
    module = Module.of("views", "views.py", ast.parse(""), b"")
    _asked(modules.engine, 300, STEPS // 2)
    modules.begin(module, draft=True)
    assert _asked(modules.engine, 1, STEPS // 2)[1] == 0
    modules.begin(module)
    assert _asked(modules.engine, 1, STEPS // 2)[1] == 1


def test_a_circle_in_another_does_not_double_the_work() -> None:
    """Each question rests on the one behind it and the one in front, the last on the first as well."""
    last, taken = 20, 0
    engine, memo = Engine(), {}

    def asked(number: int) -> Values:
        def compute() -> Values:
            nonlocal taken
            taken += 1
            following = asked(number + 1) if number < last else asked(0)
            return join((following, asked(max(number - 1, 0)), other(f"{number}")))

        return engine.solve(memo, number, compute)

    every = frozenset.union(*(other(f"{number}") for number in range(last + 1)))
    assert [asked(number) for number in range(last + 1)] == [every] * (last + 1)
    assert taken < 5 * last**2
