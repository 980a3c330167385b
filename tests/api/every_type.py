"""A small catalogue with a public record of every type that ships."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogue.catalogue import Catalogue
from catalogue.rdf import lines
from tests.catalogue.making import BASE, incoming, source
from tests.shapes.filling import record, required
from tests.standing import bare, schema

NUMBER = "one"


def path(slug: str) -> str:
    """The path of the record of a type."""
    return f"/{slug}/{NUMBER}"


@cache
def every_type() -> Catalogue:
    """The catalogue, made once a process; open until that ends."""
    made = bare(Path(_room().name) / "c", BASE)
    shapes = schema()
    found = [record(one, NUMBER, required(shapes, one)) for one in shapes.record_types]
    with made.following_once():
        report = made.import_records([incoming(shapes, one) for one in found], source())
        assert not report.refused, lines(found[0].triples)
        made.publish_all()
    return made


@cache
def _room() -> TemporaryDirectory[str]:
    return TemporaryDirectory()
