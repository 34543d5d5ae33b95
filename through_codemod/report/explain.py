"""What happens to the rows in a write of this kind, and what does the rewrite make of it?

Every statement was measured on Django 3.2, 4.2, 5.2 and 6.1. The upstream code that it speaks of is
https://github.com/django/django/blob/main/django/db/models/fields/related_descriptors.py (`ManyRelatedManager`).
"""

from __future__ import annotations

from textwrap import fill, indent

from through_codemod.report.examples import EXAMPLES

WIDTH = 88
_MEASURED = "Measured on Django 3.2, 4.2, 5.2 and 6.1, with SQLite and PostgreSQL."

EXPLANATIONS = {
    "TM101": """
course.students.add(student) links the student with a row of the through model that holds nothing but the pair: extra
fields get their defaults, or what through_defaults= says. Whoever is linked already is left as they are, grade and all;
nothing raises and nothing is recreated. The row is written with bulk_create(): the through model's save() and its
pre_save and post_save receivers do not run; m2m_changed is sent.

The rewrite is Enrollment.objects.get_or_create(course=course, student=student), with through_defaults as defaults=, in
a loop within transaction.atomic() for several. Where save() or a receiver of pre_save or post_save does anything, the
row is made with bulk_create(), which calls neither. Where the pair is not unique, an exists() check takes the place of
get_or_create(), which would raise MultipleObjectsReturned. m2m_changed is not sent: where it has receivers the finding
is unsafe and says so. The accessor drops a prefetched list of its instance, the rewrite does not: where
prefetch_related() shows in the function, or in how the receiver is known, that is a caveat too.
""",
    "TM102": """
course.students.remove(student) deletes every row of the pair, with all that the rows hold besides. It is one filtered
delete(): pre_delete and post_delete are sent as for any queryset, m2m_changed is sent too. Whoever is not linked is
passed over without a word.

The rewrite is Enrollment.objects.filter(course=course, student=student).delete(), the same statement without
m2m_changed; student__in=[...] for several.
""",
    "TM103": """
course.students.set(students) is a difference, in one transaction: rows of those who are not in students are deleted,
with what they hold; rows of those who stay are kept as they are, grade and all; those who are new get a row that holds
nothing but the pair and through_defaults. It does not delete and recreate the rows that stay; set(..., clear=True)
does: it deletes all of them first, so that every row starts anew.

The rewrite says both halves: a delete() that excludes those who stay, then get_or_create() for each, within
transaction.atomic(), with the same exceptions and caveats as add. For 1,000 new links on PostgreSQL that took 28 times
as long as the accessor; with many = "bulk" in the configuration it took as long as the accessor.
""",
    "TM104": """
course.students.clear() deletes all rows of the course, with all that they hold besides. It is one filtered delete():
pre_delete and post_delete are sent, and m2m_changed with pre_clear and post_clear.

The rewrite is Enrollment.objects.filter(course=course).delete(), the same statement without m2m_changed. Where the
target's default manager hides rows, the filter is restricted to those it shows, as the accessor does.
""",
    "TM105": """
course.students.create(name="Ada") saves a new student, then links them as add does: with a row that holds nothing but
the pair and through_defaults, by bulk_create(), without save(). The two steps are not one transaction: if the link
fails, the student stays.

The rewrite is the two steps in the open: student = Student.objects.create(name="Ada"), then
Enrollment.objects.create(course=course, student=student); bulk_create() where save() or a receiver does anything. Where
Student.save() or a receiver of its signals may have linked the student already, get_or_create() or an exists() check
takes the place of create(), since the accessor leaves such a link as it is.
""",
    "TM106": """
course.students.get_or_create(name="Ada") looks only among the students of the course. If there is none it saves a new
student, even if there is one of that name elsewhere, and links them as add does. An existing row is left as it is.

The rewrite keeps the look-up among the course's students: student, created =
course.students.all().get_or_create(name="Ada"), and then, if created, Enrollment.objects.create(course=course,
student=student), or get_or_create() where saving the student may link them already. If every student is meant, write
Student.objects.get_or_create(...) yourself: that is another query.
""",
    "TM107": """
course.students.update_or_create(name="Ada", defaults={...}) looks only among the students of the course. It updates the
student that it finds, not the row of the through model; if there is none it saves a new student and links them as add
does.

The rewrite keeps the look-up among the course's students: student, created =
course.students.all().update_or_create(name="Ada", defaults={...}), and then, if created,
Enrollment.objects.create(course=course, student=student), or get_or_create() where saving the student may link them
already.
""",
    "TM201": """
A form writes: ModelForm.save() calls save_m2m(), which sets every many-to-many field that the form has. No call in the
source names the accessor; a recorded run saw it (--trace). It is a set(): rows of those who were not chosen are deleted
with what they hold, rows of those who are new hold nothing but the pair.

Nothing is rewritten. Where the rows hold more than the pair, take the field out of the form's Meta.fields and declare
it yourself, or save with save(commit=False) and without save_m2m(), and write the rows of the through model there.
Where they do not, silence it: # through: ignore[TM201] on the line that is reported, the form's own or the call's.
""",
    "TM202": """
An admin page writes: the form that it saves has a many-to-many field with a custom through model. Django leaves such
fields out of the forms that it makes, so that the form is the project's own. A recorded run saw it (--trace); what
happens to the rows is that of TM201.

Nothing is rewritten. An inline for the through model shows the rows with all that they hold, and writes them one by
one.
""",
    "TM203": """
A serializer of Django REST framework writes: ModelSerializer.create() and update() call set() on every many-to-many
field that they are given. A recorded run saw it (--trace): rows of those left out are deleted with what they hold, rows
of those who are new hold nothing but the pair.

Nothing is rewritten. In create() and update() of the serializer, pop the field from the validated data and write the
rows of the through model; or make the field read-only, or a nested serializer of the through model.
""",
    "TM204": """
A fixture writes: loaddata, or a test's fixtures, give the members of a many-to-many field by their keys, and the
deserializer calls set(). A recorded run saw it (--trace): the rows that it makes hold nothing but the pair, and rows of
those whom the fixture does not name are deleted. dumpdata writes no such field, so that the fixture was made by hand.

Nothing is rewritten. Leave the field out, and give the objects of the through model in the fixture.
""",
    "TM205": """
A factory writes, of factory_boy or model_bakery, without a call in the source that names the accessor. A recorded run
saw it (--trace).

Nothing is rewritten. Let the factory make objects of the through model: RelatedFactoryList in factory_boy, a recipe of
the through model in model_bakery. What a post_generation method of yours calls is a call like any other.
""",
    "TM206": """
Code of an installed package writes through the accessor, called by yours or by nobody's. A recorded run saw it
(--trace) and names the functions on the way. Where nothing of the project is on the way, the finding stands in the
package.

Nothing is rewritten. See what the package offers: a hook, an option, a method to override.
""",
    "TM207": """
A line of yours writes through an accessor, and no call there shows which: getattr() with a computed name, a related
manager or a bound method that came from elsewhere, exec(). A recorded run saw it (--trace).

Nothing is rewritten. Write the call with the accessor's name, and the next run can say more; or write the rows of the
through model there.
""",
    "TM901": """
The file could not be processed, so nobody has looked for call sites in it, or what was to be written could not be. It
is as it was. The message says why: it cannot be read or decoded, it is not Python that this interpreter parses (Python
2, a syntax error, or syntax of a newer version: run through-codemod with that Python), it is read-only, or it changed
meanwhile. An "internal error" is a fault of through-codemod: please report it.
""",
    "TM902": """
A comment "# through: ignore[...]" silences nothing: the write it spoke of is gone, or it stands on another line, or
names another code. Delete the comment. One that shares a line with code speaks of the statement on that line; one
that stands alone speaks of the line of code that follows; ignore-file[...] speaks of the whole file. A string that
looks like such a comment is none.
""",
    "TM903": """
The relations were read from a file (--map), and files of the project that it rests on are no longer what they were when
it was made: models, managers, receivers, apps or settings. What the map says of them may be wrong, so every replacement
has a caveat until it is made anew: through-codemod relations --output-format json -o through-map.json. The map holds a
hash of each file, by its path from the map's directory on; what is installed and what lies elsewhere has none.
""",
}


def explanation(code: str) -> str | None:
    """Return the text that explains `code`, in lines of a terminal's width, or None where there is no such code."""
    text = EXPLANATIONS.get(code.upper())
    if text is None:
        return None
    return "\n\n".join(fill(part, WIDTH, break_on_hyphens=False) for part in text.strip().split("\n\n"))


def example(code: str) -> str | None:
    """Return a call of the kind that `code` is about and what the rewrite makes of it, or None for other codes."""
    known = EXAMPLES.get(code.upper())
    if known is None:
        return None
    before, after = (indent(text.rstrip(), "    ") for text in (known.before, known.after))
    return f"For example\n\n{before}\n\nbecomes\n\n{after}\n\n{_MEASURED}"
