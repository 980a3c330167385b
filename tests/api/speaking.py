"""A further language made by machine, and a catalogue that speaks it: what the tests of languages stand on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from api.languages import BY_CODE
from api.messages import read_catalogue
from catalogue.catalogue import Catalogue
from catalogue.interchange.sources import open_sources
from catalogue.namespaces import ONTOLOGY, SHAPES, TYPE
from catalogue.publishing import Published
from catalogue.rdf import Triple, is_iri, lines, literal, parse, parts
from catalogue.shapes import Schema
from tests.shapes.filling import record, required

BASE = "https://khizana.example"
FIXTURES = Path(__file__).parents[1] / "shapes" / "fixtures"
Say = Callable[[str], str]


def write_language(folder: Path, say: Say) -> Path:
    """The folder of a language named as the folder, in which everything is the English put through `say`."""
    english = read_catalogue(BY_CODE["en"])
    spoken = Catalog(locale=folder.name, domain="messages")
    for message in english:
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            said = [say(str(form)) for form in forms]
            several = tuple((said * 6)[: spoken.num_plurals]) if len(forms) > 1 else said[0]
            spoken.add(message.id, several, flags=message.flags)
    (folder / "LC_MESSAGES").mkdir(parents=True)
    with (folder / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, spoken)
    (folder / "labels.ttl").write_text(lines(_labels(folder.name, say)), "utf-8")
    return folder


def _labels(code: str, say: Say) -> Iterator[Triple]:
    """Every English label of shapes and vocabularies, in the language; and the language itself, as a term."""
    files = [f for f in sorted(SHAPES.rglob("*.ttl")) if f.name != "meta.ttl"]
    for file in [*files, *sorted((ONTOLOGY / "vocabularies").glob("*.ttl"))]:
        for s, p, o in parse(file.read_bytes(), "turtle"):
            if is_iri(s) and o.endswith('"@en'):
                yield s, p, literal(say(parts(o).text), language=code)
    tongue = f"<https://w3id.org/khizana/vocabulary/languages/{code}>"
    yield (
        tongue,
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<http://www.cidoc-crm.org/cidoc-crm/E56_Language>",
    )
    yield tongue, "<http://www.w3.org/2004/02/skos/core#notation>", literal(code)
    yield tongue, "<http://www.w3.org/2004/02/skos/core#prefLabel>", literal(say(code), language=code)


def every_fixture(folder: Path, schema: Schema) -> Path:
    """One file of the fixtures that pass, each as a record of its own, and of all that they refer to."""
    found: set[Triple] = set()
    for file in sorted(FIXTURES.rglob("pass_*.ttl")):
        if file.parent.name in schema.by_slug:
            here = f"{BASE}/{file.parent.name}/fixture"
            there = f"{BASE}/{file.parent.name}/{file.stem.replace('_', '-')}"
            text = re.sub(rf"<{re.escape(here)}(?=[#>])", f"<{there}", lines(parse(file.read_bytes(), "turtle")))
            found.update(parse(text.encode(), "ntriples"))
    for subject in {s for s, _, _ in found} - {s for s, p, _ in found if p != TYPE}:
        slug, _, number = subject[1:-1].removeprefix(f"{BASE}/").partition("/")
        if slug in schema.by_slug and "#" not in number:
            found |= record(schema.by_slug[slug], number, required(schema, schema.by_slug[slug])).triples
    written = folder / "fixtures.nt"
    written.write_text(lines(found), "utf-8")
    return written


def filled(folder: Path, *sources: Path) -> tuple[Catalogue, Published]:
    """A catalogue with its vocabularies and the records of these files, published."""
    made = Catalogue.create(folder / "c", BASE, bare=True)
    with made.following_once():
        made.load_packs()
        for source in sources:
            items, named = open_sources([source], None, made.schema, made.settings, made.naming_key)
            made.import_records(items, named)
        published = made.publish_all()
    return made, published
