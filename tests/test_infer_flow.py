"""Does the inference follow names the way Python runs: branches, loops, exceptions, scopes?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

HEAD = "from school.models import Course, Student, Teacher, Club\n"

KNOWN = {
    "a list that is unpacked": """
        def one():
            rows = [Course(), Course()]
            first, second = rows
            rows[0].students  # -> Course.students
            first.students  # -> Course.students
        def several():
            rows = [Course(), Course()]
            first, *rest = rows
            rest.append(Club())
            rows[0].students  # -> Course.students
            rest[0].students  # -> Course.students | manager Student
        def inside():
            rows = [[Course()], [Course()]]
            first, second = rows
            first.append(Club())
            rows[0][0].students  # -> ? | Course.students
        def kept():
            rows = [Course(), Course()]
            same = first, second = rows
            same.append(Club())
            rows[0].students  # -> ? | Course.students
        """,
    "what is left of a set": """
        def f(others):
            for one in set(Course.objects.all()) - others:
                one.students  # -> Course.students
            for one in {Course()} - {Club()}:
                one.students  # -> Course.students
            for one in {Course()} & others:
                one.students  # -> ?
            for one in others - {Course()}:
                one.students  # -> ?
        """,
    "assigned": """
        def f():
            course = Course.objects.get(pk=1)
            course.students  # -> Course.students
        """,
    "branches that agree": """
        def f(x):
            if x:
                course = Course.objects.create()
            else:
                course = Course.objects.get(pk=x)
            course.students  # -> Course.students
        """,
    "a branch that returns": """
        def f(x):
            course = Teacher()
            if x:
                return course
            else:
                course = Course()
            course.students  # -> Course.students
        """,
    "rebound at once": """
        def f(x):
            course = x
            course = Course()
            course.students  # -> Course.students
        """,
    "none is no possibility": """
        def f(x):
            course = None
            if x:
                course = Course()
            course.students  # -> Course.students
        """,
    "loop that finds": """
        def f(x):
            found = None
            for course in Course.objects.all():
                if x:
                    found = course
                    break
            else:
                raise ValueError
            found.students  # -> Course.students
        """,
    "while with a walrus": """
        def f():
            while course := Course.objects.first():
                course.students  # -> Course.students
        """,
    "walrus in a condition": """
        def f(x):
            if (course := Course.objects.first()) and x:
                course.students  # -> Course.students
            course  # -> Course
        """,
    "walrus in the same test": """
        def f(x):
            return (course := Course.objects.first()) and course.students  # course.students -> Course.students
        """,
    "walrus out of a comprehension": """
        def f(xs):
            any((found := Course.objects.get(pk=x)) for x in xs)
            found.students  # -> Course.students
        """,
    "try that makes or gets": """
        def f():
            try:
                course = Course.objects.get(pk=1)
            except Course.DoesNotExist:
                course = Course.objects.create(pk=1)
            course.students  # -> Course.students
        """,
    "try with else and finally": """
        def f(close):
            try:
                course = Course.objects.get(pk=1)
            except Course.DoesNotExist:
                return
            else:
                course.students  # -> Course.students
            finally:
                close()
            course.students  # -> Course.students
        """,
    "with body": """
        def f(atomic):
            with atomic():
                course = Course()
                course.students  # -> Course.students
            course.students  # -> Course.students
        """,
    "closure": """
        def f():
            course = Course()
            def g():
                course.students  # -> Course.students
            lambda: course.students  # course.students -> Course.students
            class Inner:
                held = course.students  # course.students -> Course.students
        """,
    "module": """
        COURSE = Course()
        def f():
            COURSE.students  # -> Course.students
        """,
    "global": """
        def f():
            global shared
            shared = Course()
        def g():
            shared.students  # -> Course.students
        """,
    "nonlocal that agrees": """
        def f():
            course = Course()
            def g():
                nonlocal course
                course = Course.objects.get()
            course.students  # -> Course.students
        """,
    "comprehension": """
        def f():
            [c.students for c in Course.objects.all()]  # c.students -> Course.students
            {c.pk: c.students for c in Course.objects.all() if c.students}  # c.students -> Course.students
            (s for c in Course.objects.all() for s in c.students.all())  # s -> Student
        """,
    "comprehension variable beside a name": """
        def f(c):
            [c.students for c in Course.objects.all()]  # c.students -> Course.students
            c.students  # -> ?
        """,
    "walks along itself": """
        def f():
            user = Teacher.objects.get().user
            while user:
                user = user.teacher.user
                user.friends  # -> User.friends
        """,
    "swapped in a loop": """
        def f(n):
            a, b = Course(), Course.objects.get()
            for _ in range(n):
                a, b = b, a
            a.students  # -> Course.students
        """,
    "match": """
        def f(x):
            match x:
                case Course() as course:
                    course.students  # -> Course.students
                case [Course() as first, *rest]:
                    first.students  # -> Course.students
                    rest  # -> list[?]
        """,
    "a name that a class in a function binds itself": """
        x = Course()
        def f():
            x = Club()
            y = Club()
            class Inner:
                x  # -> Course
                y  # -> Club
                x = Student()
                x  # -> Student
                def of(self):
                    x  # -> Club
            class Outer:
                class Inner:
                    x  # -> Course
                    x = Student()
        """,
    "what a class body binds on some ways only": """
        class Base:
            one = Course()
            two = Course()
            three = Course()
        class Heir(Base):
            if work():
                one = Club()
                two = Club()
            else:
                two = Student()
            try:
                three = Club()
            finally:
                pass
            if work():
                def four(self):
                    return Club()
            def run(self):
                self.one  # -> Club | Course
                self.two  # -> Club | Student
                self.three  # -> Club
                self.four()  # -> Club
        class Last(Heir):
            def run(self):
                self.one  # -> Club | Course
                super().one  # -> Club | Course
        """,
    "a walrus behind the test of what it binds": """
        def f(x, kind):
            if isinstance(x, Course) and (x := other()):
                x  # -> ?
            y = Course() if kind else Club()
            while isinstance(y, Course) and (y := Club()):
                y  # -> Club | Course
            if (z := other()) and isinstance(z, Course):
                z  # -> Course
            match kind:
                case Course() if (kind := other()):
                    kind  # -> ?
        def g(x):
            if not isinstance(x, Course) or not (x := other()):
                return
            x  # -> ?
        """,
    "several walruses in a statement": """
        def f():
            pair = [(x := Course()), (x := Club())]
            x  # -> Club
            y = (y := (y := Course()) and Club())
            use((z := Course()), (z := (z := Club()).owner or Student()))
            z  # -> ? | Student
            one = (z := Course()) if (z := Club()) else None
            z  # -> Club | Course
        """,
    "what a guard binds": """
        def f(kind):
            x = Course()
            match kind:
                case 1:
                    x  # -> Course
                case 2 if (x := Student.objects.first()):
                    x  # -> Student
                    x.courses  # -> Student.courses
                case 3:
                    x  # -> Course | Student
                    x = Club()
            x  # -> Club | Course | Student
        def inside(kind):
            x = Course()
            match kind:
                case 1 if kind and (x := Club()):
                    pass
            x  # -> Club | Course
        """,
    "what is captured in front of a guard that says no": """
        def f(kind):
            x = Course()
            match Club():
                case x if kind == 1:
                    x  # -> Club
                case _ if kind == 2:
                    x  # -> Club | Course
                case _:
                    x  # -> Club | Course
        def without(kind):
            x = Course()
            match kind:
                case (1, x):
                    return
                case _:
                    x  # -> Course
        """,
    "several handlers of one group of exceptions": """
        def f():
            x = Course()
            try:
                work()
            except* ValueError:
                x = Club()
            except* TypeError:
                x  # -> Club | Course
                x = Student()
            x  # -> Club | Course | Student
        def g():
            x = Course()
            try:
                work()
            except ValueError:
                x = Club()
            except TypeError:
                x  # -> Course
        """,
    "match of known": """
        def f(students: list[Student]):
            match students:
                case [ada, *others]:
                    ada  # -> Student
                    others  # -> list[Student]
        """,
    "isinstance": """
        def f(x, y, z, w):
            if isinstance(x, Course):
                x.students  # -> Course.students
            if not isinstance(y, Course):
                return
            y.students  # -> Course.students
            assert isinstance(z, (Course,)) and y
            z.students  # -> Course.students
            isinstance(w, Course) and w.students  # w.students -> Course.students
            w.students if isinstance(w, Course) else 1  # w.students -> Course.students
        """,
    "isinstance of one branch of several": """
        def f(x, y, z, w):
            if not x:
                return
            elif not isinstance(x, Course):
                raise TypeError
            x.students  # -> Course.students
            if isinstance(y, Course):
                print(y)
            else:
                raise TypeError
            y.students  # -> Course.students
            for _ in w:
                if not z:
                    continue
                elif isinstance(z, Course):
                    pass
                elif w:
                    break
                else:
                    return
                z.students  # -> Course.students
        """,
    "isinstance of two branches that go on": """
        def f(x, y, z):
            if isinstance(x, Course):
                pass
            elif y:
                pass
            else:
                return
            x.students  # -> ?
            if y:
                pass
            elif not isinstance(y, Course):
                raise TypeError
            y.students  # -> ?
            if isinstance(z, Course):
                z = y
            else:
                return
            z.students  # -> ?
        def g(x, y, z):
            if isinstance(x, Course):
                pass
            elif y:
                return
            else:
                pass
            x.students  # -> ?
            if not z:
                return
            else:
                if not isinstance(z, Course):
                    return
                z = y
            z.students  # -> ?
        """,
    "replaced where it is something else": """
        def f(x, student, y, n):
            if not isinstance(x, Course):
                x = Course.objects.get(pk=x)
            x.students  # -> Course.students
            if type(student) is not Student:
                student = Student(name=student)
                student.save()
            if n:
                student.courses  # -> Student.courses
            if isinstance(y, str):
                y = Course.objects.get(pk=y)
            y.students  # -> ? | Course.students
        """,
    "replaced at once": """
        def f(data):
            course = None
            if "course" in data:
                course = data["course"]
                if type(course) is not Course:
                    course = Course.objects.get(pk=course)
            course.students  # -> Course.students
            try:
                other = data["other"]
                if not isinstance(other, Course):
                    other = Course.objects.get(pk=other)
            except KeyError:
                pass
            other.students  # -> ? | Course.students
        """,
    "replaced where it can be called": """
        def rows(of):
            if callable(of):
                of = of()
            return of.first()
        def f(x):
            rows(Course.objects.all()).students  # -> Course.students
            rows(lambda: Course.objects.all()).students  # -> Course.students
            rows(x).students  # -> ?
        """,
    "replaced in a loop": """
        def f(items):
            for x in items:
                if not isinstance(x, Course):
                    x = Course.objects.get(pk=x)
                x.students  # -> Course.students
        """,
    "replaced, and then something else": """
        def f(x, y):
            if not isinstance(x, Course):
                x = Course.objects.get(pk=x)
            if y:
                x = y
            x.students  # -> ? | Course.students
        """,
    "replaced on some ways": """
        def f(x, y):
            if not isinstance(x, Course):
                if y:
                    x = Course.objects.get(pk=x)
            x.students  # -> ? | Course.students
        """,
    "replaced in a branch": """
        def f(x, y):
            if y:
                if not isinstance(x, Course):
                    x = Course.objects.get(pk=x)
            x.students  # -> ? | Course.students
        """,
    "isinstance of two": """
        def f(x: Course | Club):
            if isinstance(x, Club):
                x.members  # -> Club.members
            else:
                x.students  # -> Course.students
        """,
    "isinstance in a comprehension": """
        def f(xs):
            [x.students for x in xs if isinstance(x, Course)]  # x.students -> Course.students
        """,
    "deleted on one way": """
        def f(x):
            course = Course()
            if x:
                del course
                raise ValueError
            course.students  # -> Course.students
        """,
    "class body": """
        class Thing:
            course = Course()
            students = course.students  # course.students -> Course.students
        """,
    "default of a parameter": """
        course = Course()
        def f(x=course.students):  # course.students -> Course.students
            pass
        """,
    "import in a function": """
        def f():
            from school.models import Club as Group
            import school.models as m, school.models
            Group().members  # -> Club.members
            m.Course().students  # -> Course.students
            school.models.Course().students  # -> Course.students
        """,
    "import that may fail": """
        try:
            from school.models import Club as Klub
        except ImportError:
            Klub = None
        Klub().members  # -> Club.members
        """,
    "alias of a class": """
        Kurs = Course
        def f():
            Kurs.objects.get().students  # -> Course.students
        """,
}

UNKNOWN = {
    "parameter": """
        def f(course):
            course.students  # -> ?
        """,
    "rebound in a branch": """
        def f(x):
            course = Course()
            if x:
                course = x
            course.students  # -> ? | Course.students
        """,
    "rebound in a loop": """
        def f(xs):
            course = Course()
            for x in xs:
                course.students  # -> ? | Course.students
                course = x
        """,
    "rebound after continue": """
        def f(xs):
            course = Course()
            for x in xs:
                if x:
                    course = x
                    continue
                course.students  # -> ? | Course.students
        """,
    "rebound before an exception": """
        def f(x, g):
            course = Course()
            try:
                course = x
                g()
                course = Course()
            except ValueError:
                course.students  # -> ? | Course.students
            course.students  # -> ? | Course.students
        """,
    "rebound in finally": """
        def f(x):
            for _ in x:
                course = Course()
                try:
                    break
                finally:
                    course = x
            course.students  # -> ? | Course.students
        """,
    "left early by a context manager": """
        def f(self, x):
            course = x
            with self.assertRaises(ValueError):
                x()
                course = Course()
            course.students  # -> ? | Course.students
        """,
    "branches that disagree": """
        def f(x):
            if x:
                thing = Course()
            else:
                thing = Club()
            thing.students  # -> Course.students | manager Student
        """,
    "nonlocal": """
        def f(x):
            course = Course()
            def g():
                nonlocal course
                course = x
            g()
            course.students  # -> ? | Course.students
        """,
    "closure over a name bound twice": """
        def f(x):
            course = Course()
            def g():
                course.students  # -> ? | Course.students
            course = x
            g()
        """,
    "generator that runs later": """
        def f(x, xs):
            course = Course()
            late = (course.students for _ in xs)  # course.students -> ? | Course.students
            course = x
            return list(late)
        """,
    "global set elsewhere": """
        shared = Course()
        def f(x):
            global shared
            shared = x
        def g():
            shared.students  # -> ? | Course.students
        shared.students  # -> ? | Course.students
        """,
    "comprehension variable does not leak": """
        def f(c):
            [c for c in Course.objects.all()]
            c.students  # -> ?
        """,
    "loop variable": """
        def f(courses):
            for course in courses:
                course.students  # -> ?
        """,
    "named like a model": """
        def f(Course):
            Course().students  # -> ?
            Course.objects.get().students  # -> ?
        """,
    "class shadowed by a local one": """
        def f():
            class Course:
                pass
            Course().students  # -> ?
        """,
    "deleted and bound again by a call": """
        def f(x):
            course = Course()
            del course
            course = x()
            course.students  # -> ?
        """,
    "exception": """
        def f():
            try:
                pass
            except Exception as course:
                course.students  # -> ?
        """,
    "isinstance, then rebound": """
        def f(x, g):
            if isinstance(x, Course):
                x = g()
                x.students  # -> ?
        """,
    "isinstance in a loop, then rebound": """
        def f(x, g, xs):
            if isinstance(x, Course):
                for _ in xs:
                    x.students  # -> ?
                    x = g()
        """,
    "isinstance of something unknown": """
        def f(x, cls):
            if isinstance(x, cls):
                x.students  # -> ?
        """,
    "isinstance or": """
        def f(x, y):
            if isinstance(x, Course) or y:
                x.students  # -> ?
        """,
    "never reached": """
        def f():
            return
            course.students  # -> ?
        """,
    "class attribute is not a name in methods": """
        class Thing:
            course = Course()
            def f(self):
                course.students  # -> ?
        """,
    "builtin": """
        def f():
            list.students  # -> ?
        """,
    "star import of something unknown": """
        course = Course()
        from somewhere import *
        course.students  # -> ? | Course.students
        def f():
            course.students  # -> ? | Course.students
        """,
}


@pytest.mark.parametrize("source", KNOWN.values(), ids=KNOWN.keys())
def test_known(source: str, tmp_path: Path) -> None:
    check(HEAD + _plain(source), tmp_path)


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown(source: str, tmp_path: Path) -> None:
    check(HEAD + _plain(source), tmp_path)


def _plain(source: str) -> str:
    return textwrap.dedent(source)
