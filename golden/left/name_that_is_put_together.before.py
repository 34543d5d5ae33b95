"""An attribute whose name is put together is reported where a part of it fits an accessor's, by what it is read of."""

from school.models import Course


def run(course: Course, notes, student, kind):
    getattr(course, f"{kind}dents").add(student)  # left: unknown-receiver
    people = getattr(notes, "stud" + kind)
    people.add(student)  # left: unknown-receiver
    getattr(notes, "%sents" % kind).clear()  # left: unknown-receiver
    getattr(notes, f"{kind}_and_others").add(student)
    getattr(notes, f"stu{kind}").add(student)
    getattr(notes, f"{kind}s").add(student)
    getattr(notes, "notes_{}".format(kind)).add(student)
    getattr(course.title, f"{kind}dents").add(student)
    getattr(notes, kind).add(student)
