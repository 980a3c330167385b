"""JSON-LD contexts from a shipped table; whatever else a document names is refused, and nothing is
fetched.

Parsers would otherwise fetch a remote context, `file:` included. The Linked Art context is read
from the `cromulent` package, and only the part of it that a document uses goes to the parser: the
whole costs twenty times as much to process as a record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from catalogue.errors import UnreadableRdf

Json = Any  # what `json.loads` gives; narrowed where it is looked at
Context = Mapping[str, Json]

LINKED_ART = "https://linked.art/ns/v1/linked-art.json"
OLDER = "https://linked.art/ns/context/1/full.jsonld"  # read with today's words, see older_words.py
_NAMES = {
    name.replace("https:", scheme): "linked-art.json" for name in (LINKED_ART, OLDER) for scheme in ("https:", "http:")
}


@cache
def shipped(name: str = LINKED_ART) -> Context:
    """The terms of a context of the table; raises UnreadableRdf for any other."""
    file = _NAMES.get(name)
    if file is None:
        raise UnreadableRdf(
            f"The document names the context “{name[:200]}”, which is not in our table.",
            f"Contexts are never fetched. Use {LINKED_ART}, or write the context into the document.",
        )
    context: Context = json.loads(_cromulent(file))["@context"]
    return context


def inlined(document: Json) -> Json:
    """The document with every named context replaced by what it holds.

    Raises UnreadableRdf for a context outside the table, for `@import`, and wherever they are
    nested.
    """
    used = frozenset(_strings(document))
    return _inlined(document, used)


def _inlined(node: Json, used: frozenset[str]) -> Json:
    if isinstance(node, list):
        return [_inlined(one, used) for one in node]
    if not isinstance(node, dict):
        return node
    return {k: _context(v, used) if k == "@context" else _inlined(v, used) for k, v in node.items()}


def _context(value: Json, used: frozenset[str]) -> Json:
    if isinstance(value, str):
        return {**_pruned(shipped(value), used), **_always(value)}
    if isinstance(value, list):
        return [_context(one, used) for one in value]
    if not isinstance(value, dict):
        return value
    if "@import" in value:
        raise UnreadableRdf(
            f"The document's context imports “{str(value['@import'])[:200]}”.",
            "Contexts are never fetched. Write that context into the document.",
        )
    return {name: _inlined(definition, used) for name, definition in value.items()}


@cache
def _always(name: str) -> Context:
    """The prefixes and keywords of a context of the table."""
    return {key: value for key, value in shipped(name).items() if not isinstance(value, dict)}


def _pruned(context: Context, used: frozenset[str]) -> Context:
    """Of the terms of a context those that a document uses."""
    return {name: _trimmed(context[name], used) for name in used & context.keys()}


def _trimmed(definition: Json, used: frozenset[str]) -> Json:
    inner = definition.get("@context") if isinstance(definition, dict) else None
    return {**definition, "@context": _pruned(inner, used)} if inner else definition


def _strings(node: Json) -> Iterator[str]:
    """Every key and every string of a document: a term can stand as either."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)
    elif isinstance(node, str):
        yield node


@cache
def key_order() -> Mapping[str, int]:
    """The rank of a key in a Linked Art document, as the community writes them; unknown keys have none."""
    found: Mapping[str, int] = json.loads(_cromulent("key_order.json"))
    return found


@cache
def ranges() -> Mapping[str, str]:
    """Predicate IRI → class IRI of what it leads to, where Linked Art uses that class itself."""
    used = {name for name, use in json.loads(_cromulent("crm-profile.json")).items() if use}
    found = {}
    for row in _cromulent("crm_vocab.tsv").split("\n"):
        cells = row.split("\t")
        if len(cells) > 7 and cells[1] == "property" and cells[7] in used:
            found[_full(cells[0])] = _full(cells[7])
    return found


def _cromulent(file: str) -> str:
    return (files("cromulent") / "data" / file).read_text("utf-8")


def _full(name: str) -> str:
    prefix, colon, local = name.rpartition(":")
    return str(shipped()[prefix if colon else "crm"]) + local
