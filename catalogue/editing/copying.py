"""New records: empty, with a name alone, or with what the last one had."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from catalogue.assembly import Tree, assemble
from catalogue.editing.building import fill
from catalogue.editing.form import NEW, Form, FormPart, Row, Widget
from catalogue.namespaces import TYPE
from catalogue.rdf import Term, iri, literal
from catalogue.record import Record
from catalogue.schemes import IN_SCHEME
from catalogue.shapes import Field, RecordType


def blank(record_type: RecordType, path: str, base: str, iri: str = "") -> Record:
    """A record that says no more than what it is a record of."""
    root = f"<{iri or base + path}>"
    said = {(TYPE, f"<{record_type.record_class}>"), (TYPE, f"<{record_type.classes[0]}>"), *record_type.fixed}
    return Record(root[1:-1], path, base + path, frozenset((root, *pair) for pair in said))


def naming(record_type: RecordType) -> Field | None:
    """The first field by whose parts a record of a type is called; None where it has none."""
    return next((one for one in record_type.fields if one.names and one.part is not None), None)


def named(record_type: RecordType, path: str, base: str, name: str, vocabulary: str = "") -> Record:
    """A record of which no more is known than its name, and the vocabulary of which it is a term.

    Raises KeyError for a type whose records have no names.
    """
    one = naming(record_type)
    if one is None or one.part is None:
        raise KeyError(record_type.slug)
    text = next(f.key for f in one.part.fields if f.minimum and f.part is None)
    tree: dict[str, str | list[Term | Tree]] = {one.key: [{text: [literal(name)]}]}
    scheme = next((f for f in record_type.fields if f.path == IN_SCHEME), None)
    if vocabulary and scheme is not None:
        tree[scheme.key] = [iri(vocabulary)]
    return Record(base + path, path, base + path, assemble(record_type, base + path, base + path, tree))


def carry_forward(form: Form, last: Form, keys: Collection[str]) -> Form:
    """A form with what another form of its type has in the fields of those keys, as rows that are not stored yet."""
    found = []
    for one in last.root.fields:
        if one.field.key in keys and not one.field.unique:
            found += list(_carried(one.name, one.rows))
    filled = {name.rpartition("/")[0] for name, _ in found if name.count("/") == 1}
    mine = [(name, text) for name, text in form.inputs() if text or name.partition("/")[0] not in filled]
    return fill(form, [*mine, *found])


def _carried(field: str, rows: tuple[Row, ...]) -> Iterator[tuple[str, str]]:
    """The inputs of rows under new names in the field of that name."""
    live = (row for row in rows if not row.removed and row.elsewhere is None and row.widget is not Widget.KEPT)
    for number, row in enumerate(live, 1):
        name = f"{field}/{NEW}{number}"
        for one in row.inputs:
            yield name + one.name.removeprefix(row.name), one.text
        if row.part is not None:
            yield from _carried_part(name, row.part)


def _carried_part(name: str, part: FormPart) -> Iterator[tuple[str, str]]:
    yield f"{name}@class", part.chosen
    for one in part.fields:
        if not one.field.unique:
            yield from _carried(f"{name}/{one.field.key}", one.rows)
