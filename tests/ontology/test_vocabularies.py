"""The vocabulary packs: each concept once, named, placed and fit to become a record."""

from __future__ import annotations

import pytest
from rdflib import RDF, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS

from catalogue.namespaces import AAT, CRM, KHZ
from catalogue.record import Record, view
from catalogue.shape_files import read_schema
from catalogue.validation import Validator
from catalogue.vocabularies import pack_files, pack_records
from tests.ontology.conftest import read

BASE = "https://khizana.example"
VOCABULARY = "https://w3id.org/khizana/vocabulary/"
ARTTRACKS = "http://vocabularies.museumprovenance.org/acquisition/"
ELSEWHERE = ("https://creativecommons.org/", "http://rightsstatements.org/")
LANGUAGES = {"en", "ar", "fa", "tr"}
KHIZANA = Namespace(KHZ)


@pytest.fixture(scope="module")
def packs() -> Graph:
    return read(pack_files())


@pytest.fixture(scope="module")
def concepts(packs) -> set[URIRef]:
    return {s for s in packs.subjects(RDF.type, SKOS.Concept) if isinstance(s, URIRef)}


@pytest.fixture(scope="module")
def records():
    return list(pack_records(pack_files(), read_schema(), BASE))


def test_each_file_holds_the_scheme_that_it_is_named_for():
    for file in pack_files():
        schemes = set(Graph().parse(file).subjects(RDF.type, SKOS.ConceptScheme))
        assert schemes == {URIRef(VOCABULARY + file.stem)}


def test_every_scheme_is_named_in_four_languages_and_says_where_it_comes_from(packs):
    for scheme in packs.subjects(RDF.type, SKOS.ConceptScheme):
        assert _languages(packs, scheme) == LANGUAGES
        assert {DCTERMS.source, DCTERMS.rights} <= set(packs.predicates(scheme)), scheme


def test_every_concept_has_one_label_in_each_of_four_languages(packs, concepts):
    for concept in concepts:
        labels = [o.language for o in packs.objects(concept, SKOS.prefLabel) if isinstance(o, Literal)]
        assert (len(labels), set(labels)) == (4, LANGUAGES), concept


def test_every_concept_stands_in_a_scheme_and_names_its_source(packs, concepts):
    schemes = set(packs.subjects(RDF.type, SKOS.ConceptScheme))
    for concept in concepts:
        assert set(packs.objects(concept, SKOS.inScheme)) & schemes, concept
        assert packs.value(concept, DCTERMS.source), concept


def test_no_two_concepts_of_a_scheme_have_the_same_english_label(packs, concepts):
    seen: dict[tuple[object, str], URIRef] = {}
    for concept in sorted(concepts):
        for scheme in packs.objects(concept, SKOS.inScheme):
            labels = (o for o in packs.objects(concept, SKOS.prefLabel) if isinstance(o, Literal))
            english = next(str(o) for o in labels if o.language == "en")
            assert seen.setdefault((scheme, english), concept) == concept


def test_local_concepts_are_named_by_their_scheme(packs, concepts):
    for concept in concepts:
        if str(concept).startswith(VOCABULARY):
            assert URIRef(str(concept).rsplit("/", 1)[0]) in set(packs.objects(concept, SKOS.inScheme))
        else:
            assert str(concept).startswith((AAT + "300", *ELSEWHERE)), concept


def test_every_broader_term_exists_in_the_same_scheme_and_leads_to_a_top(packs, concepts):
    for concept, broader in packs.subject_objects(SKOS.broader):
        assert broader in concepts, concept
        assert set(packs.objects(concept, SKOS.inScheme)) & set(packs.objects(broader, SKOS.inScheme)), concept
        assert concept not in set(packs.transitive_objects(broader, SKOS.broader)), concept


def test_every_concept_that_the_shapes_test_for_exists(shapes, packs, concepts):
    has_type = URIRef(CRM + "P2_has_type")
    tested = {o for s, o in shapes.subject_objects(SH.hasValue) if shapes.value(s, SH.path) == has_type}
    assert [c for c in sorted(tested) if c not in concepts] == []


def test_every_vocabulary_that_the_shapes_offer_exists(shapes, packs):
    offered = set(shapes.objects(None, KHIZANA.vocabulary))
    assert [v for v in sorted(offered) if (v, RDF.type, SKOS.ConceptScheme) not in packs] == []


def test_every_concept_becomes_a_record_that_is_fit_to_publish(records, concepts):
    schema = read_schema()
    held = [Record(r.iri, r.path, r.local, r.triples) for r in records]
    assert {r.iri for r in held} == {str(c) for c in concepts}
    assert Validator(schema).check(held, {r.iri: r.record_type.record_class for r in records}) == []


def test_no_statement_of_a_pack_is_lost_in_its_record(records):
    for one in records:
        seen = view(Record(one.iri, one.path, one.local, one.triples), one.record_type)
        assert (seen.root.unclaimed, seen.loose) == ((), ()), one.iri


def test_the_four_languages_of_the_house_have_their_tags(packs):
    tags = {str(n) for c, n in packs.subject_objects(SKOS.notation) if _in_scheme(packs, c, "languages")}
    assert tags >= LANGUAGES


def test_acquisition_methods_cover_the_fifty_of_art_tracks(shared, packs):
    file = shared / "data" / "provenance-text" / "arttracks-standard" / "acquisition_methods.ttl"
    theirs = Graph().parse(file)
    acq = Namespace(ARTTRACKS)
    methods = set(theirs.subjects(RDF.type, acq.AcquisitionMethod))
    matched = {m: c for p in (SKOS.exactMatch, SKOS.closeMatch) for c, m in packs.subject_objects(p) if m in methods}
    assert len(methods) == 50
    assert methods == set(matched)
    for method, concept in matched.items():
        agrees = (concept, SKOS.exactMatch, method) in packs
        for one in ("transfersOwnership", "transfersCustody"):
            same = packs.value(concept, KHIZANA[one]) == theirs.value(method, acq[one])
            assert same or (not agrees and one == "transfersOwnership"), concept
        wider = theirs.value(method, URIRef("http://www.w3.org/2004/02/skos/core#broaderTransitive"))
        assert packs.value(concept, SKOS.broader) == (matched[wider] if wider else None), concept


def test_title_does_not_pass_by_theft_plunder_or_illicit_digging(packs):
    for concept in (AAT + "300055292", AAT + "300379554", VOCABULARY + "acquisition-methods/illicit-excavation"):
        assert packs.value(URIRef(concept), KHIZANA.transfersOwnership) == Literal(False)


def test_concepts_of_the_aat_are_real(shared, concepts):
    """Each was seen in published data, in the Linked Art vocabulary or in the domain model."""
    known = "".join(
        (shared / name).read_text("utf-8")
        for name in (
            "data/vocabularies/aat_labels.json",
            "data/vocabularies/aat-labels-observed.tsv",
            "data/vocabularies/crom_vocab_classes.json",
            "data/vocabularies/crom_vocab_instances.json",
            "domain/domain-model.md",
        )
    )
    numbers = {str(c).removeprefix(AAT) for c in concepts if str(c).startswith(AAT)}
    assert [n for n in sorted(numbers) if n not in known] == []


def _languages(graph, subject):
    return {o.language for o in graph.objects(subject, SKOS.prefLabel) if isinstance(o, Literal)}


def _in_scheme(graph, concept, name):
    return (concept, SKOS.inScheme, URIRef(VOCABULARY + name)) in graph
