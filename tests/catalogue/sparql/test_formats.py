from __future__ import annotations

import pytest

from catalogue.sparql import formats
from catalogue.sparql.formats import negotiated
from catalogue.sparql.guard import Form


@pytest.mark.parametrize(
    ("accept", "form", "name"),
    [
        ("", Form.SELECT, "json"),
        ("*/*", Form.CONSTRUCT, "turtle"),
        ("text/csv", Form.SELECT, "csv"),
        ("application/json", Form.SELECT, "json"),
        ("application/json", Form.CONSTRUCT, "jsonld"),
        ("application/xml;q=0.9, text/csv;q=0.8", Form.SELECT, "xml"),
        ("application/sparql-results+xml;q=0.2, text/tab-separated-values;q=0.7, */*;q=0.1", Form.SELECT, "tsv"),
        ("text/*", Form.SELECT, "csv"),
        ("text/turtle;q=0, */*", Form.CONSTRUCT, "ntriples"),
        ("TEXT/TURTLE ; Q=0.5", Form.DESCRIBE, "turtle"),
        ("text/csv", Form.ASK, None),
        ("text/tab-separated-values, application/sparql-results+xml;q=0.1", Form.ASK, "xml"),
        ("text/csv;q=0", Form.SELECT, None),
        ("image/png", Form.SELECT, None),
        ("text/csv;q=nonsense", Form.SELECT, None),
        (", ,;", Form.SELECT, None),
        (formats.TABLE.media_type, Form.SELECT, "table"),
        (formats.TABLE.media_type, Form.CONSTRUCT, "table"),
    ],
)
def test_the_client_gets_the_best_of_what_it_accepts(accept, form, name):
    found = negotiated(accept, form)
    assert (found.name if found else None) == name


def test_text_is_sent_with_its_charset():
    assert formats.CSV.content_type == "text/csv; charset=utf-8"
    assert formats.JSON.content_type == "application/sparql-results+json"
