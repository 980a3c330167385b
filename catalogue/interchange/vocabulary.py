"""The Linked Art context as Python sees it: which word means which predicate, in which class.

Follows JSON-LD 1.1 (https://www.w3.org/TR/json-ld11-api/#expansion-algorithm) as far as that
context goes: type-scoped words hold in their own node only, property-scoped words in everything
below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from catalogue.interchange.contexts import Context, shipped


@dataclass(frozen=True)
class Word:
    """A term of a context.

    `coercion` is "@id", "@vocab" or a datatype IRI; `repeats` says that its values always stand in
    an array; `scoped` are the words that hold under it (a property) or within it (a class).
    """

    name: str
    iri: str
    coercion: str | None = None
    repeats: bool = False
    scoped: Mapping[str, Word] = field(default_factory=dict)

    @property
    def own_name(self) -> bool:
        """Whether it is called what its predicate is called, as `broader` is."""
        return self.iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1] == self.name


class Scope:
    """The words that hold in a node; remembers the scopes that were entered from it."""

    def __init__(self, words: Mapping[str, Word], plain: Scope | None = None) -> None:
        self.words = words
        self._plain = plain or self
        self._typed: dict[tuple[str, ...], Scope] = {}
        self._under: dict[str, Scope] = {}

    def typed(self, classes: Iterable[str]) -> Scope:
        """The scope within a node of these classes (named by their words)."""
        return self._plain.inside(tuple(sorted(c for c in classes if c in self._plain.words)))

    def inside(self, classes: tuple[str, ...]) -> Scope:
        """The same for sorted classes, all of them known."""
        if not classes:
            return self
        found = self._typed.get(classes)
        if found is None:
            words = dict(self.words)
            for name in classes:
                words.update(self.words[name].scoped)
            found = self._typed[classes] = Scope(words, self)
        return found

    def under(self, word: Word) -> Scope:
        """The scope of the nodes that a word of this scope leads to."""
        if not word.scoped:
            return self._plain
        found = self._under.get(word.name)
        if found is None:
            found = self._under[word.name] = Scope({**self._plain.words, **word.scoped})
        return found

    def named_by(self, word: Word) -> Mapping[str, Word]:
        """The words that a value of a "@vocab" word may be."""
        return {**self.words, **word.scoped}

    @cached_property
    def by_predicate(self) -> Mapping[str, Word]:
        """The word for each predicate or class IRI.

        Of two, the one that bears the predicate's own name wins (`broader`), then the class's own
        (`part` of a Right, not `conceptual_part`).
        """
        found: dict[str, Word] = {}
        for word in self.words.values():
            held = found.get(word.iri)
            if held is None or (word.own_name, self._own(word)) > (held.own_name, self._own(held)):
                found[word.iri] = word
        return found

    def _own(self, word: Word) -> bool:
        return self._plain.words.get(word.name) is not word


@cache
def linked_art() -> Scope:
    """The words of the Linked Art context outside of any class."""
    context = shipped()
    return Scope(_words(context, context))


def _words(context: Context, prefixes: Context) -> dict[str, Word]:
    found = {}
    for name, definition in context.items():
        if not isinstance(definition, dict):
            continue
        coercion = definition.get("@type")
        found[name] = Word(
            name,
            expanded(definition["@id"], prefixes),
            expanded(coercion, prefixes) if coercion else None,
            definition.get("@container") == "@set",
            _words(definition.get("@context", {}), prefixes),
        )
    return found


def expanded(name: str, prefixes: Context) -> str:
    """A compact IRI written out; anything else as it is."""
    prefix, colon, rest = name.partition(":")
    namespace = prefixes.get(prefix) if colon and not rest.startswith("//") else None
    return namespace + rest if isinstance(namespace, str) else name
