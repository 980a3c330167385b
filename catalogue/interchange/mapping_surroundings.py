"""What a rule of a mapping may name, and the words that values and parts have in common."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from catalogue.errors import BadTerm
from catalogue.interchange.mapping_conditions import ConditionReader
from catalogue.interchange.mapping_elements import ELEMENTS
from catalogue.interchange.mapping_model import NO_CUTTING, Condition, Cutting, Each, Terms
from catalogue.interchange.mapping_paths import FILTERS, Path, Template
from catalogue.interchange.mapping_spots import Given, Spot
from catalogue.namespaces import prefixes
from catalogue.rdf import Term, iri
from catalogue.shapes import RecordType, Schema


@dataclass(frozen=True)
class Surroundings:
    """The schema, and the conditions, terms, shared records and languages of a mapping file."""

    schema: Schema
    conditions: ConditionReader
    terms: Map[str, Terms]
    shared: Map[str, RecordType]
    languages: Map[str, str]
    language: str | None = None
    prefixes: Map[str, str] = field(default_factory=prefixes)

    def term(self, text: str, spot: Spot) -> Term:
        """The term of an IRI, written in full or with a prefix of the house."""
        prefix, colon, rest = text.partition(":")
        if not colon or (prefix not in self.prefixes and not rest.startswith("/")):
            known = ", ".join(f"{p}:" for p in self.prefixes)
            raise spot.error(f"“{text}” is no address.", f"Write https://… or one of {known}")
        try:
            return iri(self.prefixes[prefix] + rest if prefix in self.prefixes else text)
        except BadTerm as error:
            raise spot.error(error.message, error.remedy) from None

    def condition(self, given: Given, key: str, spot: Spot) -> Condition | None:
        """The condition under a key, if there is one."""
        return self.conditions.read(given[key], spot.inner(key)) if key in given else None


def read_table(given: object, spot: Spot) -> Given:
    """A rule as a table; a bare text is the name of a column."""
    if isinstance(given, str):
        return {"column": given}
    if isinstance(given, Map):
        return given
    raise spot.error("a rule must be a column's name in quotes, or a table such as { column = … }.")


def read_template(text: str | None, spot: Spot) -> Template | None:
    """A template; raises MappingError for a filter that does not exist."""
    if text is None:
        return None
    template = Template(text)
    for path, kind in template.slots:
        if kind not in FILTERS:
            allowed = ", ".join(name for name in FILTERS if name)
            raise spot.error(f"“{{{path.text}|{kind}}}”: no filter “{kind}”.", f"Allowed: {allowed}.")
    return template


def read_cutting(given: Given, spot: Spot) -> Cutting:
    """How texts are cut: `split` and `pattern`."""
    return Cutting(spot.texts(given, "split"), spot.regex(given, "pattern"))


def read_empty(given: Given, spot: Spot) -> frozenset[str]:
    """The texts that mean nothing."""
    return frozenset(text.casefold() for text in spot.texts(given, "empty"))


def read_each(rule: Given, outer: Spot) -> Each | None:
    """What a rule is applied to each of: its `for-each`."""
    if "for-each" not in rule:
        return None
    given, spot = rule["for-each"], outer.inner("for-each")
    table = read_table(given, spot)
    spot.only(table, ("column", "read", "split", "pattern", "empty", "optional"))
    cutting = read_cutting(table, spot)
    read = spot.text(table, "read") or ("list" if cutting == NO_CUTTING else "text")
    if read not in ELEMENTS:
        raise spot.error(f"nothing is read as “{read}”.", spot.choices(read, ELEMENTS))
    columns = tuple(Path(column) for column in spot.texts(table, "column"))
    if not columns:
        raise spot.error("“column” is missing.", 'Write for-each = { column = "…" }.')
    optional = spot.truth(table, "optional") or False
    return Each(columns, read, cutting, read_empty(table, spot), optional)
