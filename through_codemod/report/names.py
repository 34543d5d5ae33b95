"""What does a caveat, or the reason why a site is left, mean, and what is to be done about it?"""

from __future__ import annotations

from difflib import get_close_matches
from textwrap import fill

from through_codemod.reasons import REASONS, CaveatName, Reason
from through_codemod.report.explain import WIDTH

CAVEATS: dict[CaveatName, str] = {
    CaveatName.M2M_CHANGED: """
The accessor sends m2m_changed, explicit calls on the through model do not. Receivers that keep a count, an index or a
cache would miss the change: do in this place what they do, or connect them to the signals of the through model, or
silence the finding and keep the accessor.
""",
    CaveatName.SAVE_CALLED: """
New rows are saved one by one, since the through model has parent models, for which bulk_create() is not possible.
That runs its save() and the receivers of its signals; the accessor never does.
""",
    CaveatName.ARGUMENT_KIND: """
The source does not tell whether an argument gives instances or keys, or whether None is among the instances. The
replacement takes both kinds, but an unsaved instance, or one of another model, would not be refused as the accessor
refuses it. An annotation that names the model makes the finding safe. Where an annotation says that an argument gives
keys (`int`, `list[str]`), and not every caller is seen to pass some, the replacement takes keys only.
""",
    CaveatName.DEFAULTS_CALLABLE: """
A value in through_defaults is, or may be, a callable. The accessor calls it once, explicit calls call it for each
row, or only where a row is made, or store it as it is. Write the value out, or call it in front.
""",
    CaveatName.DEFAULTS_OPAQUE: """
What through_defaults holds is not written out where the call stands, so nobody can tell whether there are callables
or keys of the pair in it. Write the dictionary out.
""",
    CaveatName.DEFAULTS_NAME: """
The configuration gives a default that names something which the module does not have, and nobody can tell where it
would be imported from. Look at the import that the replacement needs.
""",
    CaveatName.PREFETCHED: """
prefetch_related() has filled, or may have filled, the list that the accessor shows. The accessor drops that list when
it writes, explicit calls do not: whoever reads it afterwards sees the rows of before. Call refresh_from_db() on the
instance, which drops the list too, or fetch the instance anew.
""",
    CaveatName.NARROWED: """
Before Django 6.1 set() compares what it is given with the list that is prefetched. Where a Prefetch with a queryset
of its own has filled that with a part of the rows, links outside of it stay; the replacement compares with all rows and
deletes those that are not named. Make sure that the Prefetch leaves out none, or fetch the instance anew.
""",
    CaveatName.HIDDEN_LINKS: """
A default manager hides rows. The accessor looks through that manager, so a link that it hides is neither found nor
deleted; the replacement may make such a link again, or delete it. Make sure that none of those concerned is hidden.
""",
    CaveatName.ASYMMETRIC_ROWS: """
A symmetrical relation has two rows for each pair. Where one of them is missing, set() and the replacement differ in
what they delete or complete. Make sure that all pairs have both rows.
""",
    CaveatName.UNSAVED_TARGET: """
An argument has no row when the call is reached. The accessor raises ValueError, or, in remove(), does nothing; the
replacement raises something else, links by the key that the instance was given, or takes it for none. Save it first,
or leave the call out.
""",
    CaveatName.UNSAVED_SOURCE: """
The instance in front of the accessor has, or may have, no row when the call is reached. The accessor raises
ValueError at once. The replacement may go on: before Django 5.0 a look-up by an unsaved instance means the rows whose
key is NULL. Save it first.
""",
    CaveatName.NO_SOURCE: """
The instance in front of the accessor may be None: a foreign key that may be NULL, first(), Optional. The accessor
raises AttributeError; a look-up by None means the rows without one. Test for None in front.
""",
    CaveatName.EXCEPTION_TYPE: """
The call stands under an `except` that was written for what the accessor raises. The replacement may raise another
exception for the same mistake, which that `except` does not catch. Catch that too.
""",
    CaveatName.AFTER_ERROR: """
An error of the call is caught inside of a transaction. One that the accessor raises leaves that transaction broken,
so that nothing that follows is written; one of the replacement leaves it usable. Let the error out of the
transaction.
""",
    CaveatName.LINK_ORDER: """
The through model has order_with_respect_to, which numbers the rows as they are made. The replacement makes them in
the order in which they are given, the accessor in that of their keys. Sort them if it matters.
""",
    CaveatName.RAISES_TODAY: """
The call raises an exception today, whatever it is given, and the replacement works. So it changes what the program
does: look at whether the call is ever reached.
""",
    CaveatName.DATABASES: """
There are several databases or routers. The accessor reads and writes where the router says for its instance; the
replacement goes the same way as far as Django allows. Check that it is the same database.
""",
    CaveatName.MANAGER_METHODS: """
A manager, or its queryset, has a method of its own in place of one of Django's, such as create() or filter(). Either
the accessor ran it and the replacement does not, or the other way round. Read it.
""",
    CaveatName.ASYNC_BLOCK: """
No transaction can be entered in a coroutine, so the replacement runs the several statements in a function of their
own, in a thread, as the accessor's async methods do.
""",
    CaveatName.HEIR: """
The site stands in a class that a class in another file inherits from, and that one sets, or has a fixture for, what
the receiver comes from. Where the method runs for the heir, the receiver may be of another model.
""",
    CaveatName.HISTORICAL: """
The site stands in a migration, whose models are what the migrations in front of it made of them. The through model
and its two keys are taken as they were by then; its other fields and managers are taken as they are today. Compare
them.
""",
    CaveatName.UNREAD: """
The relations were read from the sources, and a base class, manager, metaclass or signal receiver of the through model
or the target could not be. Look there, or let a running Django tell: --settings, or a file that was made with
`through-codemod relations`.
""",
    CaveatName.RECEIVER_GUESSED: """
Nothing but a parameter's name says which model it is of, and no other class in the project or its apps has an
attribute like the accessor. Annotate the parameter, and it is known.
""",
    CaveatName.STALE_MAP: """
The relations were read from a file (--map), and files of the project that it rests on have changed since. Make it
anew: through-codemod relations --output-format json -o through-map.json.
""",
    CaveatName.RECEIVER_TRACED: """
Only a recorded run (--trace) tells the receiver's model. A run is evidence of what it did, and no proof of what other
runs do. Ask whether it can be of another model, or annotate it.
""",
    CaveatName.ARGUMENT_TRACED: """
Only a recorded run (--trace) tells whether an argument is an instance or a key. Ask whether it can be anything else,
or annotate it.
""",
}
ADVICE: dict[Reason, str] = {
    Reason.UNKNOWN_RECEIVER: """
Annotate the parameter or the variable, or record a run of the tests (`through-codemod trace`) and give that to
--trace. A plain many-to-many field of another model, or a set, may go by the accessor's name, so that the name alone
proves nothing.
""",
    Reason.AMBIGUOUS_RECEIVER: """
Of the models that it may be, each has its own relation, or none. Split the function, or test with isinstance() and
write each case by itself.
""",
    Reason.ACCESSOR_ALIAS: """
The manager was put away before it was used (`students = course.students`), and what it belongs to may have changed
since, or has no name here. Or it was handed on: `enrol(course.students, people)` with `manager.add(*people)` in the
function, a property that gives it back, an attribute or a list that keeps it; the finding says who hands it over, in
which file and line. Call the method on the accessor itself: hand over the course in place of `course.students`, or
write the rows where the course has a name. A run over single files does not see what the others hand to them.
""",
    Reason.HISTORICAL_FIELD: """
In a migration the field, its through model and the keys of that are what the migrations in front of it made of them, by
their `dependencies`. Where one of those cannot be read, or a branch may have run or not, or an operation that is not
Django's may have changed the through model, the site is left. Write the rows by hand as they were then.
""",
    Reason.BOUND_METHOD: """
`add = course.students.add`, or `map(course.students.add, ...)`: whoever calls it decides on its arguments and its
value. Call it where it is written, or write the calls on the through model.
""",
    Reason.VALUE_USED: """
The accessor's method returns None, or the target; explicit calls return rows and counts. Put the call on a line of
its own.
""",
    Reason.NO_PLACE: """
A lambda, a comprehension, a condition or a class body has no room for statements. Put the call on a line of its own
in a function.
""",
    Reason.NOT_AWAITED: """
A coroutine that is gathered, or made into a task, runs later and with others. Await it where it stands.
""",
    Reason.ACCESSOR_CONFIGURED: """
`course.students(manager="active")` and `db_manager()` choose which targets are seen or which database is written.
Write the rows of the through model by hand.
""",
    Reason.CUSTOM_FIELD: """
The field is not Django's ManyToManyField itself but a class of a package's or the project's own, such as a sorted
one, whose accessor may number rows or do more. Write the rows as that class would.
""",
    Reason.UNREAD_THROUGH: """
The relations are read from the sources alone, and the through model that the field names, its keys or the target are
not among them: a package that is not installed here, or a class that a function makes. Ask a running Django, without
--static or with a map that it wrote, or read the project where its environment is.
""",
    Reason.INVALID_CALL: """
Django's method has another signature, so that the call cannot have worked: look at what was meant.
""",
    Reason.NO_ARGUMENTS: """
`add()` and `remove()` without arguments do nothing but send m2m_changed. Delete the call.
""",
    Reason.NONE_ARGUMENT: """
Look at what was meant; `if student is not None:` in front, for example.
""",
    Reason.WRONG_MODEL: """
Look at what was meant; perhaps the accessor of another relation.
""",
    Reason.DYNAMIC_CLEAR: """
set(clear=True) starts all rows anew, set(clear=False) keeps those that stay. Write `if clear:` with a call for each
case.
""",
    Reason.DEFAULTS_NAME_PAIR: """
The source and the target are given by the call itself. Take them out of through_defaults.
""",
    Reason.DEFAULTS_UNKNOWN: """
The call raises as soon as a row is made. Correct the name of the field.
""",
    Reason.DEFAULTS_CONFIGURED: """
Correct `defaults` in [tool.through-codemod]: fields of the through model, without the foreign keys of the pair.
""",
    Reason.UNKNOWN_ARGUMENT: """
Where a key of the through model points to a field that is not the primary key, there is no form that takes instances
and keys. Annotate the argument.
""",
    Reason.NO_NAME: """
An import that the replacement needs would shadow something, or Python's own name means something else here. Import
the model under a name of your choice.
""",
    Reason.SPREAD_ARGUMENTS: """
`create(**data)`: a `through_defaults` among them goes to the through model, the rest to the target. Write it out.
""",
    Reason.NO_CALL: """
A form, a serializer, a fixture, a factory or a package wrote. `through-codemod explain TM2` says more of each.
""",
    Reason.IMPLICIT_THROUGH: """
Such relations are listed with --implicit only, and none of them is rewritten: there is nothing to lose. Give the
field a through model first, if that is what you want.
""",
}


def explained(name: str) -> str | None:
    """Return what the caveat or the reason of that name means, in lines of a terminal's width; None for other names."""
    name = name.strip().lower().replace("_", "-")
    if name in set(CaveatName):
        return "\n\n".join([f"{name} (a caveat)", _filled(CAVEATS[CaveatName(name)])])
    if name in set(Reason):
        reason = Reason(name)
        return "\n\n".join(
            [f"{name} (why a site is left)", _filled(_sentence(REASONS[reason])), _filled(ADVICE[reason])]
        )
    return None


def names_like(name: str) -> list[str]:
    """Return the names of caveats and reasons that are spelled nearly like that."""
    return get_close_matches(name.strip().lower(), [*CaveatName, *Reason])


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _filled(text: str) -> str:
    return fill(" ".join(text.split()), WIDTH, break_on_hyphens=False)
