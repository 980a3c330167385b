"""What JSON-LD would lose in silence: keys without meaning, addresses that are none, unknown
classes.

A JSON-LD parser passes over all of them without a word, as the standard asks
(https://www.w3.org/TR/json-ld11-api/#expansion-algorithm); a catalogue has to tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalogue.errors import BadTerm
from catalogue.interchange.vocabulary import Scope, Word
from catalogue.rdf import iri

_IDS = ("id", "@id")
_TYPES = ("type", "@type")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Loss:
    """A value that would not arrive: where it stands ("produced_by.part[0].foo"), the value, and
    why.
    """

    place: str
    value: str
    reason: str


@dataclass
class Look:
    """One look through a document for what would be lost.

    `more` are the words that the document's own context adds.
    """

    more: frozenset[str] = frozenset()
    losses: list[Loss] = field(default_factory=list)

    def node(self, node: Mapping[str, Any], scope: Scope, place: str) -> None:
        """Looks through a node and all below it."""
        classes = list(self._classes(node, scope, place))
        scope = scope.typed(classes)
        for key, value in node.items():
            here = f"{place}.{key}" if place else key
            if key in _IDS:
                self._id(value, here)
            elif key in _TYPES or key[:1] == "@":
                continue
            elif (word := scope.words.get(key)) is not None:
                self._values(value, word, scope, here)
            elif key not in self.more and not _ABSOLUTE.match(key):
                self._lost(here, value, f"Linked Art knows no “{key}” in {_named(classes)}")

    def _classes(self, node: Mapping[str, Any], scope: Scope, place: str) -> Iterator[str]:
        for key in _TYPES:
            for one in _list(node.get(key)):
                if isinstance(one, str) and one in scope.words:
                    yield one
                elif not (isinstance(one, str) and (_ABSOLUTE.match(one) or one in self.more)):
                    self._lost(
                        f"{place}.{key}" if place else key,
                        one,
                        f"Linked Art knows no class “{one}”",
                    )

    def _id(self, value: object, place: str) -> None:
        nameless = isinstance(value, str) and value.startswith("_:")
        if not nameless and not _is_iri(value):
            self._lost(place, value, "this is no full address (IRI)")

    def _values(self, value: Any, word: Word, scope: Scope, place: str) -> None:
        if isinstance(value, list):
            for n, one in enumerate(value):
                self._values(one, word, scope, f"{place}[{n}]")
        elif isinstance(value, dict) and "@value" not in value:
            self.node(value, scope.under(word), place)
        elif isinstance(value, dict):
            tag = value.get("@language")
            if tag is not None and not (isinstance(tag, str) and _LANGUAGE.fullmatch(tag)):
                self._lost(place, value, f"“{tag}” is no language tag")
        elif isinstance(value, str):
            self._text(value, word, scope, place)

    def _text(self, value: str, word: Word, scope: Scope, place: str) -> None:
        if word.coercion == "@id":
            self._id(value, place)
        elif word.coercion == "@vocab" and value not in scope.named_by(word) and not _is_iri(value):
            self._lost(place, value, f"Linked Art knows no “{value}” there")

    def _lost(self, place: str, value: object, reason: str) -> None:
        self.losses.append(Loss(place, json.dumps(value, ensure_ascii=False)[:500], reason))


def own_words(context: object) -> frozenset[str]:
    """The words that a document's own context defines, wherever it names one."""
    if isinstance(context, list):
        return frozenset().union(*map(own_words, context))
    return frozenset(context) if isinstance(context, dict) else frozenset()


def _is_iri(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(iri(value))
    except BadTerm:
        return False


def _named(classes: list[str]) -> str:
    return " and ".join(classes) or "a thing without a class"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
