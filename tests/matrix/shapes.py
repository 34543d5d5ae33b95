"""Which shapes of relations are there, from which side, and from which rows does a run start?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Links = tuple[tuple[Any, ...], ...]  # a source's number, a target's number, and the values of other columns

SOME: Links = ((1, 1), (1, 2), (2, 2), (2, 3))
TWICE: Links = ((1, 1), (1, 1), (1, 2), (2, 1), (2, 2), (2, 2))
ONCE: Links = ((1, 1), (1, 2), (2, 3))  # each target has one source at most
APART: Links = ((1, 1), (2, 2))  # and each source one target
NOBODY: Links = ((1, None), (None, 1), (None, None))
VEILED: Links = ((1, 1), (1, 2, {"hidden": True}), (2, 2), (2, 3, {"hidden": True}))
LOPSIDED: Links = ((1, 1), (1, 2, {"alone": "forth"}), (1, 3, {"alone": "back"}), (2, 2))


@dataclass(frozen=True)
class Shape:
    """A relation from one side: `receiver.accessor` holds `argument`s.

    There are sources 1 to 3 and targets 1 to 5; of the targets, a default manager that hides some hides 2 and 5. `name`
    is the column of a target that says who it is, `more` what else a new one needs, `key` the type of what the accessor
    takes for a target's key, `manager` the target's default one, `back` the look-up from a target to its sources.
    `traits` are words that forms ask for and that differences are explained by. What is `seldom` is tried where every
    form is tried on every shape.
    """

    title: str
    receiver: str
    argument: str
    accessor: str = "students"
    name: str = "name"
    more: str = ""
    key: str = "int"
    manager: str = "objects"
    back: str = "courses"
    states: Mapping[str, Links] = field(default_factory=lambda: {"some": SOME})
    traits: frozenset[str] = frozenset()
    since: tuple[int, int] = (3, 2)
    seldom: bool = False
    settings: str = "settings"
    alias: str = "default"
    many: str = "loop"

    def __str__(self) -> str:
        return self.title

    def __hash__(self) -> int:
        return hash(self.title)

    @property
    def spec(self) -> dict[str, Any]:
        """What the runner has to know."""
        return {
            "receiver": self.receiver,
            "argument": self.argument,
            "accessor": self.accessor,
            "states": self.states,
            "alias": self.alias,
        }


def sides(
    title: str,
    prefix: str,
    *traits: str,
    states: Mapping[str, Links] | None = None,
    accessor: str = "courses",
    reverse: Mapping[str, Any] | None = None,
    seldom: bool = False,
    **more: Any,
) -> Iterator[Shape]:
    """Yield a relation from the side of its field, and from the other one, `seldom` or with what is different there."""
    forward = Shape(
        title,
        f"{prefix}Course",
        f"{prefix}Student",
        traits=frozenset(traits),
        states=states or {"some": SOME},
        back=accessor.removesuffix("_set"),
        **more,
    )
    yield forward
    backward = {"name": "title", **(reverse or {})}
    yield replace(
        forward,
        title=f"{title}, reverse",
        receiver=forward.argument,
        argument=forward.receiver,
        accessor=accessor,
        back="students",
        seldom=seldom,
        **backward,
    )


def heirs(title: str, family: str, receiver: str, argument: str, more: str = "") -> Shape:
    """Return a relation that is written to on an heir of its source, or with heirs of its target."""
    return Shape(
        title, f"{receiver}{family}Course", f"{argument}{family}Student", more=more, traits=frozenset({"heir"})
    )


ROW = {"states": {"some": SOME, "twice": TWICE}}
SHOWN = {"states": {"some": VEILED}}

PAIRS = (
    *sides("unique together", "Together"),
    *sides("unique constraint", "Constraint", accessor="constraintcourse_set", seldom=True),
    *sides("one to one", "One", states={"some": ONCE}, reverse={"states": {"some": APART}}),
    *sides("one to one key", "OneKey", states={"some": ONCE}, reverse={"states": {"some": APART}}),
    *sides("no constraint", "Free", "repeatable", seldom=True, **ROW),
    *sides("conditional constraint", "Partly", "repeatable", seldom=True, **ROW),
    *sides("unique with a role", "Wider", "repeatable", seldom=True, **ROW),
    Shape("no reverse accessor", "HiddenCourse", "HiddenStudent", back=""),
    *sides("four foreign keys", "Four", seldom=True),
    *sides("unique extra column", "Seat", seldom=True),
    *sides("required text", "Text", seldom=True),
    *sides("required number", "Number", seldom=True),
    *sides("nullable", "Null", "nullable", states={"some": (*SOME, *NOBODY)}),
    *sides(
        "nullable, no constraint",
        "NullFree",
        "nullable",
        "repeatable",
        states={"twice": (*TWICE, *NOBODY)},
        seldom=True,
    ),
    *sides("unique column of the target", "Name", seldom=True),
    *sides("column with a database default", "Filled", since=(5, 0), seldom=True),
    *sides("composite key", "Composite", since=(5, 2), seldom=True),
)
KEYS = (
    *sides("key is a uuid", "Uuid", key="UUID"),
    *sides("key is a text", "Word", key="str", more='slug="zoe"'),
    *sides("to a text field", "Code", key="str", more='code="zoe"'),
    *sides("to a number field", "Figure", more="number=77"),
)
MANAGERS = (
    Shape("hidden targets", "SoftCourse", "SoftStudent", traits=frozenset({"hidden targets"})),
    Shape("hidden sources", "SoftStudent", "SoftCourse", accessor="courses", name="title", back="students"),
    Shape(
        "hidden targets, nullable, no constraint",
        "SoftFreeCourse",
        "SoftFreeStudent",
        states={"twice": (*TWICE, *NOBODY)},
        traits=frozenset({"hidden targets", "nullable", "repeatable"}),
    ),
    *sides("hidden links", "Shown", "hidden links", **SHOWN),
    *sides("hidden links, no constraint", "ShownFree", "hidden links", "repeatable", seldom=True, **SHOWN),
    *sides("deleting hides", "Marked", "hidden links", "repeatable", seldom=True, **SHOWN),
    *sides(
        "managers of other names",
        "Renamed",
        manager="pupils",
        reverse={"name": "title", "manager": "lessons"},
        seldom=True,
    ),
    *sides(
        "objects is not the default",
        "Second",
        manager="everyone",
        reverse={"name": "title", "manager": "objects"},
        seldom=True,
    ),
    *sides("objects shows all, the default does not", "First", "hidden links", seldom=True, **SHOWN),
)
SELVES = (
    Shape("itself", "FollowStudent", "FollowStudent", traits=frozenset({"self"})),
    Shape("itself, reverse", "FollowStudent", "FollowStudent", "courses", back="students", traits=frozenset({"self"})),
    Shape("symmetrical", "FriendStudent", "FriendStudent", back="students", traits=frozenset({"self"})),
    Shape(
        "symmetrical, lopsided rows",
        "FriendStudent",
        "FriendStudent",
        back="students",
        states={"lopsided": LOPSIDED},
        traits=frozenset({"self", "lopsided"}),
    ),
    Shape(
        "symmetrical, no constraint",
        "PalStudent",
        "PalStudent",
        back="students",
        states={"some": SOME, "twice": TWICE},
        traits=frozenset({"self", "repeatable"}),
    ),
    Shape("user", "UserCourse", "User", more='username="zoe"'),
    Shape("user, reverse", "User", "UserCourse", accessor="courses", name="title", back="students"),
)
HEIRS = (
    *sides("field of an abstract base", "Given", accessor="shapes_givencourse"),
    heirs("source is a proxy", "Family", "ProxyOf", ""),
    heirs("target is a proxy", "Family", "", "ProxyOf"),
    heirs("source is a child", "Family", "ChildOf", ""),
    heirs("target is a child", "Family", "", "ChildOf"),
    heirs("source is a child with its own key", "Own", "ChildOf", ""),
    heirs("target is a child with its own key", "Own", "", "ChildOf", more="number=77"),
    Shape("field to a proxy", "ToProxyCourse", "ProxyOfToProxyStudent"),
    Shape("field to a proxy, reverse", "ProxyOfToProxyStudent", "ToProxyCourse", "courses", "title", back="students"),
    *sides("ends are children", "ToChild"),
    *sides("link is a child", "Heir", "raises today"),
    *sides("ordered links", "Ordered", "raises today", "ordered", seldom=True),
)
SAVES = (
    *sides("save of the link", "Saving", "saves"),
    *sides("save of the link, no constraint", "SavingFree", "saves", "repeatable", seldom=True, **ROW),
    *sides("receivers of saves", "Saved", "saves", seldom=True),
    *sides("receivers of deletes", "Deleted", seldom=True),
    *sides("receivers of m2m_changed", "Changed"),
    *sides("create of the manager", "Created", "saves", seldom=True),
    Shape("target links itself", "EagerCourse", "EagerStudent", traits=frozenset({"links itself"})),
    Shape("receiver links the target", "WelcomeCourse", "WelcomeStudent", traits=frozenset({"links itself"})),
)


def spread(title: str, settings: str, alias: str = "default") -> Iterator[Shape]:
    """Yield some of the shapes in a project with two databases."""
    for shape in (*PAIRS, *SELVES, *SAVES):
        if shape.title in {"unique together", "no constraint", "symmetrical"}:
            traits = shape.traits | {"databases"}
            yield replace(shape, title=f"{title}: {shape.title}", settings=settings, alias=alias, traits=traits)


DATABASES = (
    *spread("second database", "aliases", "other"),
    *spread("links in another database", "routed"),
    *spread("replica", "replica"),
)
SHAPES: tuple[Shape, ...] = (*PAIRS, *KEYS, *MANAGERS, *SELVES, *HEIRS, *SAVES, *DATABASES)
SETTINGS = ("settings", "aliases", "routed", "replica")
# Those that are tried with every form: one for each way in which links are made and deleted.
THOROUGH = frozenset(
    {
        "unique together",
        "no constraint",
        "hidden targets",
        "symmetrical",
        "save of the link",
    }
)
