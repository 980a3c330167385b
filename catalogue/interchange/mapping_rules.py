"""Rules of a mapping for fields: TOML → PartRule and ValueRule, checked against the shape."""

from __future__ import annotations

from catalogue.interchange.mapping_model import PartRule, ValueRule
from catalogue.interchange.mapping_spots import Given, Spot
from catalogue.interchange.mapping_surroundings import (
    Surroundings,
    read_each,
    read_table,
    read_template,
)
from catalogue.interchange.mapping_values import SOURCES, read_language, read_value
from catalogue.shapes import Field, Kind, Shape

PART_WORDS = ("for-each", "only-when", "of-class", "named")
Rules = tuple[tuple[Field, tuple[ValueRule | PartRule, ...]], ...]


def read_fields(given: Given, shape: Shape, at: str, around: Surroundings, spot: Spot) -> Rules:
    """The rules of all fields of a part or record; raises MappingError for a key it has not."""
    known = {f.key: f for f in shape.fields if not f.inverse}
    spot.only(given, known, f"field of {shape.labels.get('en', at)}")
    found = []
    for key, rules in given.items():
        one, here = known[key], spot.inner(key)
        listed = rules if isinstance(rules, list) else [rules]
        places = [here.inner(n) for n in range(len(listed))] if len(listed) > 1 else [here]
        made = (_rule(rule, one, f"{at}.{key}", around, place) for rule, place in zip(listed, places, strict=True))
        found.append((one, tuple(made)))
    return tuple(found)


def _rule(given: object, one: Field, at: str, around: Surroundings, spot: Spot) -> ValueRule | PartRule:
    if one.key == "language" and one.kind is Kind.REFERENCE:
        return read_language(given, one, at, around, spot)
    table = read_table(given, spot)
    if one.part is None:
        return read_value(table, one, at, around, spot)
    if any(word in table and word not in one.part.by_key for word in SOURCES):
        table = _spelt_out(table, one, one.part, spot)
    return _part(table, one, one.part, at, around, spot)


def _part(given: Given, one: Field, part: Shape, at: str, around: Surroundings, spot: Spot) -> PartRule:
    spot.only(given, (*PART_WORDS, *(f.key for f in part.fields)), f"field of {one.key}")
    content = {key: rule for key, rule in given.items() if key not in PART_WORDS}
    spoken = _spoken(part, content, at, around, spot)
    if content.get("language") == "none":
        del content["language"]
    return PartRule(
        shape=part,
        at=at,
        fields=read_fields(content, part, at, around, spot) + spoken,
        each=read_each(given, spot),
        when=around.condition(given, "only-when", spot),
        crm_class=read_class(given, part, one.key, around, spot),
        name=read_template(spot.text(given, "named"), spot),
    )


def _spelt_out(given: Given, one: Field, part: Shape, spot: Spot) -> Given:
    """A rule for a value, given for a part, as the part that it means: one with that content."""
    if "content" not in part.by_key:
        keys = ", ".join(f.key for f in part.fields)
        raise spot.error(f"{one.key} has no text of its own.", f"Say which of its fields: {keys}.")
    content = dict(given)
    table: dict[str, object] = {"content": content}
    for word, meant in {"language": "language", "for-each": "for-each", "when": "only-when"}.items():
        if word in content and (word != "language" or "language" in part.by_key):
            table[meant] = content.pop(word)
    if "split" in content and "for-each" not in table and "column" in content:
        words = ("column", "split", "pattern", "empty")
        table["for-each"] = {word: content.pop(word) for word in words if word in content}
        content["column"] = "."
    return table


def _spoken(part: Shape, content: Given, at: str, around: Surroundings, spot: Spot) -> Rules:
    """The language of a text that does not say its own: that of the whole table."""
    if not {"content", "language"} <= set(part.by_key) or "content" not in content:
        return ()
    if around.language is None or "language" in content:
        return ()
    one = part.by_key["language"]
    return ((one, (read_language(around.language, one, f"{at}.language", around, spot),)),)


def read_class(given: Given, shape: Shape, what: str, around: Surroundings, spot: Spot) -> str | None:
    """The class that `of-class` chooses among those of a part or record."""
    chosen = spot.text(given, "of-class")
    if chosen is None:
        return None
    crm_class = around.term(chosen, spot)[1:-1]
    if crm_class not in shape.classes:
        allowed = ", ".join(shape.classes)
        raise spot.error(f"{crm_class} is no class of {what}.", f"Allowed: {allowed}.")
    return crm_class
