"""What tests of the interchange compare: graphs up to the names of their parts, JSON up to order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from catalogue.interchange.incoming import Hint, Incoming
from catalogue.namespaces import HAS_TYPE, KHZ, LABEL, SKOS, TYPE, XSD
from catalogue.rdf import Triple, lines, literal

NUMBERS = tuple(f"^^<{XSD}{name}>" for name in ("integer", "decimal", "double"))


@dataclass(frozen=True)
class Told:
    """What is known of a thing, as the writer asks for it."""

    labels: Mapping[str, str]
    crm_class: str
    notations: tuple[str, ...] = ()
    classified: tuple[str, ...] = ()


def told(hints: Iterable[Hint]) -> Mapping[str, Told]:
    return {
        h.iri: Told({lang or "": text for lang, text in h.labels}, h.crm_class or "", h.notations, h.classified)
        for h in hints
    }


def describing(known: Mapping[str, Told]):
    return lambda iris: {iri: known[iri] for iri in iris if iri in known}


def said(hint: Hint) -> set[Triple]:
    """A hint as the triples that it stands for."""
    iri = f"<{hint.iri}>"
    found = {(iri, HAS_TYPE, f"<{c}>") for c in hint.classified}
    found |= {(iri, f"<{SKOS}notation>", literal(n)) for n in hint.notations}
    found |= {(iri, LABEL, literal(text, language=lang)) for lang, text in hint.labels}
    return found | ({(iri, TYPE, f"<{hint.crm_class}>")} if hint.crm_class else set())


def everything(records: Iterable[Incoming]) -> set[Triple]:
    """All that records and their hints say, without what the catalogue adds."""
    found: set[Triple] = set()
    for one in records:
        found |= {t for t in one.triples if not (t[1] == TYPE and t[2].startswith(f"<{KHZ}"))}
        found |= {triple for hint in one.hints for triple in said(hint)}
    return found


def shape_of(triples: Iterable[Triple], base: str) -> str:
    """The graph with nameless parts, in canonical form (RDFC-1.0); numbers by value alone."""

    def nameless(term: str) -> str:
        if term.startswith(f"<{base}/") and "#" in term:
            return "_:" + "".join(c if c.isalnum() else "x" for c in term[1:-1])
        for number in NUMBERS:
            if term.endswith(number):
                return f'"{float(term.split(chr(34))[1])}"'
        return term

    text = lines((nameless(s), p, nameless(o)) for s, p, o in triples)
    graph = ox.Dataset(ox.parse(text, ox.RdfFormat.N_TRIPLES))
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad}\n" for quad in graph))


def sorted_json(value):
    """JSON with every array in one order."""
    if isinstance(value, dict):
        return {key: sorted_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted(map(sorted_json, value), key=lambda one: json.dumps(one, sort_keys=True))
    return value
