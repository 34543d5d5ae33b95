"""A variable that is bound to an accessor's name of something unknown may be the accessor, one that goes over it is not."""


def run(course, student, notes):
    students = course.students
    if student not in students.all():
        students.add(student)  # left: unknown-receiver
    for found in course.students:
        found.remove(student)
    first, *rest = notes.students
    rest.clear()
    with notes.students as held:
        held.set([])
