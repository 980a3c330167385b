"""Forms filled and sent, in a line."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.editing.edits import apply
from catalogue.editing.form import DateRows, Form
from catalogue.editing.submission import Submission, submit
from catalogue.rdf import Term, Triples
from catalogue.record import Record


def edited(form: Form, changes: Mapping[str, str]) -> Submission:
    """The form sent with some inputs changed, or added."""
    assert all(name in dict(form.inputs()) or "new-" in name or "@" in name for name in changes), "no such input"
    return submit(form, {**dict(form.inputs()), **changes}.items())


def saved(form: Form, changes: Mapping[str, str], **more) -> Record:
    done = edited(form, changes)
    assert done.faults == ()
    return apply(form.record, done.edits, **more)


def difference(before: Record, after: Record) -> tuple[Triples, Triples]:
    """What went, what came."""
    return before.triples - after.triples, after.triples - before.triples


def date_of(form: Form, row: str) -> DateRows:
    """What one sees of a date at once."""
    found = form.rows[row].date
    assert found is not None
    return found


def named(form: Form, start: str, number: int = 0) -> str:
    """The name of the nth input in the field of that name."""
    return form.fields[start].rows[number].inputs[0].name


def objects(record: Record, subject: str, predicate: Term) -> set[Term]:
    """What a fragment ("" for the record) says on a predicate."""
    about = f"<{record.iri}>" if not subject else f"<{record.local}#{subject}>"
    return {o for s, p, o in record.triples if s == about and p == predicate}
