"""A mapping file (TOML) → Mapping, checked against the shapes word by word."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Map
from pathlib import Path as File

from catalogue.errors import MappingError
from catalogue.interchange.mapping_conditions import ConditionReader
from catalogue.interchange.mapping_model import Companion, Mapping, PartRule, RecordRule, Terms
from catalogue.interchange.mapping_paths import Path, Template
from catalogue.interchange.mapping_rules import read_class, read_fields
from catalogue.interchange.mapping_spots import Given, Spot
from catalogue.interchange.mapping_surroundings import Surroundings, read_template
from catalogue.interchange.mapping_vocabulary import LANGUAGES, labels_of, languages, vocabulary_names
from catalogue.interchange.table_rows import Table
from catalogue.rdf import Term
from catalogue.shapes import Field, RecordType, Schema

_WORDS = (
    *("title", "about", "language", "table", "languages", "lists", "conditions", "companions"),
    *("terms", "shared", "record"),
)
_RECORD_WORDS = ("type", "id", "key", "when", "file", "unread", "of-class", "fields")
_OTHERWISE = ("keep", "warn", "ignore", "refuse", "make")


def read_file(file: File, schema: Schema) -> Mapping:
    """The mapping of a file; raises MappingError naming file, table, key and what is allowed."""
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise MappingError(f"{file.name} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{file.name} is no TOML: {error}.", "Mend it there; see https://toml.io.") from None
    return read(given, schema, Spot(file.name), file.stem)


def read(given: Given, schema: Schema, spot: Spot, name: str) -> Mapping:
    """The mapping that a parsed TOML document means."""
    spot.only(given, _WORDS)
    around = _surroundings(given, schema, spot)
    shared = {
        key: _record(one, key, around, spot.inner("shared").inner(key), shared=True)
        for key, one in spot.tables(given, "shared").items()
    }
    records = given.get("record", [])
    listed = records if isinstance(records, list) else [records]
    if not listed:
        raise spot.error("it makes no record.", 'Add [record] with type = "…" and id = "…".')
    made = tuple(
        _record(one, f"record {n + 1}", around, spot.inner("record").inner(n), shared=False)
        for n, one in enumerate(listed)
    )
    return Mapping(
        name=name,
        title=spot.text(given, "title") or name,
        records=made,
        language=around.language,
        table=_table(spot.table_of(given, "table"), spot.inner("table")),
        shared=shared,
        terms=around.terms,
        companions=_companions(given, around, spot),
    )


def _surroundings(given: Given, schema: Schema, spot: Spot) -> Surroundings:
    lists, listing = spot.table_of(given, "lists"), spot.inner("lists")
    known = {name: frozenset(text.casefold() for text in listing.texts(lists, name)) for name in lists}
    own = spot.table_of(given, "languages")
    around = Surroundings(
        schema=schema,
        conditions=_conditions(given, known, spot),
        terms={},
        shared=_types(spot.tables(given, "shared"), schema, spot.inner("shared")),
        languages={
            **languages(),
            **{code: spot.inner(LANGUAGES).needed(own, code) for code in own},
        },
        language=spot.text(given, "language"),
    )
    terms = spot.tables(given, "terms")
    speaking = {code: around.term(text, spot) for code, text in around.languages.items()}
    found = {LANGUAGES: Terms(LANGUAGES, speaking, "warn")}
    found |= {n: _terms(one, n, around, spot.inner("terms").inner(n)) for n, one in terms.items()}
    return Surroundings(**{**vars(around), "terms": found})


def _conditions(given: Given, lists: Map[str, frozenset[str]], spot: Spot) -> ConditionReader:
    """The named conditions, each of which may name those above it."""
    reader = ConditionReader(lists)
    for name, one in spot.table_of(given, "conditions").items():
        read = reader.read(one, spot.inner("conditions").inner(name))
        reader = ConditionReader(lists, {**reader.named, name: read})
    return reader


def _types(given: Map[str, Given], schema: Schema, spot: Spot) -> dict[str, RecordType]:
    return {name: _type(one, schema, spot.inner(name)) for name, one in given.items()}


def _type(given: Given, schema: Schema, spot: Spot) -> RecordType:
    slug = spot.needed(given, "type")
    if slug not in schema.by_slug:
        raise spot.error(f"“{slug}” is no record type.", spot.choices(slug, schema.by_slug))
    return schema.by_slug[slug]


def _terms(given: Given, name: str, around: Surroundings, spot: Spot) -> Terms:
    spot.only(given, ("vocabulary", "values", "otherwise", "make"))
    values = spot.table_of(given, "values")
    otherwise = spot.text(given, "otherwise") or "keep"
    if otherwise not in _OTHERWISE:
        raise spot.error(f"“{otherwise}” is no way out.", spot.choices(otherwise, _OTHERWISE))
    make = spot.text(given, "make")
    if (otherwise == "make") is (make is None) or (make is not None and make not in around.shared):
        raise spot.error('otherwise = "make" needs make = the name of a [shared.…] record.')
    inner, terms = spot.inner("values"), dict(_vocabulary(given, spot))
    for text in values:
        terms[text.strip().casefold()] = around.term(inner.needed(values, text), inner)
    return Terms(name, terms, otherwise, make)


def _vocabulary(given: Given, spot: Spot) -> Map[str, Term]:
    name = spot.text(given, "vocabulary")
    if name is None:
        return {}
    if name not in vocabulary_names():
        raise spot.error(f"no vocabulary “{name}”.", spot.choices(name, vocabulary_names()))
    return labels_of(name)


def _record(given: object, name: str, around: Surroundings, spot: Spot, *, shared: bool) -> RecordRule:
    if not isinstance(given, Map):
        raise spot.error("this must be a table.")
    spot.only(given, [w for w in _RECORD_WORDS if not (shared and w in ("key", "file"))])
    record_type = _type(given, around.schema, spot)
    fields = spot.table_of(given, "fields")
    rules = read_fields(fields, record_type, record_type.slug, around, spot.inner("fields"))
    if not rules:
        raise spot.error("this record has no fields.", "Add [….fields].")
    key = None if shared else spot.needed(given, "key")
    crm_class = read_class(given, record_type, record_type.slug, around, spot)
    return RecordRule(
        name=name,
        record_type=record_type,
        id=read_template(spot.needed(given, "id"), spot) or Template(""),
        content=PartRule(record_type, record_type.slug, rules, crm_class=crm_class),
        key=Path(key) if key else None,
        when=around.condition(given, "when", spot),
        file=spot.text(given, "file"),
        unread=_unread(given, record_type, spot),
    )


def _unread(given: Given, record_type: RecordType, spot: Spot) -> Field | None:
    key = spot.text(given, "unread")
    if key is None:
        return None
    texts = {f.key: f for f in record_type.fields if f.part and "content" in f.part.by_key}
    if key not in texts:
        raise spot.error(f"“{key}” can keep no text.", spot.choices(key, texts))
    return texts[key]


def _companions(given: Given, around: Surroundings, outer: Spot) -> dict[str, Companion]:
    found, spot = {}, outer.inner("companions")
    for name, one in outer.tables(given, "companions").items():
        here = spot.inner(name)
        here.only(one, ("file", "key", "by", "when"))
        file = here.needed(one, "file")
        if File(file).name != file:
            raise here.error(f"“{file}” must lie beside the table.", "Write its name only.")
        by = Path(here.needed(one, "by"))
        when = around.condition(one, "when", here)
        found[name] = Companion(name, file, here.needed(one, "key"), by, when)
    return found


def _table(given: Given, spot: Spot) -> Table:
    spot.only(given, ("encoding", "delimiter", "sheet"))
    delimiter = spot.text(given, "delimiter")
    if delimiter is not None and len(delimiter) != 1:
        raise spot.error("“delimiter” must be one character.")
    return Table(spot.text(given, "encoding") or "utf-8", delimiter, spot.text(given, "sheet"))
