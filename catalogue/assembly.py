"""Trees of field keys → triples: what a form, a mapping or a vocabulary pack means.

The inverse of `record.view`. A part without a name of its own is named by its predicate, its content and the
part that it is in: so the same tree always gives the same fragments, and equal parts in two places stay two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue.namespaces import TYPE
from catalogue.rdf import Term, Triple, Triples
from catalogue.record import fragment_name, sealed
from catalogue.shapes import Field, Pair, RecordType, Shape

Tree = Mapping[str, "str | Sequence[Term | Tree]"]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A part before it has a name: what it says, a hash of all that, and a name that its tree brings."""

    says: list[tuple[Term, Term | _Draft]]
    digest: str
    given: str | None


def assemble(shape: RecordType, iri: str, local: str, tree: Tree, key: str = "") -> Triples:
    """The triples that a tree means; `key` seals the names of parts.

    "@class" chooses among the shape's classes, "@id" names a fragment. Raises KeyError for an unknown key.
    """
    found: set[Triple] = {(f"<{iri}>", TYPE, f"<{shape.record_class}>")}
    _write(_says(shape, tree, shape.fixed), f"<{iri}>", _Names(local, key), "", found)
    return frozenset(found)


def _says(shape: Shape, tree: Tree, required: frozenset[Pair]) -> list[tuple[Term, Term | _Draft]]:
    says: list[tuple[Term, Term | _Draft]] = [(TYPE, f"<{tree.get('@class', shape.classes[0])}>"), *required]
    for key, values in tree.items():
        if key[0] != "@" and not isinstance(values, str):
            one = shape.by_key[key]
            path = one.path
            says += [(path, value if isinstance(value, str) else _draft(one, value)) for value in values]
    return says


def _draft(one: Field, tree: Tree) -> _Draft:
    if one.part is None:
        raise KeyError(f"{one.key} is no part")
    says, given = _says(one.part, tree, one.required), tree.get("@id")
    written = {f"{p} {o.digest if isinstance(o, _Draft) else o}" for p, o in says}
    digest = hashlib.sha256("\n".join(sorted(written)).encode()).hexdigest()
    return _Draft(says, digest, given if isinstance(given, str) else None)


@dataclass(frozen=True, slots=True)
class _Names:
    """How the parts of one record are named."""

    local: str
    key: str

    def of(self, predicate: Term, above: str, part: _Draft) -> str:
        """The name of a part within the part `above`."""
        return part.given or sealed(fragment_name(predicate, [(above, part.digest)]), self.local, self.key)


def _write(says: list[tuple[Term, Term | _Draft]], subject: Term, names: _Names, name: str, found: set[Triple]) -> None:
    """Writes a part and all in it; `name` is the part's own, empty for the record itself."""
    for predicate, value in says:
        if isinstance(value, _Draft):
            inner = names.of(predicate, name, value)
            part = f"<{names.local}#{inner}>"
            found.add((subject, predicate, part))
            _write(value.says, part, names, inner, found)
        else:
            found.add((subject, predicate, value))
