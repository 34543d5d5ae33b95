"""A parameter's name is evidence, never proof."""


def run(thing, student):
    thing.students.add(student)  # left: unknown-receiver
