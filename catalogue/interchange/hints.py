"""What a document says of things that it merely refers to: class, label, notation, classification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalogue.interchange.incoming import Hint
from catalogue.interchange.older_names import renamed
from catalogue.namespaces import HAS_TYPE, LABEL, SKOS, TYPE
from catalogue.rdf import Term, Triple, is_iri, is_literal, parts

NOTATION = f"<{SKOS}notation>"


def only_hinted(about: Sequence[Triple]) -> bool:
    """Whether this is all that one says of a thing in passing, and not a description of it."""
    classes = {o for _, p, o in about if p == TYPE}
    return len(classes) <= 1 and all(_in_passing(p, o) for _, p, o in about)


def _in_passing(predicate: Term, object_: Term) -> bool:
    if predicate in (TYPE, HAS_TYPE):
        return is_iri(object_)
    return predicate in (LABEL, NOTATION) and is_literal(object_)


def hint(iri: Term, about: Iterable[Triple]) -> Hint:
    """The hint that these statements about one IRI make."""
    held: dict[Term, list[Term]] = {}
    for _, predicate, object_ in sorted(about):
        held.setdefault(predicate, []).append(object_)
    labels = [parts(o) for o in held.get(LABEL, ())]
    return Hint(
        iri=iri[1:-1],
        crm_class=next((renamed(o)[1:-1] for o in held.get(TYPE, ())), None),
        labels=tuple((label.language, label.text) for label in labels),
        notations=tuple(parts(o).text for o in held.get(NOTATION, ())),
        classified=tuple(o[1:-1] for o in held.get(HAS_TYPE, ())),
    )


def hints_for(targets: Iterable[Term], held: Mapping[Term, Hint]) -> tuple[Hint, ...]:
    """The hints on these things, and on what classifies them, and so on; sorted by IRI."""
    found: dict[Term, Hint] = {}
    waiting = [t for t in targets if t in held]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = held[one]
            waiting += [t for t in _classes(held[one]) if t in held]
    return tuple(found[iri] for iri in sorted(found))


def _classes(one: Hint) -> Iterator[Term]:
    return (f"<{iri}>" for iri in one.classified)
