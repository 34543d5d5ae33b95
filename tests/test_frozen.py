"""Are the project's own plain classes what those of the standard library are?"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field

import pytest

from through_codemod.frozen import NamedTuple, frozen, replace


@frozen
class Seat:
    """A place in a row."""

    row: str
    number: int = 1
    names: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)
    place: tuple[str, int] = field(default=("", 0), init=False, compare=False, repr=False)
    of: str = field(kw_only=True)

    def __post_init__(self) -> None:
        """Put together what tells the place."""
        object.__setattr__(self, "place", (self.row, self.number))


@frozen
class Named:
    """What counts as the same by half of its name."""

    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and other.name[0] == self.name[0]

    def __hash__(self) -> int:
        return hash(self.name[0])


class Ticket(NamedTuple):
    """What lets somebody in."""

    seat: Seat
    price: int = 0

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing."""
        return not self.price


def test_a_frozen_class_compares_shows_and_copies_by_its_fields() -> None:
    seat = Seat("a", of="hall", note="by the door")
    assert seat == Seat("a", 1, [], of="hall")
    assert seat != Seat("a", 1, [], of="attic")
    assert repr(seat) == "Seat(row='a', number=1, names=[], of='hall')"
    other = replace(seat, number=2)
    assert (other.row, other.place, other.note) == ("a", ("a", 2), "by the door")
    assert seat.names is not Seat("a", of="hall").names
    assert not hasattr(seat, "__dict__")
    assert pickle.loads(pickle.dumps(seat)) == seat
    match seat:
        case Seat(row, number):
            assert (row, number) == ("a", 1)
    with pytest.raises(TypeError, match="of"):
        Seat("a")  # type: ignore[call-arg]


def test_what_a_class_says_of_itself_stands() -> None:
    assert len({Named("ann"), Named("alf"), Named("bo")}) == 2


def test_a_dataclass_is_replaced_as_well() -> None:
    @dataclass(frozen=True)
    class Hall:
        name: str
        seats: int = 0

    assert replace(Hall("a", 3), name="b") == Hall("b", 3)


def test_a_tuple_has_its_fields_defaults_and_methods() -> None:
    seat = Seat("a", of="hall")
    ticket = Ticket(seat)
    assert ticket == (seat, 0)
    assert ticket.is_free
    assert not ticket._replace(price=3).is_free
    assert repr(Ticket(seat, 1)).startswith("Ticket(seat=Seat(")
    assert Ticket.__doc__ == "What lets somebody in."
    assert pickle.loads(pickle.dumps(ticket)) == ticket
