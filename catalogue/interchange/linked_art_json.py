"""A record as Linked Art JSON, guided by nothing but the Linked Art context.

Pure Linked Art: what the context has no word for (our own terms, our record classes) is left to
the RDF formats. Parts are embedded without an id, as the standard's schemas ask; everything else is
referred to by id, type, label, and by classification and notation where they are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from catalogue.interchange.contexts import LINKED_ART, key_order, ranges
from catalogue.interchange.linked_art_values import label_value, literal_value, property_name
from catalogue.interchange.vocabulary import Scope, Word, linked_art
from catalogue.labels import display_label, labels
from catalogue.namespaces import LA, TYPE
from catalogue.rdf import Term, Triples
from catalogue.record import Record, view
from catalogue.shapes import Schema

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


def to_json(
    triples: Triples,
    iri: str,
    schema: Schema,
    describe: Describe,
    *,
    named: bool = False,
    root_class: Callable[[str], str] | None = None,
) -> Node:
    """The Linked Art document of a record; `describe` tells of IRIs, its own too, what there is to tell.

    `named` gives every part its id: no Linked Art, but it reads back under the same names. `root_class` gives the class
    by which the record goes, for its own.
    """
    about: dict[Term, list[tuple[Term, Term]]] = {}
    for subject, predicate, object_ in sorted(triples):
        about.setdefault(subject, []).append((predicate, object_))
    known = _described(about, iri, describe)
    document: Node = {"@context": LINKED_ART, "id": iri}
    writing = _Writing(about, f"<{iri}>", known, named=named, root_class=root_class)
    document.update(writing.node(writing.root, linked_art(), 0))
    if "_label" not in document and (label := _own_label(triples, iri, schema, known)):
        document["_label"] = label
    return ordered(document)


def _described(about: Mapping[Term, list[tuple[Term, Term]]], iri: str, describe: Describe) -> Mapping[str, Described]:
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


def ordered(node: Node) -> Node:
    order = key_order()
    return {key: node[key] for key in sorted(node, key=lambda k: (order.get(k, 10_000), k))}


class _Writing:
    """One record being written; counts what it embeds, so that no knot of parts unrolls without end."""

    def __init__(
        self,
        about: Mapping[Term, list[tuple[Term, Term]]],
        root: Term,
        known: Mapping[str, Described],
        *,
        named: bool,
        root_class: Callable[[str], str] | None,
    ) -> None:
        self.about = about
        self.root = root
        self.known = known
        self.named = named
        self.root_class = root_class
        self.left = 2 * len(about) + 64
        self.open: list[Term] = []

    def node(self, subject: Term, scope: Scope, depth: int) -> Node:
        """What is said of a subject of the record, in the words of its class."""
        self.left -= 1
        self.open.append(subject)
        node: Node = {"id": subject[1:-1]} if self.named and depth else {}
        classes = self._classes(subject)
        if classes:
            node["type"] = classes[0] if len(classes) == 1 else classes
        scope = scope.typed(classes)
        for predicate, object_ in self.about.get(subject, ()):
            word = None if predicate == TYPE else scope.by_predicate.get(predicate[1:-1])
            if word is not None and (value := self._value(object_, word, scope, depth)) is not None:
                node.setdefault(word.name, []).append(value)
        self.open.pop()
        return ordered({key: _single(key, value, scope) for key, value in node.items()})

    def _classes(self, subject: Term) -> list[str]:
        words = linked_art().by_predicate
        found = (o[1:-1] for p, o in self.about.get(subject, ()) if p == TYPE)
        names = [words[c].name for c in found if c in words]
        if self.root_class is not None and subject == self.root:
            return [self.root_class(names[0])] if names else []
        return names

    def _value(self, object_: Term, word: Word, scope: Scope, depth: int) -> Any:
        if object_[:1] == '"':
            return literal_value(object_, word)
        if word.coercion == "@vocab":
            return property_name(object_, word, scope)
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
        class_ = known.crm_class if known is not None else ranges().get(word.iri)
        found = linked_art().by_predicate.get(class_ or "")
        if found is not None:
            return found.name
        same = self._classes(self.open[-1]) if self.open and word.iri == EQUIVALENT else []
        return same[0] if same else None


def _single(key: str, value: Any, scope: Scope) -> Any:
    if key == "type":
        return value
    if key == "_label":
        return label_value(value)
    return value if len(value) > 1 or scope.words[key].repeats or key in _ARRAYS else value[0]
