"""A record as a document that Linked Art 1.0 knows, whatever it says.

What the standard's schemas have a place for stands there; what they have none for is asserted: a part of the record
says that this was assigned, by that property (see the table beside `linked_art_profile.py`). So nothing is lost, and
nothing stands where it would mean something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from catalogue.interchange.linked_art_json import Describe, Node, ordered, to_json
from catalogue.interchange.linked_art_profile import Kind, Profile, Range, profile
from catalogue.interchange.linked_art_values import property_name
from catalogue.interchange.vocabulary import Scope, linked_art
from catalogue.labels import OTHERWISE
from catalogue.namespaces import TYPE
from catalogue.rdf import Triples
from catalogue.shapes import Schema, label_in

_MOMENT = re.compile(r"-?\d{4,}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?")
_EVERYWHERE = frozenset({"@context", "id", "type", "_label"})
_SAID = object()  # it stands elsewhere already


def conforming(triples: Triples, iri: str, schema: Schema, describe: Describe) -> Node:
    """The document of a record as Linked Art 1.0 has it; for `describe` see `to_json`.

    A record without a name is labelled by its type, as the standard wants every document labelled.
    """
    document = to_json(triples, iri, schema, describe, root_class=profile().root_class)
    if not document.get("_label"):
        classes = (o[1:-1] for s, p, o in triples if p == TYPE and s == f"<{iri}>")
        own = next((schema.by_class[c] for c in classes if c in schema.by_class), None)
        document["_label"] = label_in(own.labels, OTHERWISE) if own is not None else iri
    return conformed(document)


def conformed(document: Node) -> Node:
    """A document brought into the form of the 1.0 schemas, as that kind of record of which the least is asserted.

    What they know already stays as it is.
    """
    known = profile()
    tried = [_Fitting(known, document).fitted(kind) for kind in known.by_type.get(_class_of(document), ())]
    found = [one for one in tried if one is not None]
    return min(found, key=lambda one: one[0])[1] if found else document


@dataclass(frozen=True)
class _Left:
    """A value that found no place under its key, and the activity that says it, where there is one."""

    key: str
    value: Any
    said_by: Node = field(default_factory=dict)


class _Fitting:
    """One document on its way into a kind of record."""

    def __init__(self, known: Profile, document: Node) -> None:
        self.known = known
        self.document = document
        self.left: list[_Left] = []

    def fitted(self, kind: Kind) -> tuple[int, Node] | None:
        """How much had to be asserted, and the document; None where it cannot be of this kind."""
        found = self._node(self.document, kind, self.left)
        if not kind.required <= found.keys():
            return None
        said = list(self._assertions(linked_art().typed([found["type"]])))
        if said:
            under = self.known.assertion.under
            found[under] = [*found.get(under, ()), *said]
        return len(said), ordered(found)

    def _node(self, node: Node, kind: Kind, left: list[_Left]) -> Node:
        """What a kind has keys for; the rest goes to `left`."""
        found: Node = {key: node[key] for key in node if key in _EVERYWHERE}
        found["type"] = _class_of(node)
        for key, held in node.items():
            if key not in _EVERYWHERE:
                fitting = [v for value in _list(held) if (v := self._under(key, value, kind, found, left)) is not _SAID]
                range_ = kind.keys.get(key)
                if range_ is not None and range_.once:
                    left += [_Left(key, value) for value in fitting[1:]]
                    fitting = fitting[:1]
                if fitting:
                    bare = not isinstance(held, list) or (range_ is not None and range_.once)
                    found[key] = fitting[0] if bare else [*found.get(key, ()), *fitting]
        return found

    def _under(self, key: str, value: Any, kind: Kind, found: Node, left: list[_Left]) -> Any:
        """A value as it may stand under its key; _SAID where it stands elsewhere, or is left."""
        range_ = kind.keys.get(key)
        if range_ is None and kind.open:
            return tidy(value)
        if range_ is not None and (fitted := self._value(key, value, range_, top=left is self.left)) is not None:
            return fitted
        text = self.known.texts.get(key)
        if text is not None and text.under in kind.keys and isinstance(value, str):
            found[text.under] = [*found.get(text.under, ()), {"type": text.type, "content": value}]
            return _SAID
        other = self.known.moved.get(key)
        if other is not None and other.under in kind.keys and isinstance(value, dict):
            told = value | {k: [*_list(value.get(k, [])), said] for k, said in other.saying.items()}
            if (moved := self._value(other.under, told, kind.keys[other.under], top=False)) is not None:
                found[other.under] = [*found.get(other.under, ()), moved]
                return _SAID
        left.append(_Left(key, value))
        return _SAID

    def _value(self, key: str, value: Any, range_: Range, *, top: bool) -> Any:
        """A value brought into a range; None where it cannot be."""
        if range_.anything:
            return tidy(value)
        if range_.literal:
            return _literal(value, range_.literal)
        if not isinstance(value, dict) or "@value" in value:
            return None
        if range_.referred and "id" in value:
            class_ = self.known.at_place(_class_of(value), range_.referred)
            return _reference(value, class_) if class_ else None
        for name in range_.embedded:
            if (part := self._part(key, value, self.known.parts[name], top=top)) is not None:
                return part
        return None

    def _part(self, key: str, value: Node, kind: Kind, *, top: bool) -> Any:
        class_ = self.known.at_place(_class_of(value), kind.types)
        if class_ is None or ("id" in value) != kind.identified:
            return None
        left: list[_Left] = []
        said = {k: v for k, v in value.items() if k not in self.known.texts} if kind.identified else value
        part = self._node(self._handed({**said, "type": class_}, kind), kind, left)
        if not kind.required <= part.keys():
            return None
        by = self.known.asserted.get(kind.name)
        if top and len(left) == 1 and left[0].key == by and self._says(left[0].value) is not None:
            self.left.append(_Left(key, part, left[0].value))
            return _SAID
        return None if left else part

    def _says(self, activity: Node) -> Node | None:
        """The assertion that takes the place of an activity; None where it cannot say all that the activity does."""
        left: list[_Left] = []
        how = self.known.assertion
        node = self._node({**activity, "type": how.type}, self.known.parts[how.type], left)
        return None if left else node

    def _handed(self, node: Node, kind: Kind) -> Node:
        """A part that has handed to its own parts what it has no key for, where these take it."""
        for key, under in self.known.handed.items():
            takers = node.get(under)
            inner = kind.keys[under].embedded if under in kind.keys else ()
            if key in node and key not in kind.keys and takers and all(self.known.parts[i].open for i in inner):
                given = [{**one, key: node[key]} for one in _list(takers)]
                node = {k: v for k, v in node.items() if k != key} | {under: given}
        return node

    def _assertions(self, scope: Scope) -> Iterator[Node]:
        """What is left, a part for each property and each activity that says it."""
        how = self.known.assertion
        inner = linked_art().typed([how.type])
        groups: list[tuple[str, list[Any], Node]] = []
        plain: dict[str, list[Any]] = {}
        for one in self.left:
            if one.said_by:
                groups.append((one.key, [one.value], one.said_by))
            elif one.key in plain:
                plain[one.key].append(one.value)
            else:
                groups.append((one.key, plain.setdefault(one.key, [one.value]), {}))
        for key, values, said_by in groups:
            node = self._says(said_by) or {}
            node[how.value] = [tidy(v) if isinstance(v, dict) else {"@value": v} for v in values]
            node[how.property] = property_name(f"<{scope.words[key].iri}>", inner.words[how.property], inner)
            yield ordered(node)


def tidy(value: Any) -> Any:
    """A value in which whatever is referred to shows no more than id, class and label."""
    if isinstance(value, list):
        return [tidy(one) for one in value]
    if not isinstance(value, dict) or "@value" in value:
        return value
    return _reference(value, _class_of(value)) if "id" in value else {key: tidy(one) for key, one in value.items()}


def _reference(value: Node, class_: str) -> Node:
    shown = {"id": value["id"], "type": class_, "_label": value.get("_label")}
    return {key: one for key, one in shown.items() if one}


def _literal(value: Any, kind: str) -> Any:
    """A literal as JSON of this kind; None where it is of another."""
    if kind == "number":
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    text = value.get("@value") if isinstance(value, dict) and kind == "string" else value
    if not isinstance(text, str) or (kind == "moment" and not _MOMENT.fullmatch(text)):
        return None
    return text


def _class_of(node: Node) -> str:
    """The one class of a node; of several the first."""
    held = node.get("type", "")
    return str(held[0]) if isinstance(held, list) else str(held)


def _list(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [held]
