"""Why is a site left alone, and in what may a replacement differ? Every answer by name, with a sentence for people."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why a site is left alone."""

    UNKNOWN_RECEIVER = "unknown-receiver"
    AMBIGUOUS_RECEIVER = "ambiguous-receiver"
    BOUND_METHOD = "bound-method"
    ACCESSOR_ALIAS = "accessor-alias"
    HISTORICAL_FIELD = "historical-field"
    VALUE_USED = "value-used"
    NO_PLACE = "no-place"
    NOT_AWAITED = "not-awaited"
    ACCESSOR_CONFIGURED = "accessor-configured"
    CUSTOM_FIELD = "custom-field"
    UNREAD_THROUGH = "unread-through"
    INVALID_CALL = "invalid-call"
    NO_ARGUMENTS = "no-arguments"
    NONE_ARGUMENT = "none-argument"
    WRONG_MODEL = "wrong-model"
    DYNAMIC_CLEAR = "dynamic-clear"
    DEFAULTS_NAME_PAIR = "defaults-name-pair"
    DEFAULTS_UNKNOWN = "defaults-unknown"
    DEFAULTS_CONFIGURED = "defaults-configured"
    UNKNOWN_ARGUMENT = "unknown-argument"
    NO_NAME = "no-name"
    SPREAD_ARGUMENTS = "spread-arguments"
    IMPLICIT_THROUGH = "implicit-through"
    NO_CALL = "no-call"


REASONS: dict[Reason, str] = {
    Reason.UNKNOWN_RECEIVER: "the receiver's model is not known here",
    Reason.AMBIGUOUS_RECEIVER: "the receiver may be of several models, whose relations differ",
    Reason.ACCESSOR_ALIAS: "the instance that the accessor was read from can't be named here for certain",
    Reason.HISTORICAL_FIELD: "the migrations do not tell what through model and keys the field had at this one",
    Reason.BOUND_METHOD: "the method is handed on instead of being called",
    Reason.VALUE_USED: "the value of the call is used, and the explicit calls return something else",
    Reason.NO_PLACE: "the explicit form takes several statements, which can't stand here",
    Reason.NOT_AWAITED: "the coroutine is not awaited on the spot",
    Reason.ACCESSOR_CONFIGURED: "the accessor was given a manager or a database of its own",
    Reason.CUSTOM_FIELD: "the field's class may have an accessor of its own, whose methods mean something else",
    Reason.UNREAD_THROUGH: "the sources do not tell what the through model is, or what it leads to",
    Reason.INVALID_CALL: "the method does not take these arguments, so the call raises TypeError today",
    Reason.NO_ARGUMENTS: "the call has no arguments and writes nothing; it can be deleted",
    Reason.NONE_ARGUMENT: "None is passed, which links or unlinks nothing that an explicit call could name",
    Reason.WRONG_MODEL: "the argument is an instance of another model, so the call raises TypeError today",
    Reason.DYNAMIC_CLEAR: "whether `clear=` is true is only known at run time",
    Reason.DEFAULTS_NAME_PAIR: "`through_defaults` names a foreign key of the pair itself",
    Reason.DEFAULTS_UNKNOWN: "`through_defaults` names a field that the through model lacks, so a new row raises",
    Reason.DEFAULTS_CONFIGURED: "the configuration gives a default for what is no field beside the pair",
    Reason.UNKNOWN_ARGUMENT: "it is not known whether the argument is an instance or a key; an annotation would tell",
    Reason.NO_NAME: "what the explicit form needs has no name at this place",
    Reason.SPREAD_ARGUMENTS: "the arguments are spread from a dictionary, which may hold `through_defaults` as well",
    Reason.NO_CALL: "a recorded run saw this write, and no call in the source shows it",
    Reason.IMPLICIT_THROUGH: "Django made the through model itself, and its rows hold nothing but the pair",
}


class CaveatName(StrEnum):
    """In what a replacement may differ from the call."""

    M2M_CHANGED = "m2m-changed"
    SAVE_CALLED = "save-called"
    ARGUMENT_KIND = "argument-kind"
    DEFAULTS_CALLABLE = "defaults-callable"
    DEFAULTS_OPAQUE = "defaults-opaque"
    DEFAULTS_NAME = "defaults-name"
    PREFETCHED = "prefetched"
    NARROWED = "narrowed-prefetch"
    HIDDEN_LINKS = "hidden-links"
    ASYMMETRIC_ROWS = "asymmetric-rows"
    UNSAVED_TARGET = "unsaved-target"
    UNSAVED_SOURCE = "unsaved-source"
    NO_SOURCE = "no-source"
    EXCEPTION_TYPE = "exception-type"
    AFTER_ERROR = "after-error"
    LINK_ORDER = "link-order"
    RAISES_TODAY = "raises-today"
    DATABASES = "databases"
    MANAGER_METHODS = "manager-methods"
    ASYNC_BLOCK = "async-block"
    HEIR = "heir"
    HISTORICAL = "historical-model"
    UNREAD = "unread-source"
    RECEIVER_GUESSED = "receiver-guessed"
    STALE_MAP = "stale-map"
    RECEIVER_TRACED = "receiver-traced"
    ARGUMENT_TRACED = "argument-traced"


class Caveat(NamedTuple):
    """A named way in which the replacement may differ from the call, told for this site."""

    name: CaveatName
    message: str


class Left(NamedTuple):
    """Why a site is left alone, told for this site."""

    name: Reason
    message: str


def left(reason: Reason, detail: str = "") -> Left:
    """Return the reason with its sentence, and with `detail` about this site where there is some."""
    return Left(reason, REASONS[reason] + (f": {detail}" if detail else ""))


class LeaveError(Exception):
    """The site under work has to be left alone; `left` says why."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.left = left(reason, detail)
