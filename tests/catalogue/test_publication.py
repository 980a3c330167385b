"""Publication: what becomes public, what that changes around it, and what goes again."""

from __future__ import annotations

import pytest

from catalogue import journal, publication
from catalogue.catalogue import Catalogue
from catalogue.publication import Gone, PublicRecord
from catalogue.rdf import literal
from tests.catalogue.asking import at
from tests.catalogue.lending import LENDER, kinds, public, said
from tests.catalogue.making import AUDIENCE, EMBARGO, STAFF, foreign, link, make, named, text, with_triples


@pytest.fixture(autouse=True)
def no_stores(monkeypatch):
    """What the stores make of the log is asked elsewhere."""
    monkeypatch.setattr(Catalogue, "follow", lambda _: True)


def test_publishing_makes_an_entry_and_a_state(lending, schema):
    done = lending.publish([at("group", "g1")])
    assert (done.asked, done.written, done.neighbours, done.blocked) == (1, 1, 0, ())
    found = public(lending, "group", "g1")
    assert found.triples == named(schema, "group", "g1", "A museum").triples
    assert (found.iri, found.slug, found.sequence) == (at("group", "g1"), "group", 1)
    assert found.etag == publication.etag_of(found.triples)
    assert kinds(lending) == [("Create", "/group/g1")]


def test_what_is_not_published_is_like_nothing(lending):
    assert public(lending, "object", "o1") is None
    assert public(lending, "object", "never") is None
    assert lending.public_log.summaries([at("object", "o1")]) == {}


def test_everything_is_published_at_once_with_its_pointers(lending):
    assert lending.publish_all().written == 3
    assert at("object", "o1") in said(lending, "loan", "l1")
    assert lending.public_log.counts() == {"group": 1, "object": 1, "loan": 1}


def test_nothing_is_written_where_nothing_changed(lending):
    lending.publish_all()
    position = lending.public_log.position()
    assert lending.publish_all().asked == 0
    assert lending.publish([at("loan", "l1"), at("group", "g1")]).written == 0
    assert lending.public_log.position() == position


def test_a_change_that_is_not_public_writes_nothing_but_is_published_from(lending, schema):
    lending.publish_all()
    etag, position = public(lending, "object", "o1").etag, lending.public_log.position()
    lending.save(named(schema, "object", "o1", "A picture", staff_note=[text("locked away")]), "object")
    assert lending.publish_all().written == 0
    assert lending.public_log.position() == position
    assert public(lending, "object", "o1").etag == etag
    assert lending.publish_all().asked == 0


def test_a_record_goes_from_draft_to_published_to_changed_and_withdrawn(lending, schema):
    def status():
        with lending.database.reading() as connection:
            return journal.state(connection, at("object", "o1"))[0].status

    assert status() == "draft"
    lending.publish_all()
    assert status() == "published"
    lending.save(named(schema, "object", "o1", "Another"), "object")
    assert status() == "changed"
    lending.publish_all()
    assert status() == "published"
    lending.withdraw([at("object", "o1")])
    assert status() == "withdrawn"


def test_the_public_state_is_that_of_the_last_publication(lending, schema):
    lending.publish_all()
    lending.save(named(schema, "object", "o1", "SECRET draft"), "object")
    assert "A picture" in said(lending, "object", "o1")
    lending.publish([at("object", "o1")])
    assert "SECRET draft" in said(lending, "object", "o1")
    assert kinds(lending)[-1] == ("Update", "/object/o1")


def test_a_record_that_lacks_something_is_refused_with_the_reason(lending, schema):
    lending.save(make(schema, "object", "o2", {}), "object")
    done = lending.publish_all()
    [blocked] = done.blocked
    assert (blocked.iri, blocked.path) == (at("object", "o2"), "/object/o2")
    assert [f.shape.rsplit("/", 1)[1] for f in blocked.findings] == ["object.title"]
    assert public(lending, "object", "o2") is None
    assert done.written == 3


def test_a_record_that_filtering_leaves_below_its_minimum_is_refused(lending):
    done = lending.publish([at("loan", "l1")])
    [blocked] = done.blocked
    assert blocked.fallen == ("lender",)
    assert public(lending, "loan", "l1") is None


def test_refusal_spreads_to_what_cannot_stand_without_the_refused(lending, schema):
    """The museum lacks its name; so the loan has no lender; so nothing of the loan may be public."""
    lending.save(make(schema, "group", "g1", {}), "group")
    done = lending.publish_all()
    assert {b.path for b in done.blocked} == {"/group/g1", "/loan/l1"}
    assert kinds(lending) == [("Create", "/object/o1")]


def test_records_that_need_each_other_are_published_together(catalogue, schema, bring):
    a = named(schema, "loan", "a1", "A", lender=LENDER, part_of=[link("loan", "b1")])
    b = named(schema, "loan", "b1", "B", lender=LENDER)
    bring(named(schema, "group", "g1", "A museum"), a, b)
    catalogue.publish_all()
    assert at("loan", "b1") in said(catalogue, "loan", "a1")


@pytest.mark.parametrize("more", [(AUDIENCE, STAFF), (EMBARGO, literal("2999-01-01", "date"))])
def test_a_record_that_is_hidden_whole_is_refused(catalogue, schema, more):
    record = with_triples(named(schema, "object", "o1", "SECRET"), (link("object", "o1"), *more))
    catalogue.save(record, "object")
    [blocked] = catalogue.publish_all().blocked
    assert "staff" in blocked.reason
    assert public(catalogue, "object", "o1") is None


# Neighbours.


def test_a_pointer_appears_when_its_target_is_published(lending):
    lending.publish([at("group", "g1"), at("loan", "l1")])
    assert "framed" not in said(lending, "loan", "l1")
    done = lending.publish([at("object", "o1")])
    assert (done.written, done.neighbours) == (2, 1)
    assert at("object", "o1") in said(lending, "loan", "l1")
    assert "framed" in said(lending, "loan", "l1")
    assert kinds(lending, 2) == [("Create", "/object/o1"), ("Update", "/loan/l1")]


def test_neighbours_are_projected_from_what_they_published_and_not_from_drafts(lending, schema):
    lending.publish([at("group", "g1"), at("loan", "l1")])
    item = {"object": [link("object", "o1")], "remark": [literal("SECRET draft")]}
    lending.save(named(schema, "loan", "l1", "SECRET", lender=LENDER, item=[item]), "loan")
    lending.publish([at("object", "o1")])
    assert "framed" in said(lending, "loan", "l1")
    assert "SECRET" not in said(lending, "loan", "l1")
    lending.withdraw([at("object", "o1")])
    assert "SECRET" not in said(lending, "loan", "l1")


def test_withdrawal_takes_the_pointers_with_it(lending):
    lending.publish_all()
    assert lending.withdraw([at("object", "o1")]) == 2
    assert isinstance(public(lending, "object", "o1"), Gone)
    assert at("object", "o1") not in said(lending, "loan", "l1")
    assert "framed" not in said(lending, "loan", "l1")
    assert kinds(lending, 3) == [("Delete", "/object/o1"), ("Update", "/loan/l1")]


def test_withdrawal_takes_with_it_what_cannot_stand_alone(lending):
    lending.publish_all()
    assert lending.withdraw([at("group", "g1")]) == 2
    assert isinstance(public(lending, "loan", "l1"), Gone)
    assert kinds(lending, 3) == [("Delete", "/group/g1"), ("Delete", "/loan/l1")]


def test_a_chain_of_need_falls_to_its_end(catalogue, schema, bring):
    """l1 is lent by g1, o1's only mention is in l1: the loan goes with its lender, and others lose the pointer."""
    bring(
        named(schema, "group", "g1", "A museum"),
        named(schema, "loan", "l1", "A", lender=LENDER),
        named(schema, "loan", "l2", "B", lender=[link("group", "g2")], part_of=[link("loan", "l1")]),
        named(schema, "group", "g2", "Another museum"),
    )
    catalogue.publish_all()
    catalogue.withdraw([at("group", "g1")])
    assert isinstance(public(catalogue, "loan", "l1"), Gone)
    assert at("loan", "l1") not in said(catalogue, "loan", "l2")


def test_what_is_gone_says_nothing_of_what_it_was(lending):
    lending.publish_all()
    lending.withdraw([at("object", "o1")])
    gone = public(lending, "object", "o1")
    assert (gone.path, gone.slug, gone.reason, gone.entry) == ("/object/o1", "object", None, None)
    assert at("object", "o1") not in lending.public_log.summaries([at("object", "o1")])
    assert "object" not in lending.public_log.counts()
    assert at("object", "o1") not in {r.iri for r in lending.public_log.current()}
    assert at("object", "o1") not in {s.iri for s in lending.public_log.recent(10)}


def test_what_is_withdrawn_comes_back_when_it_is_asked_for_and_not_by_itself(lending, schema):
    lending.publish_all()
    lending.withdraw([at("object", "o1")])
    lending.save(named(schema, "object", "o1", "A draft after withdrawal"), "object")
    assert lending.publish_all().asked == 0
    assert isinstance(public(lending, "object", "o1"), Gone)
    lending.publish([at("object", "o1")])
    assert "A draft after withdrawal" in said(lending, "object", "o1")
    assert "framed" in said(lending, "loan", "l1")
    assert [k for k, p in kinds(lending) if p == "/object/o1"] == ["Create", "Delete", "Create"]


def test_what_fell_with_another_comes_back_with_it(lending):
    lending.publish_all()
    lending.withdraw([at("group", "g1")])
    lending.publish([at("group", "g1")])
    lending.publish_all()
    assert isinstance(public(lending, "loan", "l1"), PublicRecord)


def test_the_first_publication_is_remembered(lending):
    lending.publish_all()
    first = public(lending, "object", "o1").first
    lending.withdraw([at("object", "o1")])
    lending.publish([at("object", "o1")])
    again = public(lending, "object", "o1")
    assert again.first == first < again.updated


def test_withdrawing_what_is_not_public_does_nothing(lending):
    assert lending.withdraw([at("object", "o1"), at("object", "never")]) == 0
    assert lending.public_log.position() == 0


@pytest.mark.parametrize(
    "spelling",
    ["http://khizana.example", "https://KHIZANA.example", "https://khizana.example:443", "https://me@khizana.example"],
)
def test_an_address_of_ours_in_another_spelling_is_still_a_secret(lending, schema, spelling):
    hidden = f"<{spelling}/object/o1>"
    lending.save(
        named(schema, "loan", "l1", "A loan", lender=LENDER, agreement=[hidden, "<https://else.example/x>"]), "loan"
    )
    lending.publish([at("group", "g1"), at("loan", "l1")])
    assert hidden not in said(lending, "loan", "l1")
    assert "<https://else.example/x>" in said(lending, "loan", "l1")


def test_a_pointer_to_a_record_that_is_not_ours_by_its_address_is_a_secret_until_published(catalogue, schema, bring):
    aat = "http://vocab.getty.edu/aat/300011914"
    concept = foreign(schema, "concept", aat, {"name": [text("parchment")]})
    bring(concept, named(schema, "object", "o1", "A", material=[f"<{aat}>"], see_also=[f"<{aat}>"]))
    catalogue.publish([at("object", "o1")])
    assert aat not in said(catalogue, "object", "o1")
    catalogue.publish([aat])
    assert said(catalogue, "object", "o1").count(aat) == 2
