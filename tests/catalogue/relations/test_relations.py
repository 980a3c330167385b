"""Named relations: what they find is what the standard's own queries find; and which there are."""

from __future__ import annotations

import pytest

from catalogue.catalogue import Catalogue
from catalogue.demo import make_demo
from catalogue.errors import CatalogueBusy
from catalogue.namespaces import CRM
from catalogue.rdf import iri
from catalogue.record import Record
from catalogue.relations.answering import answering
from catalogue.relations.asking import SIZE, Relations
from catalogue.relations.table import relations
from tests.catalogue.making import BASE, link, named
from tests.catalogue.relations.published import CORRECTIONS, differences, published
from tests.standing import copied, schema

UNANSWERED = {
    "conceptCreationCausedByActivity", "conceptInfluencedByActivity", "conceptInfluencedByAgent",
    "conceptInfluencedByConcept", "conceptInfluencedByObject", "conceptInfluencedByPlace", "conceptInfluencedBySet",
    "conceptInfluencedByWork", "conceptMemberOfSet", "objectProductionCausedByActivity", "personDeathCausedByActivity",
    "placeMemberOfSet", "setCreationCausedByActivity", "temporalMemberOfSet", "workAboutOrRepresentsSet",
    "workAboutSet", "workCreationCausedByActivity", "workRepresentsSet", "workRepresentsWork",
}  # fmt: skip
"""What no field of ours says; the README has the reasons."""


@pytest.fixture(scope="session")
def standard(shared):
    return published(shared / "data" / "linked-art" / "rels.json")


def test_the_table_has_every_relation_of_the_standard(standard):
    assert sorted(relations()) == sorted(one.name for one in standard)
    assert set(CORRECTIONS) <= set(relations())


def test_what_is_not_answered_is_known():
    assert {name for name, one in answering(schema()).items() if not one.answered} == UNANSWERED


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("objectProducedByAgent", "object.production.part.carried_out_by"),
        ("workRepresentsPlace", "object.visual_content.represents"),
        ("activityClassifiedAsConcept", "provenance.fixed-type"),
        ("workPublishedByAgent", "text.publication.carried_out_by"),
    ],
)
def test_a_path_is_found_in_the_shapes(name, address):
    assert address in answering(schema())[name].addresses


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("objectProducedByAgent", "object.inscription.written.carried_out_by"),
        ("activityCarriedOutByAgent", "object.production.carried_out_by"),
        ("workPublishedByAgent", "accord.adoption.carried_out_by"),
        ("objectCurrentPlace", "object.storage_location"),
        ("objectMemberOfSet", "text.member_of"),
    ],
)
def test_what_only_looks_like_it_is_not(name, address):
    """Another path, another kind of part, another type on the way, staff only, another kind of record."""
    assert address not in answering(schema())[name].addresses


def test_nothing_is_asked_that_only_staff_may_know():
    hidden = {address.text for address in schema().addresses.values() if address.staff}
    assert hidden.isdisjoint(text for one in answering(schema()).values() for text in one.addresses)


def test_what_is_found_is_what_the_published_queries_find(woven, asked, standard):
    different, found = differences(woven, asked, standard)
    assert different == {}
    assert {name for name, count in found.items() if not count} == UNANSWERED


@pytest.mark.trial
def test_the_demo_answers_as_the_published_queries_do(tmp_path, standard):
    make_demo(tmp_path / "demo")
    with Catalogue.open(tmp_path / "demo", schema()).closing() as demo, demo.own_stores() as stores:
        stores.follow()
        different, found = differences(demo, Relations(demo), standard)
    assert different == {}
    assert sum(found.values()) > 2_000


def test_a_record_is_told_exactly_those_relations_that_are_not_empty(woven, asked):
    ones = [public for public in woven.public_log.current() if public.path.endswith("r0")]
    assert len(ones) == len(woven.schema.record_types)
    for public in ones:
        filled = [name for name in relations() if asked.page(name, public.iri, 1).total]
        assert list(asked.of(public)) == filled, public.path


def test_a_record_is_counted_once_however_often_it_points(woven, asked):
    """As a maker of the whole and of a part."""
    for number in range(3):
        found = asked.page("objectProducedByAgent", f"{BASE}/person/r{number}", 1)
        assert found.total == len(found.records) == len(set(found.records))


def test_what_is_given_has_to_be_public_and_of_the_kind(asked):
    place = f"{BASE}/place/r0"
    assert asked.page("objectProducedAtPlace", place, 1).total
    assert asked.page("objectProducedByAgent", place, 1).total == 0
    assert asked.page("objectProducedAtPlace", f"{BASE}/place/never", 1).total == 0
    assert asked.page("objectProducedAtPlace", "no address at all", 1).total == 0


def test_a_page_holds_so_many_and_the_last_the_rest(asked):
    everything = asked.page("entityMemberOfSet", f"{BASE}/set/r0", 1)
    assert everything.total == len(everything.records) < SIZE
    assert asked.page("entityMemberOfSet", f"{BASE}/set/r0", 2).records == ()


def test_what_leads_through_other_records_waits_for_the_store(cloth, tmp_path):
    with copied(cloth, tmp_path / "c").closing() as closed, pytest.raises(CatalogueBusy):
        Relations(closed).page("personActiveAtPlace", f"{BASE}/place/r0", 1)


def test_what_is_withdrawn_is_gone_from_every_relation(frayed):
    """Given or returned, pointed to or found through others."""
    asked, place = Relations(frayed), f"{BASE}/place/r0"
    names = ("personActiveAtPlace", "agentActiveAtPlace", "personBornAtPlace", "agentResidentAtPlace")
    person = asked.page("personActiveAtPlace", place, 1).records[0][0]
    assert asked.page("activityCarriedOutByAgent", person, 1).total
    frayed.withdraw([person])
    frayed.owned.follow()
    assert person not in {iri for name in names for iri, _ in asked.page(name, place, 1).records}
    assert asked.page("activityCarriedOutByAgent", person, 1).total == 0


def test_what_a_change_adds_is_found_at_once_through_others(frayed):
    """The answer of the store is kept no longer than it is true."""
    asked, place = Relations(frayed), f"{BASE}/place/new"
    group, other = ((f"{BASE}/group/r{number}", f"{CRM}E74_Group") for number in (1, 2))
    save(frayed, named(schema(), "place", "new", "A new place"))
    assert asked.page("agentActiveAtPlace", place, 1).total == 0
    save(frayed, named(schema(), "event", "one", "A feast", carried_out_by=[link("group", "r1")], place=[iri(place)]))
    assert asked.page("agentActiveAtPlace", place, 1).records == (group,)
    assert through_others(frayed, asked, place) == {"agentActiveAtPlace", "groupActiveAtPlace"}
    save(frayed, named(schema(), "event", "two", "A fast", carried_out_by=[link("group", "r2")], place=[iri(place)]))
    assert set(asked.page("agentActiveAtPlace", place, 1).records) == {group, other}


def test_whoever_did_the_whole_was_active_where_a_part_took_place(frayed):
    asked, place = Relations(frayed), f"{BASE}/place/new"
    save(frayed, named(schema(), "place", "new", "A new place"))
    save(frayed, named(schema(), "event", "whole", "A war", carried_out_by=[link("person", "r1")]))
    save(frayed, named(schema(), "event", "part", "A battle", part_of=[link("event", "whole")], place=[iri(place)]))
    assert asked.page("personActiveAtPlace", place, 1).records == ((f"{BASE}/person/r1", f"{CRM}E21_Person"),)
    assert asked.page("agentActiveAtPlace", place, 1).total == 0
    assert through_others(frayed, asked, place) == {"personActiveAtPlace"}


def through_others(catalogue: Catalogue, asked: Relations, iri_: str) -> set[str]:
    """The relations that a query answers, of those in which anything stands to a record."""
    public = next(iter(catalogue.public_log.current([iri_])))
    return {name for name in asked.of(public) if asked.answering[name].relation.query}


def save(catalogue: Catalogue, record: Record) -> None:
    """Saves and publishes a record, and lets the stores follow."""
    catalogue.save(record, record.path.split("/")[1])
    catalogue.publish([record.iri])
    assert catalogue.owned is not None
    catalogue.owned.follow()
