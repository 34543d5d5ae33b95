"""A variable that is one of several accessors of something unknown is reported, by a condition, a loop or a key."""


def run(course, student, guests):
    people = course.students if guests else course.teachers
    people.add(student)  # left: unknown-receiver
    for each, _ in ((course.students, 1), (course.seen, 2)):
        each.add(student)  # left: unknown-receiver
    by_kind = {"guest": course.students, "other": course.seen}
    by_kind[guests].add(student)  # left: unknown-receiver
    seen = course.seen if guests else set()
    seen.add(student)
    for name in ("students", "seen"):
        name.add(student)
