"""How are frozen dataclasses with slots made without a compiler's run for each of their methods?

`dataclasses` writes the text of up to nine methods for each class and has it compiled there and then: for the classes
that a small run needs a fifth of its time. Here the classes share their methods, and `__init__` alone is compiled, when
the first object is made. To type checkers they are the standard library's:
https://docs.python.org/3/library/dataclasses.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    from dataclasses import _FIELD, MISSING, Field, FrozenInstanceError, field
    from operator import attrgetter

    def dataclass(*, frozen, slots, eq=True, weakref_slot=False):
        """Return what makes a dataclass of a class without bases; the first two flags must be set."""
        assert frozen
        assert slots

        def made(plain):
            assert plain.__bases__ == (object,)
            fields = {name: _field(name, vars(plain).get(name, MISSING)) for name in plain.__annotations__}
            left_out = {"__dict__", "__weakref__", *fields}
            namespace = {
                **{name: value for name, value in vars(plain).items() if name not in left_out},
                "__qualname__": plain.__qualname__,
                "__slots__": (*fields, "__weakref__") if weakref_slot else (*fields,),
                "__match_args__": tuple(name for name, item in fields.items() if item.init and not item.kw_only),
                "__dataclass_fields__": fields,
                "_compared": attrgetter(*[name for name, item in fields.items() if item.compare] or ["__class__"]),
            }
            cls = type(plain.__name__, (_Compared if eq else _Frozen,), namespace)
            cls.__init__ = _first_init(cls)
            return cls

        return made

    def _field(name, default):
        found = default if isinstance(default, Field) else field(default=default)
        found.name = name
        found.kw_only = found.kw_only is True
        found._field_type = _FIELD  # without it `fields` and `asdict` would find nothing
        return found

    def _first_init(cls):
        def init(self, *given, **named):
            cls.__init__ = _init(cls)
            cls.__init__(self, *given, **named)

        return init

    def _init(cls):
        known, given, named, body = {}, ["self"], [], []
        for name, item in cls.__dataclass_fields__.items():
            known |= {f"_set_{name}": getattr(cls, name).__set__, f"_no_{name}": item.default}
            value = name if item.init else f"_no_{name}"
            if has_factory := item.default_factory is not MISSING:
                known[f"_make_{name}"] = item.default_factory
                value = f"_make_{name}() if {name} is _no_{name} else {name}"
            if item.init:
                optional = has_factory or item.default is not MISSING
                (named if item.kw_only else given).append(f"{name}=_no_{name}" if optional else name)
            body.append(f" _set_{name}(self, {value})")
        if hasattr(cls, "__post_init__"):
            body.append(" self.__post_init__()")
        parameters = ", ".join([*given, "*", *named] if named else given)
        exec("\n".join([f"def __init__({parameters}):", *(body or [" pass"])]), known)
        return known["__init__"]

    class _Frozen:
        __slots__ = ()

        def __repr__(self):
            shown = (f"{name}={getattr(self, name)!r}" for name, item in self.__dataclass_fields__.items() if item.repr)
            return f"{self.__class__.__qualname__}({', '.join(shown)})"

        def __setattr__(self, name, value):
            raise FrozenInstanceError(f"cannot assign to field {name!r}")

        def __delattr__(self, name):
            raise FrozenInstanceError(f"cannot delete field {name!r}")

        def __getstate__(self):
            return [getattr(self, name) for name in self.__dataclass_fields__]

        def __setstate__(self, state):
            for name, value in zip(self.__dataclass_fields__, state, strict=True):
                object.__setattr__(self, name, value)

    class _Compared(_Frozen):
        __slots__ = ()

        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            values = self._compared
            return values(self) == values(other)

        def __hash__(self):
            return hash(self._compared(self))
