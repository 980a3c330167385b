"""crm.ttl says what the published RDFS says, and in four languages what a page may show."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, Namespace, URIRef

from catalogue.interchange.contexts import shipped
from catalogue.interchange.vocabulary import expanded
from catalogue.namespaces import CRM, KHZ, LA

SCI = "http://www.ics.forth.gr/isl/CRMsci/"
FACTS = (RDFS.subClassOf, RDFS.domain, RDFS.range, RDFS.subPropertyOf)
LANGUAGES = {"en", "ar", "fa", "tr"}


@pytest.fixture(scope="module")
def published(shared) -> Graph:
    graph = Graph()
    for name in ("cidoc_crm_v7.1.3.rdf", "linkedart_crm_enhancements.rdf"):
        graph.parse(shared / "data" / "crm" / name, format="xml", publicID=CRM)
    merged = Graph().parse(shared / "data" / "crm" / "cidoc.rdf", format="xml", publicID=CRM)
    for one in ("P199_represents_instance_of_type", "P199i_has_instance_represented_by"):  # after 7.1.3
        graph += merged.triples((URIRef(CRM + one), None, None))
    return graph


def test_every_crm_fact_is_published(crm, published):
    known = {s for s in published.subjects() if str(s).startswith((CRM, SCI))}
    claimed = [(s, p, o) for p in FACTS for s, _, o in crm.triples((None, p, None)) if s in known]
    assert len(claimed) > 300
    assert [t for t in claimed if t not in published] == []


def test_every_crm_term_is_published(crm, published):
    declared = {s for s in crm.subjects(RDF.type, None) if str(s).startswith((CRM, SCI))}
    assert [s for s in sorted(declared) if (s, None, None) not in published] == []


def test_domain_and_range_are_given_once_for_every_crm_property(crm):
    for one in crm.subjects(RDF.type, RDF.Property):
        if str(one).startswith((CRM, LA, SCI)):
            assert len(list(crm.objects(one, RDFS.domain))) == 1, one
            assert len(list(crm.objects(one, RDFS.range))) == 1, one


def test_inverses_name_each_other_and_swap_domain_and_range(crm):
    for one, other in crm.subject_objects(OWL.inverseOf):
        assert (other, OWL.inverseOf, one) in crm, one
        assert crm.value(one, RDFS.domain) == crm.value(other, RDFS.range), one


def test_subproperties_stay_within_domain_and_range(crm):
    for one, wider in crm.subject_objects(RDFS.subPropertyOf):
        for end in (RDFS.domain, RDFS.range):
            within, bound = crm.value(one, end), crm.value(wider, end)
            assert None in (within, bound) or bound in set(crm.transitive_objects(within, RDFS.subClassOf)), one


def test_every_class_has_a_label_in_four_languages(crm):
    for one in crm.subjects(RDF.type, RDFS.Class):
        assert _languages(crm, one) == LANGUAGES, one


def test_every_property_that_a_field_uses_has_a_label_in_four_languages(crm, shapes):
    for path in {p for p in shapes.objects(None, SH.path) if (p, RDF.type, RDF.Property) in crm}:
        assert _languages(crm, path) == LANGUAGES, path


def test_every_path_is_spelt_as_the_linked_art_context_spells_it(shapes):
    context = shipped()
    said = {expanded(d["@id"], context) for d in _definitions(context)}
    linked = (CRM, LA, SCI, "http://www.ics.forth.gr/isl/CRMdig/")
    paths = {str(p) for p in shapes.objects(None, SH.path) if str(p).startswith(linked)}
    assert sorted(paths - said - OUTSIDE) == []


# What CIDOC-CRM has and the Linked Art context lacks; it stays out of pure Linked Art.
OUTSIDE = frozenset({CRM + "P75i_is_possessed_by"})


def _definitions(context):
    for one in context.values():
        if isinstance(one, dict) and "@id" in one:
            yield one
            yield from _definitions(one.get("@context", {}))


def _languages(graph, term):
    return {label.language for label in graph.objects(term, RDFS.label) if isinstance(label, Literal)}


def test_our_own_terms_have_an_english_label_and_comment(ours):
    for one in {s for s in ours.subjects(RDF.type, None) if str(s).startswith(KHZ)}:
        assert "en" in _languages(ours, one), one
        assert ours.value(one, RDFS.comment) is not None, one


def test_our_own_statements_name_the_long_path_for_which_they_stand(ours, crm, shapes):
    khz, prefixes = Namespace(KHZ), {"crm": CRM}
    used = {p for p in shapes.objects(None, SH.path) if str(p).startswith(KHZ)}
    for one in used:
        steps = [expanded(s, prefixes) for s in str(ours.value(one, khz.longPath)).split(" / ")]
        assert [s for s in steps if (URIRef(s), RDF.type, RDF.Property) not in crm] == [], one
