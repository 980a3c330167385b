"""Numbers from a scheme, chosen in a form: the number itself is given when the record is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request

from api.editing.forms.reading import Option
from api.editing.forms.sent import Sent
from catalogue.catalogue import Catalogue
from catalogue.editing.form import Form, FormField, Row, Widget, filled
from catalogue.numbering import Marks, marked
from catalogue.numbers import Numbers


def offers(request: Request, form: Form, institution: str) -> Mapping[str, Sequence[Option]]:
    """The schemes that may fill a field, by its name: each with the number that it would give next."""
    catalogue: Catalogue = request.app.state.catalogue
    numbers = Numbers(catalogue.database, catalogue.schema)
    found = {}
    for one in form.root.fields:
        if one.field.unique and _empty(one) is not None:
            schemes = numbers.for_field(one.address, institution)
            found[one.name] = [Option(str(s.id), f"{numbers.preview(s.id)} · {s.title}") for s in schemes]
    return {name: held for name, held in found.items() if held}


def marks_in(sent: Sent, form: Form) -> tuple[Marks, Sequence[tuple[str, str]]]:
    """The marks that stand for numbers to be given, and the inputs with them."""
    places = {}
    for name, scheme in sent.numbers.items():
        row = _empty(form.fields[name]) if name in form.fields and scheme.isdecimal() else None
        if row is not None and len(scheme) < 10:
            places[row.name] = int(scheme)
    marks, at = marked(places)
    return marks, [*((name, text) for name, text in sent.inputs if name not in at), *at.items()]


def _empty(one: FormField) -> Row | None:
    """The line of a new row of a field in which a number can stand, where nothing stands in any yet."""
    if any(row.term is not None or filled(row) for row in one.rows if not row.removed):
        return None
    for row in one.rows:
        lines = [row] if row.part is None else list(row.part.rows())
        found = next((line for line in lines if line.widget is Widget.LINE and line.term is None), None)
        if found is not None and not row.removed:
            return found
    return None
