"""A catalogue's forms, filled and sent."""

from __future__ import annotations

import pytest

from catalogue.editing.building import form_of
from catalogue.editing.form import Form
from catalogue.rdf import literal
from catalogue.record import Record
from catalogue.shapes import Schema
from tests.catalogue.making import aat, make, text


@pytest.fixture
def ewer(schema: Schema) -> Record:
    """An object with a title, a height, a making and a date."""
    return make(
        schema,
        "object",
        "ewer",
        {
            "title": [text("Ewer", **{"@id": "one"})],
            "height": [{"@id": "h", "value": [literal("31.5", "decimal")], "unit": [aat(300379098)]}],
            "production": [
                {"@id": "made", "timespan": [{"@id": "when", "as_written": [text("1550", **{"@id": "said"})]}]}
            ],
            "material": [aat(300010900)],
        },
    )


@pytest.fixture
def form(schema: Schema, ewer: Record) -> Form:
    return form_of(ewer, schema.by_slug["object"], 7)
