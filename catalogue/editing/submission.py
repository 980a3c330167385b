"""What was sent for a form → edits: only what differs from what is stored, or why it cannot be.

A name that was not sent changes nothing: a row goes only when it is told to, or when its text is emptied. So a form of
which a browser sent one half, and a field that somebody may not see, lose nothing.
"""

from __future__ import annotations

import secrets
import string
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from catalogue.editing.building import Sent, fill
from catalogue.editing.dates import date_fields
from catalogue.editing.edits import Dated, Edit, Edits
from catalogue.editing.form import CLASS, LANGUAGE, Form, FormField, FormPart, Row, Widget, filled, plain
from catalogue.editing.reading import LONGEST, MOST, Fault, FaultKind, Wrong, read_value
from catalogue.editing.widgets import DATE_VIEWER
from catalogue.namespaces import HAS_TYPE, TYPE
from catalogue.public_view import ASSIGNED_PROPERTY, ATTRIBUTED
from catalogue.rdf import Term, Triple, Triples
from catalogue.shapes import Field

Mint = Callable[[], str]
_LETTERS = string.ascii_lowercase + string.digits


def new_fragment() -> str:
    """Ten random characters: the name of a part made by hand."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


@dataclass(frozen=True)
class Submission:
    """A form as it was sent, to be shown again or saved: with faults there is nothing to save.

    `made` has the names of the rows in which new parts stand, by their term.
    """

    form: Form
    edits: Edits
    faults: tuple[Fault, ...]
    made: Mapping[Term, str] = field(default_factory=dict)


def submit(form: Form, sent: Sent, *, mint: Mint = new_fragment, filled_in: bool = False) -> Submission:
    """Reads what was sent for the form of a stored state; every fault is reported, not only the first.

    `mint` names new parts; `filled_in` says that just this was filled into the form already.
    """
    given = list(sent)
    if len(given) > MOST:
        return Submission(form, Edits(), (Fault("", FaultKind.TOO_MANY, {"most": str(MOST)}),))
    long = tuple(_too_long(given))
    if long:
        named = {fault.name for fault in long}
        kept = [(name, text) for name, text in given if name not in named]
        return Submission(fill(form, kept), Edits(), long)
    shown = form if filled_in else fill(form, given)
    reader = _Reader(shown, mint)
    reader.part(shown.root, shown.tree.root.subject)
    faults = [*reader.faults, *(Fault(name, FaultKind.TWICE) for name in shown.twice)]
    faults += [Fault(name, FaultKind.STRAY) for name in shown.stray]
    return Submission(shown, Edits(tuple(reader.edits), tuple(reader.dated)), tuple(faults), reader.made)


def _too_long(given: list[tuple[str, str]]) -> Iterator[Fault]:
    for name, text in given:
        if len(text) > LONGEST or len(name) > LONGEST:
            yield Fault(name[:200], FaultKind.TOO_LONG, {"longest": str(LONGEST), "length": str(len(text))})


class _Reader:
    """One reading of one filled form."""

    def __init__(self, form: Form, mint: Mint) -> None:
        self.edits: list[Edit] = []
        self.faults: list[Fault] = []
        self.dated: list[Dated] = []
        self.made: dict[Term, str] = {}
        record = form.record
        self._local = record.local
        self._base = record.local.removesuffix(record.path)
        self._mint = mint
        self._pointed = Counter(t[2] for t in record.triples)

    def part(self, part: FormPart, subject: Term) -> None:
        """The edits of a part that is stored."""
        self._class(part, subject)
        changed = False
        for one in part.fields:
            before = len(self.edits)
            for row in (*one.rows, *one.competing):
                self._row(row, subject)
            changed = changed or (len(self.edits) > before and _dates(part, one))
        if changed:
            self.dated.append(Dated(subject, part.shape))

    def _class(self, part: FormPart, subject: Term) -> None:
        choice = part.choice
        if choice is None or not choice.changed:
            return
        if choice.text not in part.classes:
            self.faults.append(Fault(choice.name, FaultKind.CLASS))
            return
        old = f"<{choice.was}>" if choice.was else None
        self.edits.append(Edit(choice.name, choice.name, subject, TYPE, True, old, f"<{choice.text}>"))

    def _row(self, row: Row, subject: Term) -> None:
        if row.removed:
            if row.term is not None:
                self._edit(row, subject, None)
        elif row.part is not None:
            self._part_row(row, row.part, subject)
        elif row.widget is not Widget.KEPT and any(i.changed for i in row.inputs):
            new = self._value(row) if plain(row.text).strip() else None
            if new != row.term and (new is not None or not self._faulty(row)):
                self._edit(row, subject, new)

    def _part_row(self, row: Row, part: FormPart, subject: Term) -> None:
        if row.term is None:
            brought: set[Triple] = set()
            made = self._made(row.field, part, brought)
            if made is not None:
                self._edit(row, subject, made, frozenset(brought))
            return
        edits, dated = len(self.edits), len(self.dated)
        self.part(part, row.term)
        if self._pointed[row.term] == 1 and _emptied(part, self.edits[edits:]):
            del self.edits[edits:], self.dated[dated:]
            self._edit(row, subject, None)

    def _made(self, one: Field, part: FormPart, brought: set[Triple]) -> Term | None:
        """The term of a new part, all that it says in `brought`; None where nothing was filled in."""
        said: list[tuple[Term, Term]] = []
        inner: set[Triple] = set()
        for below in part.fields:
            for row in (*below.rows, *below.competing):
                value = self._made_value(row, inner)
                if value is not None:
                    said.append((row.field.path, value))
        if not said or (one.path == ATTRIBUTED and _says_nothing(part)):
            return None
        if part.chosen not in part.classes:
            self.faults.append(Fault(part.name + CLASS, FaultKind.CLASS))
        term = f"<{self._local}#{self._mint()}>"
        self.made[term] = part.name
        said += [(TYPE, f"<{part.chosen}>"), *one.required]
        brought.update(inner, ((term, predicate, value) for predicate, value in said))
        if any(filled(row) for below in part.fields if _dates(part, below) for row in below.rows):
            self.dated.append(Dated(term, part.shape))
        return term

    def _made_value(self, row: Row, inner: set[Triple]) -> Term | None:
        if row.removed:
            return None
        if row.part is not None:
            return self._made(row.field, row.part, inner)
        return self._value(row) if plain(row.text).strip() else None

    def _value(self, row: Row) -> Term | None:
        """The value of a row; None, and a fault, where it is none."""
        spoken = row.input(LANGUAGE)
        try:
            return read_value(row.field, row.text, spoken.text if spoken is not None else "", self._base, row.term)
        except Wrong as wrong:
            at = row.name + (LANGUAGE if wrong.kind is FaultKind.LANGUAGE else "")
            self.faults.append(Fault(at, wrong.kind, {"text": row.text[:200]}))
            return None

    def _faulty(self, row: Row) -> bool:
        return any(fault.name.partition("@")[0] == row.name for fault in self.faults)

    def _edit(self, row: Row, subject: Term, new: Term | None, brought: Triples = frozenset()) -> None:
        if row.term is not None or new is not None:
            one, field = row.field, row.name.rpartition("/")[0]
            self.edits.append(Edit(row.name, field, subject, one.path, one.maximum == 1, row.term, new, brought))


def _dates(part: FormPart, one: FormField) -> bool:
    """Whether a field of a date is one from which the rest is computed."""
    return part.shape.viewer == DATE_VIEWER and one.field in date_fields(part.shape)


def _says_nothing(part: FormPart) -> bool:
    """Whether a new statement has no more than what it was opened with: a property, a standing, a kind of value."""
    for one in part.fields:
        for row in (*one.rows, *one.competing):
            if row.field.path in (ASSIGNED_PROPERTY, HAS_TYPE) or not filled(row):
                continue
            if row.part is None or not _says_nothing(row.part):
                return False
    return True


def _emptied(part: FormPart, edits: list[Edit]) -> bool:
    """Whether edits take away the last of what a part said."""
    held = part.held
    if held is None or held.unclaimed or not edits or any(edit.new is not None for edit in edits):
        return False
    gone = {(edit.subject, edit.path, edit.old) for edit in edits}
    said = [value.triple for values in held.values.values() for value in values]
    return bool(said) and all(triple in gone for triple in said)
