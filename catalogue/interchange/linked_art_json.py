"""A record as Linked Art JSON, guided by nothing but the Linked Art context.

Pure Linked Art: what the context has no word for (our own terms, our record classes) is left to the RDF
formats. Parts are embedded without an id, as the standard's schemas ask; everything else is
referred to by id, type, label, and by classification and notation where they are known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from catalogue.interchange.contexts import LINKED_ART, key_order, ranges
from catalogue.interchange.vocabulary import Scope, Word, linked_art
from catalogue.labels import display_label, labels
from catalogue.namespaces import LA, TYPE, XSD
from catalogue.rdf import Term, Triples, parts
from catalogue.record import Record, view
from catalogue.shapes import Schema

_INTEGER, _DECIMAL, _DOUBLE = XSD + "integer", XSD + "decimal", XSD + "double"
_BOOLEAN = XSD + "boolean"
_NUMBERS = frozenset({_INTEGER, _DECIMAL, _DOUBLE})
EQUIVALENT = LA + "equivalent"
_ARRAYS = frozenset({"current_permanent_custodian"})  # the standard repeats it, its context forgot to say so


class Described(Protocol):
    """What is known of something that a record refers to, or of the record itself."""

    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def crm_class(self) -> str: ...
    @property
    def notations(self) -> tuple[str, ...]: ...
    @property
    def classified(self) -> tuple[str, ...]: ...


Describe = Callable[[Iterable[str]], Mapping[str, Described]]
Node = dict[str, Any]
_DEEPEST = 64  # parts within parts; what lies deeper is referred to
_CLASSIFIED = 3  # classes of classes of classes: that far is told of what is referred to


def to_json(triples: Triples, iri: str, schema: Schema, describe: Describe) -> Node:
    """The Linked Art document of a record; `describe` tells of IRIs, its own too, what there is to tell."""
    about: dict[Term, list[tuple[Term, Term]]] = {}
    for subject, predicate, object_ in sorted(triples):
        about.setdefault(subject, []).append((predicate, object_))
    known = _described(about, iri, describe)
    document: Node = {"@context": LINKED_ART, "id": iri}
    document.update(_Writing(about, f"<{iri}>", known).node(f"<{iri}>", linked_art(), 0))
    if "_label" not in document and (label := _own_label(triples, iri, schema, known)):
        document["_label"] = label
    return _ordered(document)


def _described(
    about: Mapping[Term, list[tuple[Term, Term]]], iri: str, describe: Describe
) -> Mapping[str, Described]:
    wanted = {iri}
    for pairs in about.values():
        wanted.update(o[1:-1] for p, o in pairs if o[:1] == "<" and p != TYPE and o not in about)
    found: dict[str, Described] = {}
    for _ in range(_CLASSIFIED):
        if not wanted:
            break
        found.update(describe(sorted(wanted)))
        wanted = {c for one in found.values() for c in one.classified}.difference(found, wanted)
    return found


def _own_label(triples: Triples, iri: str, schema: Schema, known: Mapping[str, Described]) -> str:
    if iri in known:
        return display_label(known[iri].labels, "en", "")
    classes = [o[1:-1] for s, p, o in triples if p == TYPE and s == f"<{iri}>"]
    record_type = next((schema.by_class[c] for c in classes if c in schema.by_class), None)
    if record_type is None:
        return ""
    record = Record(iri, "", iri, triples)
    return display_label(labels(view(record, record_type), {}), "en", "")


def _ordered(node: Node) -> Node:
    order = key_order()
    return {key: node[key] for key in sorted(node, key=lambda k: (order.get(k, 10_000), k))}


class _Writing:
    """One record being written; counts what it embeds, so that no knot of parts unrolls without end."""

    def __init__(
        self, about: Mapping[Term, list[tuple[Term, Term]]], root: Term, known: Mapping[str, Described]
    ) -> None:
        self.about = about
        self.root = root
        self.known = known
        self.left = 2 * len(about) + 64
        self.open: list[Term] = []

    def node(self, subject: Term, scope: Scope, depth: int) -> Node:
        """What is said of a subject of the record, in the words of its class."""
        self.left -= 1
        self.open.append(subject)
        node: Node = {}
        classes = self._classes(subject)
        if classes:
            node["type"] = classes[0] if len(classes) == 1 else classes
        scope = scope.typed(classes)
        for predicate, object_ in self.about.get(subject, ()):
            word = None if predicate == TYPE else scope.by_predicate.get(predicate[1:-1])
            if word is not None and (value := self._value(object_, word, scope, depth)) is not None:
                node.setdefault(word.name, []).append(value)
        self.open.pop()
        return _ordered({key: _single(key, value, scope) for key, value in node.items()})

    def _classes(self, subject: Term) -> list[str]:
        words = linked_art().by_predicate
        found = (o[1:-1] for p, o in self.about.get(subject, ()) if p == TYPE)
        return [words[c].name for c in found if c in words]

    def _value(self, object_: Term, word: Word, scope: Scope, depth: int) -> Any:
        if object_[:1] == '"':
            return _literal(object_, word)
        if word.coercion == "@vocab":
            return _name(object_, word, scope)
        if object_ not in self.about:
            return self._reference(object_, word)
        if object_ in self.open or depth >= _DEEPEST or self.left <= 0:
            return self._reference(object_, word)
        classes = [o for p, o in self.about[object_] if p == TYPE]
        if classes and not self._classes(object_):
            return None  # a part that Linked Art has no class for
        return self.node(object_, scope.under(word), depth + 1)

    def _reference(self, object_: Term, word: Word) -> Node:
        if object_ in self.about:
            classes = self._classes(object_)
            return {"id": object_[1:-1], **({"type": classes[0]} if classes else {})}
        return self._named(object_[1:-1], word, 0)

    def _named(self, iri: str, word: Word, depth: int) -> Node:
        """Id, type and label of what is not in the record; class and notation where they are known."""
        node: Node = {"id": iri}
        known = self.known.get(iri)
        if type_ := self._type(known, word):
            node["type"] = type_
        if known is None:
            return node
        if label := display_label(known.labels, "en", ""):
            node["_label"] = label
        if known.classified and depth < _CLASSIFIED:
            classified = linked_art().words["classified_as"]
            node["classified_as"] = [self._named(c, classified, depth + 1) for c in known.classified]
        if known.notations:
            node["notation"] = known.notations[0] if len(known.notations) == 1 else list(known.notations)
        return node

    def _type(self, known: Described | None, word: Word) -> str | None:
        """The class of what is referred to; where nothing is known of it, the one that the predicate leads to."""
        words = linked_art().by_predicate
        class_ = known.crm_class if known is not None else ranges().get(word.iri)
        if class_ in words:
            return words[class_].name
        same = self._classes(self.open[-1]) if self.open and word.iri == EQUIVALENT else []
        return same[0] if same else None


def _single(key: str, value: Any, scope: Scope) -> Any:
    if key == "type":
        return value
    if key == "_label":
        return _label(value)
    return value if len(value) > 1 or scope.words[key].repeats or key in _ARRAYS else value[0]


def _label(values: list[Any]) -> str:
    """One label as plain text: the standard has no languages there."""
    tagged = {v["@language"]: str(v["@value"]) for v in values if isinstance(v, dict) and "@language" in v}
    plain = {"": str(v) for v in values if not isinstance(v, dict)}
    return display_label({**tagged, **plain}, "en", "")


def _name(object_: Term, word: Word, scope: Scope) -> str:
    """The word for a property that is itself a value, such as `part`; its IRI where there is none."""
    named = [w for w in scope.named_by(word).values() if f"<{w.iri}>" == object_]
    scoped = [w for w in named if w.name in word.scoped]
    best = min(scoped or named, key=lambda w: (not w.own_name, w.name), default=None)
    return best.name if best else object_[1:-1]


def _literal(term: Term, word: Word) -> Any:
    text, datatype, language = parts(term)
    if language is not None:
        return {"@value": text, "@language": language}
    if datatype == word.coercion:
        return text
    if datatype is None:
        return {"@value": text}
    number = None if word.coercion else _number(text, datatype)
    return {"@value": text, "@type": datatype} if number is None else number


def _number(text: str, datatype: str) -> int | float | bool | None:
    """The JSON number or truth value that means the same; None where JSON has none."""
    if datatype == _BOOLEAN and text in ("true", "false"):
        return text == "true"
    if datatype not in _NUMBERS or len(text) > 300:
        return None
    try:
        exact, near = Decimal(text), float(text)
    except (ValueError, InvalidOperation):
        return None
    if not math.isfinite(near) or (datatype != _DOUBLE and exact != Decimal(repr(near))):
        return int(exact) if datatype == _INTEGER else None
    return int(exact) if exact == exact.to_integral_value() and abs(near) < 1e21 else near
