"""Is what is put into a container known, or known to be unknown, by whatever way it is put there?"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from inferred import asked, check, inference

HEAD = "from school.models import Course\n"
OTHER = "from school.models import Course\nALL = [Course()]\n"

CASES = {
    "by what else gets it where it is made": (
        """
        from school.models import Club
        def fill(rows):
            rows[0] = Club()
        def f(run):
            fill(one := [Course()])
            one[0]  # -> ? | Course
            other = (two := [Course()])
            other[0] = Club()
            two[0]  # -> Club | Course
            three = four = [Course()]
            three.append(Club())
            four[0]  # -> Club | Course
            five = run[0] = [Course()]
            five[0]  # -> ? | Course
            six = seven = [Course()]
            seven[0]  # -> Course
            if eight := [Course()]:
                eight[0]  # -> Course
        class Desk:
            def __init__(self):
                self.rows = self.others = [Course()]
                rows = self.more = [Course()]
                rows[0] = Club()
            def fill(self):
                self.others.append(Club())
            def work(self):
                self.rows[0]  # -> Club | Course
                self.more[0]  # -> Club | Course
        """,
        {},
    ),
    "by a declaration of a factory": (
        """
        import factory
        def f(Enrollments):
            courses = [Course()]
            Enrollments.create_batch(3, course=factory.Iterator(courses))
            courses[0]  # -> Course
        """,
        {},
    ),
    "by a method of what stands beside it that only reads": (
        """
        class Desk:
            def look(self, courses):
                print(courses)
        def f():
            held = []
            held.append((Desk(), [Course()]))
            for desk, courses in held:
                desk.look(courses)
                courses[0]  # -> Course
        """,
        {},
    ),
    "by a method of what stands beside it": (
        """
        class Desk:
            def take(self, courses, x):
                courses.append(x)
        def f(x):
            held = []
            held.append((Desk(), [Course()]))
            for desk, courses in held:
                desk.take(courses, x)
                courses[0]  # -> ? | Course
        """,
        {},
    ),
    "by what stands beside it and is called": (
        """
        def f(x):
            held = []
            held.append((x, [Course()]))
            for take, courses in held:
                take(courses)
                courses[0]  # -> ? | Course
        """,
        {},
    ),
    "by way of a list that holds it": (
        """
        def f(x):
            courses = [Course()]
            holder = []
            holder.append(courses)
            holder[0].append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "by way of a display": (
        """
        def f(x):
            courses = [Course()]
            holder = [courses]
            holder[0].append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "by way of a dictionary": (
        """
        def f(x):
            courses = [Course()]
            holder = {}
            holder["a"] = courses
            holder["a"].append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "in a loop over what holds it": (
        """
        def f(x):
            courses = [Course()]
            holder = []
            holder.append(courses)
            for one in holder:
                one.append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "turned round and put behind itself": (
        """
        def f(x):
            courses = [Course(), Course()]
            courses += courses[::-1]
            courses[1]  # -> Course
        """,
        {},
    ),
    "of a part that is put behind another list": (
        """
        def f(x):
            held = [[Course()]]
            other = []
            other += held[::-1]
            other[0].append(x)
            held[0][0]  # -> ? | Course
        """,
        {},
    ),
    "of a list that is put behind another": (
        """
        def f(x):
            held = [[Course()]]
            other = []
            other += held
            other[0].append(x)
            held[0][0]  # -> ? | Course
        """,
        {},
    ),
    "behind an item": (
        """
        def f(x):
            courses = [Course()]
            holder = [courses]
            holder[0] += [x]
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "of an item that is put behind an item of another list": (
        """
        def f(x):
            held = [[Course()]]
            other = [[]]
            other[0] += held[0:]
            other[0][0].append(x)
            held[0][0]  # -> ? | Course
        """,
        {},
    ),
    "by way of an attribute": (
        """
        class A:
            def f(self, x):
                courses = [Course()]
                self.held = []
                self.held.append(courses)
                self.held[0].append(x)
                courses[0]  # -> ? | Course
        """,
        {},
    ),
    "by way of setdefault": (
        """
        def f(x, k):
            courses = [Course()]
            d = {}
            d.setdefault(k, courses).append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "by way of what a lambda gives": (
        """
        def make(x):
            courses = [Course()]
            grow = lambda: courses
            grow().append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "what only holds it changes nothing": (
        """
        def f(x):
            courses = [Course()]
            holder = []
            holder.append(courses)
            holder.append(x)
            len(holder)
            courses[0]  # -> Course
        """,
        {},
    ),
    "another module that imports it": (
        """
        ALL = [Course()]
        def f():
            ALL[0]  # -> ? | Course
        """,
        {"app/__init__.py": "", "app/other.py": "from app.views import ALL\ndef g(x):\n    ALL.append(x)\n"},
    ),
    "another module that reads it of the module": (
        """
        ALL = [Course()]
        def f():
            ALL[0]  # -> ? | Course
        """,
        {"app/__init__.py": "", "app/other.py": "from app import views\ndef g(x):\n    views.ALL.append(x)\n"},
    ),
    "another module that only reads it": (
        """
        ALL = [Course()]
        def f():
            ALL[0]  # -> Course
        """,
        {"app/__init__.py": "", "app/other.py": "from app.views import ALL\ndef g(x):\n    print(ALL[0])\n"},
    ),
    "a third module": (
        """
        from app.other import ALL
        def f(x):
            ALL[0]  # -> ? | Course
        """,
        {
            "app/__init__.py": "",
            "app/other.py": OTHER,
            "app/third.py": "from app.other import ALL\ndef g(x):\n    ALL.append(x)\n",
        },
    ),
    "the module that imports it": (
        """
        from app.other import ALL
        def f(x):
            ALL.append(x)
            ALL[0]  # -> ? | Course
        """,
        {"app/__init__.py": "", "app/other.py": OTHER},
    ),
    "a function of its module": (
        """
        from app.other import ALL, add
        def f(x):
            ALL[0]  # -> ? | Course
        """,
        {"app/__init__.py": "", "app/other.py": OTHER + "def add(x):\n    ALL.append(x)\n"},
    ),
    "what a star leaves of a display": (
        """
        courses = [Course()]
        def f(x):
            a, *rest = [courses, 1]
            a.append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
    "by way of what zip gives": (
        """
        from contextlib import nullcontext
        def f(x):
            courses = [Course()]
            pairs = list(zip([courses], [1]))
            pairs[0][0].append(x)
            courses[0]  # -> ? | Course
        """,
        {},
    ),
}


@pytest.mark.parametrize(("source", "files"), CASES.values(), ids=CASES)
def test_what_is_put_into_a_container(source: str, files: dict[str, str], tmp_path: Path) -> None:
    check(HEAD + dedent(source), tmp_path, files)


@pytest.mark.parametrize(
    ("use", "followed"),
    [
        ("for one in data: take(one)", False),
        ("take(**data)", False),
        ("take(data['a'])", False),
        ("take(data.get('a'))", False),
        ("for one in data.values(): take(one)", False),
        ("one = data['a']; take(one)", False),
        ("data['b'] = []; take(**data)", True),
        ("take(data)", True),
        ("take(dict(**data))", True),
    ],
)
@pytest.mark.parametrize("name", ["data", "self.data"])
def test_what_is_done_to_what_is_in_a_container_is_asked_where_there_is_a_container(
    use: str, followed: bool, name: str, tmp_path: Path
) -> None:
    """The file of the function that is given it is read only then."""
    body = [
        f"{name} = {{'a': x}}",
        *use.replace("data", name).replace(": take", ":\n            take").split("; "),
        name,
    ]
    source = "\n        ".join(["from app.dear import take\nclass Desk:\n    def f(self, x):", *body])
    knows, tree = inference(source, tmp_path, {"app/dear.py": "def take(*args, **kwargs): ..."})
    knows.values(asked(tree, source.count("\n") + 1, "")[0])
    assert (str(tmp_path / "app" / "dear.py") in knows._source.modules._files) is followed


@pytest.mark.parametrize(
    ("use", "followed"),
    [
        ("data['b'] = made()", False),
        ("data['b'], other = made()", False),
        ("data['b'] += made()", False),
        ("data['b'].append(made())", False),
        ("data['b']['c'] = made()", False),
        ("data['b'].remove(made())", False),
        ("data[made()] = 1", False),
        ("data[1:] = made()", True),
        ("data.add(made())", False),
        ("data.add(made(), 1)", True),
        ("data.update(made())", True),
    ],
)
def test_what_a_function_puts_into_a_parameter_is_not_asked_where_it_surely_does(
    use: str, followed: bool, tmp_path: Path
) -> None:
    source = f"""
        from app.dear import made
        def fill(data):
            {use}
        def f():
            data = {{"a": 1}}
            fill(data)
            data
        """
    source = dedent(source).rstrip()
    knows, tree = inference(source, tmp_path, {"app/dear.py": "def made(): ..."})
    knows.values(asked(tree, source.count("\n") + 1, "")[0])
    assert (str(tmp_path / "app" / "dear.py") in knows._source.modules._files) is followed
