"""An accessor whose name is one of some that are written out may be that of a receiver that is not known."""


def run(thing, student):
    for name in ("students", "name"):
        getattr(thing, name).add(student)  # left: unknown-receiver
