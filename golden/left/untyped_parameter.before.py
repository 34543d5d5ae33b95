"""Who passes what is not to be seen here."""


def enroll(group, student):
    group.students.add(student)  # left: unknown-receiver
