"""What does a call do to the rows of the through model? One sentence for each finding, true to what Django does."""

from __future__ import annotations

from through_codemod.sites import VERBS, CallSite, Unresolved, Verb

CODES = {
    Verb.ADD: "TM101",
    Verb.REMOVE: "TM102",
    Verb.SET: "TM103",
    Verb.CLEAR: "TM104",
    Verb.CREATE: "TM105",
    Verb.GET_OR_CREATE: "TM106",
    Verb.UPDATE_OR_CREATE: "TM107",
}


def message_of(site: CallSite | Unresolved) -> str:
    """Return what the site's call does to the through model's rows."""
    verb = VERBS[site.method]
    text = site.text if isinstance(site, Unresolved) else f"{site.accessor}.{site.method}"
    call = f"`{' '.join(text.split())}`"
    if isinstance(site, Unresolved):
        known = site.relation.through_label if site.relation is not None else "a custom through model"
        return f"{call} may write to {known}"
    through = site.relation.through_label
    given = site.keyword("through_defaults")
    bare = "with `through_defaults` only" if given is not None and not given.none else "with defaults only"
    clear = site.keyword("clear")
    match verb:
        case Verb.ADD:
            return f"{call} makes {through} rows {bare}, and does not call save()"
        case Verb.REMOVE:
            return f"{call} deletes {through} rows with all their data"
        case Verb.SET if clear is not None and clear.text == "True":
            return f"{call} deletes all {through} rows with their data, and makes new ones {bare}"
        case Verb.SET:
            return f"{call} deletes the {through} rows of those left out, and makes new ones {bare}"
        case Verb.CLEAR:
            return f"{call} deletes all {through} rows with their data"
        case Verb.CREATE | Verb.GET_OR_CREATE | Verb.UPDATE_OR_CREATE:
            return f"{call} makes a {through} row {bare} beside the {site.relation.target.name}"
