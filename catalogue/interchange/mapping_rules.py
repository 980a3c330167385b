"""Rules of a mapping for one field each: TOML → ValueRule or PartRule, checked by the shape."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from catalogue.errors import BadTerm
from catalogue.interchange.mapping_conditions import ConditionReader
from catalogue.interchange.mapping_conversions import default_reading, readings_for
from catalogue.interchange.mapping_elements import ELEMENTS
from catalogue.interchange.mapping_model import (
    NO_CUTTING,
    Condition,
    Cutting,
    Each,
    PartRule,
    Terms,
    ValueRule,
)
from catalogue.interchange.mapping_paths import FILTERS, Path, Template
from catalogue.interchange.mapping_spots import Given, Spot
from catalogue.namespaces import prefixes
from catalogue.rdf import Term, iri
from catalogue.shapes import Field, Kind, RecordType, Schema, Shape

SOURCES = ("column", "text", "term", "refer", "record")
VALUE_WORDS = (
    *SOURCES,
    *("split", "pattern", "read", "terms", "language", "empty", "default", "when", "label"),
    "for-each",
)
PART_WORDS = ("for-each", "only-when", "of-class", "named")


@dataclass(frozen=True)
class Surroundings:
    """What a rule may name: the schema, and its file's conditions, terms, records, languages."""

    schema: Schema
    conditions: ConditionReader
    terms: Map[str, Terms]
    shared: Map[str, RecordType]
    languages: Map[str, str]
    language: str | None = None
    known_prefixes: Map[str, str] = field(default_factory=prefixes)

    def term(self, text: str, spot: Spot) -> Term:
        """The term of an IRI, written in full or with a prefix of the house."""
        prefix, colon, rest = text.partition(":")
        written = self.known_prefixes[prefix] + rest if prefix in self.known_prefixes else text
        if not colon or (prefix not in self.known_prefixes and not rest.startswith("/")):
            known = ", ".join(f"{p}:" for p in self.known_prefixes)
            raise spot.error(f"“{text}” is no address.", f"Write https://… or one of {known}")
        try:
            return iri(written)
        except BadTerm as error:
            raise spot.error(error.message, error.remedy) from None

    def condition(self, given: Given, key: str, spot: Spot) -> Condition | None:
        """The condition under a key, if there is one."""
        return self.conditions.read(given[key], spot.inner(key)) if key in given else None


def read_fields(
    given: Given, shape: Shape, at: str, around: Surroundings, spot: Spot
) -> tuple[tuple[Field, tuple[ValueRule | PartRule, ...]], ...]:
    """The rules of all fields of a part or record; raises MappingError for a key it has not."""
    known = {f.key: f for f in shape.fields if not f.inverse}
    spot.only(given, known, f"field of {shape.labels.get('en', at)}")
    found = []
    for key, rules in given.items():
        one, here = known[key], spot.inner(key)
        listed = rules if isinstance(rules, list) else [rules]
        made = tuple(
            _rule(rule, one, f"{at}.{key}", around, here.inner(n) if len(listed) > 1 else here)
            for n, rule in enumerate(listed)
        )
        found.append((one, made))
    return tuple(found)


def _rule(
    given: object, one: Field, at: str, around: Surroundings, spot: Spot
) -> ValueRule | PartRule:
    table: Given = {"column": given} if isinstance(given, str) else _table(given, spot)
    if one.part is None:
        return _value(table, one, at, around, spot)
    if any(word in table and word not in one.part.by_key for word in SOURCES):
        return _short_part(table, one, one.part, at, around, spot)
    return _part(table, one, one.part, at, around, spot)


def _table(given: object, spot: Spot) -> Given:
    if isinstance(given, Map):
        return given
    raise spot.error("a rule must be a column's name in quotes, or a table such as { column = … }.")


def _part(
    given: Given, one: Field, part: Shape, at: str, around: Surroundings, spot: Spot
) -> PartRule:
    spot.only(given, (*PART_WORDS, *(f.key for f in part.fields)), f"field of {one.key}")
    content = {key: rule for key, rule in given.items() if key not in PART_WORDS}
    spoken = _spoken(part, content, at, around, spot)
    if content.get("language") == "none":
        del content["language"]
    rules = read_fields(content, part, at, around, spot)
    crm_class = spot.text(given, "of-class")
    if crm_class is not None:
        crm_class = around.term(crm_class, spot)[1:-1]
        if crm_class not in part.classes:
            allowed = ", ".join(part.classes)
            raise spot.error(f"{crm_class} is no class of {one.key}.", f"Allowed: {allowed}.")
    name = spot.text(given, "named")
    return PartRule(
        shape=part,
        at=at,
        fields=rules + spoken,
        each=_each(given, spot),
        when=around.condition(given, "only-when", spot),
        crm_class=crm_class,
        name=read_template(name, spot) if name is not None else None,
    )


def _short_part(
    given: Given, one: Field, part: Shape, at: str, around: Surroundings, spot: Spot
) -> PartRule:
    """A rule for a value, given for a part: it fills the part's content."""
    if "content" not in part.by_key:
        keys = ", ".join(f.key for f in part.fields)
        raise spot.error(f"{one.key} has no text of its own.", f"Say which of its fields: {keys}.")
    content = {key: rule for key, rule in given.items() if key != "language"}
    table: dict[str, object] = {"content": content}
    if "language" in given and "language" in part.by_key:
        table["language"] = given["language"]
    return _part(table, one, part, at, around, spot)


def _spoken(
    part: Shape, content: Given, at: str, around: Surroundings, spot: Spot
) -> tuple[tuple[Field, tuple[ValueRule, ...]], ...]:
    """The language of a text that does not say its own: that of the whole table."""
    if not {"content", "language"} <= set(part.by_key) or "content" not in content:
        return ()
    if around.language is None or "language" in content:
        return ()
    one = part.by_key["language"]
    return ((one, (_language(around.language, one, f"{at}.language", around, spot),)),)


def _language(code: str, one: Field, at: str, around: Surroundings, spot: Spot) -> ValueRule:
    if code not in around.languages:
        raise spot.error(
            f"“{code}” is no language that this mapping knows.",
            f"Name it under [languages]. {spot.choices(code, around.languages)}",
        )
    return ValueRule(one, at, term=around.term(around.languages[code], spot))


def _value(given: Given, one: Field, at: str, around: Surroundings, spot: Spot) -> ValueRule:
    if one.key == "language" and one.kind is Kind.REFERENCE:
        code = given.get("column")
        if set(given) == {"column"} and isinstance(code, str) and code in around.languages:
            return _language(code, one, at, around, spot)
    spot.only(given, VALUE_WORDS)
    sources = [word for word in SOURCES if word in given]
    if len(sources) != 1:
        said = f"both {sources[0]} and {sources[1]}" if sources else "no source"
        raise spot.error(f"this rule has {said}.", f"Give one of {', '.join(SOURCES)}.")
    term, text, refer = (spot.text(given, word) for word in ("term", "text", "refer"))
    label = spot.text(given, "label")
    return ValueRule(
        field=one,
        at=at,
        columns=tuple(Path(column) for column in spot.texts(given, "column")),
        text=read_template(text, spot) if text is not None else None,
        term=around.term(term, spot) if term is not None else None,
        refer=read_template(refer, spot) if refer is not None else None,
        record=_shared(given, one, around, spot),
        label=read_template(label, spot) if label is not None else None,
        each=_each(given, spot),
        cutting=Cutting(spot.text(given, "split"), spot.regex(given, "pattern")),
        read=_reading(given, one, spot),
        terms=_terms(given, one, around, spot),
        language=_tag(given, one, around, spot),
        empty=frozenset(text.casefold() for text in spot.texts(given, "empty")),
        default=spot.text(given, "default"),
        when=around.condition(given, "when", spot),
    )


def _shared(given: Given, one: Field, around: Surroundings, spot: Spot) -> str | None:
    name = spot.text(given, "record")
    if name is None:
        return None
    if name not in around.shared:
        raise spot.error(f"there is no [shared.{name}].", spot.choices(name, around.shared))
    made = around.shared[name]
    if one.kind is not Kind.REFERENCE or made.record_class not in one.refers_to:
        raise spot.error(f"{one.key} cannot point to a {made.slug}.", _targets(one, around))
    return name


def _terms(given: Given, one: Field, around: Surroundings, spot: Spot) -> str | None:
    name = spot.text(given, "terms")
    if name is None:
        return None
    if name not in around.terms:
        raise spot.error(f"there is no [terms.{name}].", spot.choices(name, around.terms))
    if one.kind not in (Kind.REFERENCE, Kind.LINK):
        raise spot.error(f"{one.key} holds text, so no terms can stand in it.")
    return name


def _reading(given: Given, one: Field, spot: Spot) -> str:
    read = spot.text(given, "read")
    allowed = readings_for(one)
    if read is None:
        if one.kind is Kind.REFERENCE and "column" in given and "terms" not in given:
            raise spot.error(
                f"{one.key} points to a record, and a cell is only text.",
                "Add terms = … for a translation table, or use record = … or refer = ….",
            )
        return default_reading(one)
    if read not in allowed:
        raise spot.error(f"{one.key} cannot be read as “{read}”.", spot.choices(read, allowed))
    return read


def _tag(given: Given, one: Field, around: Surroundings, spot: Spot) -> str | None:
    """The language tag of a literal that takes one."""
    tag = spot.text(given, "language")
    if one.kind is not Kind.LITERAL or one.datatype not in (None, _LANG_STRING):
        if tag is not None:
            raise spot.error(f"{one.key} holds no text with a language.", "Leave language out.")
        return None
    return tag or around.language


_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def _each(rule: Given, outer: Spot) -> Each | None:
    given, spot = rule.get("for-each"), outer.inner("for-each")
    if given is None or isinstance(given, str):
        return Each((Path(given),), "list") if given else None
    table = _table(given, spot)
    spot.only(table, ("column", "read", "split", "pattern", "empty", "optional"))
    cutting = Cutting(spot.text(table, "split"), spot.regex(table, "pattern"))
    plain = "text" if cutting != NO_CUTTING else "list"
    read = spot.text(table, "read") or plain
    if read not in ELEMENTS:
        raise spot.error(f"nothing is read as “{read}”.", spot.choices(read, ELEMENTS))
    columns = tuple(Path(column) for column in spot.texts(table, "column"))
    if not columns:
        raise spot.error("“column” is missing.", 'Write for-each = { column = "…" }.')
    empty = frozenset(text.casefold() for text in spot.texts(table, "empty"))
    return Each(columns, read, cutting, empty, spot.truth(table, "optional") or False)


def read_template(text: str, spot: Spot) -> Template:
    """A template; raises MappingError for a filter that does not exist."""
    template = Template(text)
    for path, kind in template.slots:
        if kind not in FILTERS:
            raise spot.error(f"“{{{path.text}|{kind}}}”: no filter “{kind}”.", _filters())
    return template


def _filters() -> str:
    return f"Allowed: {', '.join(name for name in FILTERS if name)}."


def _targets(one: Field, around: Surroundings) -> str:
    slugs = [around.schema.by_class[c].slug for c in one.refers_to if c in around.schema.by_class]
    return f"It points to: {', '.join(slugs)}." if slugs else "It points to no record."
