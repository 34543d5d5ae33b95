"""Which lines of Django's tests write through an accessor of a custom through model, and how does each test end?

Runs under the interpreter of the Django that is tested (3.8 and later), so it imports nothing of ours:

    python recorder.py RECORD path/to/runtests.py [arguments of runtests.py ...]

RECORD becomes a JSON file, `{"writes": [[file, line, verb, "app.Through"], ...], "outcomes": {test id: outcome}}`.
"""

import atexit
import functools
import json
import os
import runpy
import sys
import unittest

VERBS = ("add", "remove", "set", "clear", "create", "get_or_create", "update_or_create")
OUTCOMES = {
    "addSuccess": "ok",
    "addError": "error",
    "addFailure": "failure",
    "addSkip": "skipped",
    "addExpectedFailure": "expected failure",
    "addUnexpectedSuccess": "unexpected success",
}


def record_writes(writes):
    """Add `(file, line, verb, through)` to `writes` for every direct caller of a verb on a custom through."""
    from django.db.models.fields import related_descriptors

    create_manager = related_descriptors.create_forward_many_to_many_manager

    def recorded(verb, function, rel):
        @functools.wraps(function)
        def call(self, *args, **kwargs):
            # `create()` ends in `self.add()`: only the outer of the two is a call site, and it is not in Django.
            caller = sys._getframe(1)
            if not rel.through._meta.auto_created:
                writes.add((caller.f_code.co_filename, caller.f_lineno, verb, rel.through._meta.label))
            return function(self, *args, **kwargs)

        return call

    @functools.wraps(create_manager)
    def create_recording_manager(superclass, rel, reverse):
        manager = create_manager(superclass, rel, reverse)
        for verb in VERBS + tuple("a" + verb for verb in VERBS):
            if verb in vars(manager):
                setattr(manager, verb, recorded(verb, vars(manager)[verb], rel))
        return manager

    related_descriptors.create_forward_many_to_many_manager = create_recording_manager


def record_outcomes(outcomes):
    """Fill `outcomes` with what the runner is told of each test: the worst of its sub-tests counts as its own."""

    def recorded(method, outcome):
        @functools.wraps(method)
        def tell(self, test, *args, **kwargs):
            outcomes[test.id()] = outcome
            return method(self, test, *args, **kwargs)

        return tell

    result = unittest.TextTestResult
    for name, outcome in OUTCOMES.items():
        setattr(result, name, recorded(getattr(result, name), outcome))
    add_subtest = result.addSubTest

    def tell_subtest(self, test, subtest, err):
        if err is not None:
            outcomes[subtest.id()] = "failure"
        return add_subtest(self, test, subtest, err)

    result.addSubTest = tell_subtest


def main():
    """Run `runtests.py` with both recorders on, and write what they saw however it ends."""
    record, script = sys.argv[1:3]
    writes, outcomes = set(), {}

    def save():
        with open(record, "w", encoding="utf-8") as file:
            json.dump({"writes": sorted(writes), "outcomes": outcomes}, file, indent=1)

    atexit.register(save)
    record_writes(writes)
    record_outcomes(outcomes)
    sys.argv[:] = [script, *sys.argv[3:]]
    sys.path[0] = os.path.dirname(os.path.abspath(script))
    runpy.run_path(script, run_name="__main__")


if __name__ == "__main__":
    main()
