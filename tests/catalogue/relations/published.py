"""The standard's published queries for its named relations, put right where they cannot mean what they say, and what
they find in a public export.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from catalogue.catalogue import Catalogue
from catalogue.namespaces import AAT, CRM, LA, ONTOLOGY
from catalogue.relations.asking import SIZE, Relations

Pairs = set[tuple[str, str]]
_PREFIXES = f"""PREFIX crm: <{CRM}>
PREFIX la: <{LA}>
PREFIX sci: <http://www.ics.forth.gr/isl/CRMsci/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_GROUP = ("crm:E76_Group", "crm:E74_Group")
_WHO = "{ $current a crm:E21_Person . } UNION { $current a crm:E76_Group . }"
_CREATED = ("$current crm:P94i_was_created_by ?activity", "?concept crm:P94i_was_created_by ?activity")

CORRECTIONS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "agentDiedOrDissolvedAtPlace": (
        "asks where groups were formed", (("P95i_was_formed_by", "P99i_was_dissolved_by"),)),
    "groupActiveAtPlace": (
        "finds persons as well", (("$current a crm:E53_Place", "?group a crm:E74_Group"),)),
    "groupFoundedByAgent": ("a prefix misspelt", (("ccrm:", "crm:"),)),
    "objectCarriesWork": (
        "binds nothing that it returns", (("$current", "?object"), ("?textualWork", "$current"))),
    "objectClassifiedAsConcept": (
        "binds nothing that it returns", (("$current", "?object"), ("?concept", "$current"))),
    "objectCuratedByAgent": ("a property misspelt", (("P14_was_carried_out_by", "P14_carried_out_by"),)),
    "objectDestructionCausedByActivity": (
        "asks for the destruction, not for its cause",
        (("P13i_was_destroyed_by $current", "P13i_was_destroyed_by/sci:O13i_is_triggered_by? $current"),)),
    "objectMemberOfSet": ("wants the set to be an object", (("$current a crm:E22", "?object a crm:E22"),)),
    "placeMemberOfSet": ("wants the set to be a place", (("$current a crm:E53", "?place a crm:E53"),)),
    "setCreatedByAgent": (
        "asks who influenced it, and misspells a class",
        (("P15_was_influenced_by", "P14_carried_out_by"), ("P15i_influenced", "P14i_performed"), _GROUP)),
    "setCreationCausedByActivity": (
        "binds neither what it is given nor what it returns", (("?object", "?set"), ("?activity", "$current"))),
    "workAboutActivity": (
        "the wrong way round",
        (("$current crm:P129_is_about ?work", "?work crm:P129_is_about $current"),
         ("?work crm:P129i_is_subject_of $current", "$current crm:P129i_is_subject_of ?work"))),
    "workCreationCausedByActivity": (
        "asks for the maker", (("crm:P14_carried_out_by", "sci:O13i_is_triggered_by"), (_WHO, ""))),
    "workCreationTechniqueConcept": (
        "asks for the cause", (("sci:O13i_is_triggered_by", "crm:P32_used_general_technique"),)),
    "workLanguageLanguage": ("binds nothing that it is given", (("$language", "$current"),)),
    "workMemberOfSet": (
        "leaves images out",
        (("?work a crm:E33_Linguistic_Object .",
          "{ ?work a crm:E33_Linguistic_Object } UNION { ?work a crm:E36_Visual_Item }"),)),
    "workRepresentsObject": ("a class misspelt", (("E21_Human-Made_Object", "E22_Human-Made_Object"),)),
    "workAboutAgent": ("a class misspelt", (_GROUP,)),
    "workAboutOrRepresentsAgent": ("a class misspelt", (_GROUP,)),
    "workCreatedByAgent": ("a class misspelt", (_GROUP,)),
    "workRepresentsAgent": ("a class misspelt", (_GROUP,)),
    **{f"conceptInfluencedBy{kind}": ("binds nothing that it returns", (_CREATED,))
       for kind in ("Activity", "Agent", "Concept", "Object", "Place", "Set", "Work")},
}  # fmt: skip

FURTHER = {
    "conceptCreationCausedByActivity":
        "SELECT DISTINCT ?concept { ?concept crm:P94i_was_created_by/sci:O13i_is_triggered_by $current }",
    "objectMadeOfMaterial": "SELECT DISTINCT ?object { ?object crm:P45_consists_of $current }",
    "workPartOfWork": "SELECT DISTINCT ?work { ?work crm:P106i_forms_part_of $current }",
    "workPublishedAtPlace": f"""SELECT DISTINCT ?work {{ ?work crm:P16i_was_used_for ?publishing .
        ?publishing crm:P2_has_type <{AAT}300054686> ; crm:P7_took_place_at $current }}""",
    "workPublishedByAgent": f"""SELECT DISTINCT ?work {{ ?work crm:P16i_was_used_for ?publishing .
        ?publishing crm:P2_has_type <{AAT}300054686> ; crm:P14_carried_out_by $current }}""",
}  # fmt: skip
"""Relations that the standard names without a query, as its model has them."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "Activity": ("E7_Activity",), "Event": ("E5_Event",), "Temporal": ("E4_Period",), "Agent": ("E39_Actor",),
    "Person": ("E21_Person",), "Group": ("E74_Group",), "Place": ("E53_Place",), "Concept": ("E55_Type",),
    "Material": ("E55_Type",), "Language": ("E55_Type",), "Set": ("Set",), "Entity": ("E1_CRM_Entity",),
    "HumanMadeObject": ("E22_Human-Made_Object",), "Work": ("E33_Linguistic_Object", "E36_Visual_Item"),
    "LinguisticObject": ("E33_Linguistic_Object",), "VisualItem": ("E36_Visual_Item",),
}  # fmt: skip
"""What rels.json calls what is given and returned."""

HOLDING = {
    "activity": ("P9_consists_of",), "temporal": ("P9_consists_of",),
    "work": ("P65_shows_visual_item", "P128_carries", "digitally_shows", "digitally_carries"),
}  # fmt: skip
"""By what a record holds a part for which it stands, by what the relation's name begins with."""


@dataclass(frozen=True)
class Published:
    """A relation as the standard has it: its name, the classes of what is given and returned, its query."""

    name: str
    given: frozenset[str]
    returns: frozenset[str]
    query: str

    @property
    def holding(self) -> tuple[str, ...]:
        beginning = re.match("[a-z]+", self.name)
        assert beginning is not None
        return HOLDING.get(beginning.group(), ())


def published(file: Path) -> list[Published]:
    """Every relation of rels.json."""
    return [
        Published(one["name"], _classes(one["given"]), _returned(one), _corrected(one["name"], "".join(one["sparql"])))
        for one in json.loads(file.read_text("utf-8"))
    ]


def _returned(one: Mapping[str, str]) -> frozenset[str]:
    works = one["name"].startswith("work") and one["returns"] == "Concept"  # as its name and its query have it
    return _classes("Work" if works else one["returns"])


def _classes(kinds: str) -> frozenset[str]:
    return frozenset(name for kind in kinds.split(",") for name in KINDS[kind.strip()])


def _corrected(name: str, query: str) -> str:
    """The query with what was put right, asking for every pair at once."""
    query = " ".join(re.sub(r"PREFIX [^\n]*\n", "", query or FURTHER[name]).split())
    for old, new in CORRECTIONS.get(name, ("", ()))[1]:
        assert old in query, (name, old)
        query = query.replace(old, new)
    return _PREFIXES + query.replace("SELECT DISTINCT", "SELECT DISTINCT $current", 1)


class Export:
    """A public export, in which everything is of its superclasses too."""

    def __init__(self, quads: bytes) -> None:
        self._store = ox.Store()
        self._store.load(quads, ox.RdfFormat.N_QUADS)
        self.triples = [(str(q.subject)[1:-1], _local(str(q.predicate)[1:-1]), q.object) for q in self._store]
        above = _superclasses()
        for quad in list(self._store.quads_for_pattern(None, _TYPE, None)):
            for class_ in above.get(quad.object.value, ()):  # type: ignore[union-attr]
                self._store.add(ox.Quad(quad.subject, _TYPE, ox.NamedNode(class_)))

    @cached_property
    def _above(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """What points to a node: subject and property."""
        found: dict[str, list[tuple[str, str]]] = {}
        for subject, predicate, object_ in self.triples:
            if isinstance(object_, ox.NamedNode):
                found.setdefault(object_.value, []).append((subject, predicate))
        return {node: tuple(said) for node, said in found.items()}

    def classes(self, node: str) -> frozenset[str]:
        """The names of all classes of a node."""
        found = self._store.quads_for_pattern(ox.NamedNode(node), _TYPE, None)
        return frozenset(_local(quad.object.value) for quad in found if isinstance(quad.object, ox.NamedNode))

    def pairs(self, one: Published, records: Iterable[str]) -> Pairs:
        """What is given and what stands in the relation to it, both as records."""
        known = frozenset(records)
        found = self._store.query(one.query)
        assert isinstance(found, ox.QuerySolutions)
        answers = [(_iri(row[0]), _iri(row[1])) for row in found]
        return {
            (given, record)
            for given, result in answers
            if given in known and self.classes(given) & one.given and self.classes(result) & one.returns
            for record in self._standing(result, one.holding, known)
        }

    def _standing(self, node: str, holding: tuple[str, ...], known: frozenset[str]) -> Iterator[str]:
        """The record that a node is, or the one that holds it as a part for which it stands."""
        if node in known:
            yield node
        elif "#" in node:
            for subject, predicate in self._above.get(node, ()):
                if predicate in holding:
                    yield from self._standing(subject, holding, known)


def differences(
    held: Catalogue, asked: Relations, standard: Iterable[Published]
) -> tuple[dict[str, tuple[Pairs, Pairs]], dict[str, int]]:
    """Relation → pairs that only we find, and that only the published query finds; and how many we find of each."""
    exported = io.StringIO()
    held.export(exported, public=True)
    export = Export(exported.getvalue().encode())
    records = {public.iri: export.classes(public.iri) for public in held.public_log.current()}
    different, counts = {}, {}
    for one in standard:
        givens = [iri for iri, classes in records.items() if classes & one.given]
        ours = {(iri, found) for iri in givens for found in _all(asked, one.name, iri)}
        theirs = export.pairs(one, records)
        counts[one.name] = len(ours)
        if ours != theirs:
            different[one.name] = (ours - theirs, theirs - ours)
    return different, counts


def _all(asked: Relations, name: str, iri: str) -> Iterator[str]:
    first = asked.page(name, iri, 1)
    pages = [first, *(asked.page(name, iri, number) for number in range(2, -(-first.total // SIZE) + 1))]
    found = [record for page in pages for record, _ in page.records]
    assert len(found) == len(set(found)) == first.total, (name, iri)
    yield from found


_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _superclasses() -> Mapping[str, frozenset[str]]:
    below = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    stated: dict[str, set[str]] = {}
    for quad in ox.parse((ONTOLOGY / "crm.ttl").read_bytes(), ox.RdfFormat.TURTLE):
        if quad.predicate == below and isinstance(quad.object, ox.NamedNode):
            stated.setdefault(str(quad.subject)[1:-1], set()).add(quad.object.value)

    def above(class_: str) -> frozenset[str]:
        return frozenset(stated.get(class_, ())).union(*map(above, stated.get(class_, ())))

    return {class_: above(class_) for class_ in stated}


def _local(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
