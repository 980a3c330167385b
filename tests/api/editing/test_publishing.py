"""From draft to publication and back, as an editor and a publisher do it."""

from __future__ import annotations

import pytest

from catalogue import journal
from catalogue.publication import Gone
from tests.api.collection import BASE
from tests.api.staffing import csrf, signed_in
from tests.catalogue.making import make, named, text


@pytest.fixture
def draft(desk, request):
    """The path of a draft with a note for staff; each test has its own."""
    catalogue = desk.state.catalogue
    number = "draft-" + str(abs(hash(request.node.name)) % 10**8)
    tree = {"staff_note": [text("in the safe")]}
    catalogue.save(named(catalogue.schema, "object", number, "Ewer with birds", **tree), "object", who="cataloguer")
    return f"/object/{number}"


def status(app, path):
    with app.state.catalogue.database.reading() as connection:
        return journal.state(connection, BASE + path)[0].status


def version(app, path):
    with app.state.catalogue.database.reading() as connection:
        return journal.state(connection, BASE + path)[0].version


def do(client, app, path, what, comment="", **more):
    data = {"csrf": csrf(client), "_do": what, "comment": comment, "version": str(version(app, path)), **more}
    return client.post(f"/edit{path}/publish", data=data)


def test_what_the_public_will_see_and_what_stays_inside_are_told_apart(publisher, draft):
    page = publisher.get(f"/edit{draft}/publish").text
    seen, inside = page.split('id="inside"')
    assert "Ewer with birds" in seen
    assert "in the safe" not in seen
    assert "in the safe" in inside


def test_a_review_is_asked_for_approved_and_published(desk, cataloguer, publisher, draft):
    assert do(cataloguer, desk, draft, "ask", "Is the title right?").status_code == 303
    page = publisher.get(f"/edit{draft}/publish").text
    assert "cataloguer asked for a review" in page
    assert "Is the title right?" in page
    assert do(publisher, desk, draft, "approve", "Yes.").status_code == 303
    assert status(desk, draft) == "published"
    public = publisher.get(draft).text
    assert "Ewer with birds" in public
    assert "in the safe" not in public


def test_what_is_sent_back_says_why_and_its_author_reads_it(desk, cataloguer, publisher, draft):
    do(cataloguer, desk, draft, "ask")
    assert do(publisher, desk, draft, "return").status_code == 422
    assert do(publisher, desk, draft, "return", "The date is missing.").status_code == 303
    assert status(desk, draft) == "draft"
    assert "The date is missing." in cataloguer.get("/edit").text


def test_who_may_not_publish_cannot(desk, cataloguer, draft):
    assert do(cataloguer, desk, draft, "publish").status_code == 403
    assert do(cataloguer, desk, draft, "withdraw").status_code == 403
    assert status(desk, draft) == "draft"
    assert "Ask for a review" in cataloguer.get(f"/edit{draft}/publish").text


def test_the_journal_names_who_published(desk, publisher, draft):
    do(publisher, desk, draft, "publish", "for the exhibition")
    with desk.state.catalogue.database.reading() as connection:
        row = connection.exec_driver_sql("SELECT who, why, kind FROM change ORDER BY id DESC LIMIT 1").first()
    assert tuple(row) == ("publisher", "for the exhibition", "publish")
    desk.state.catalogue.verify()


def test_what_was_changed_since_one_looked_is_not_published(desk, publisher, draft):
    catalogue, seen = desk.state.catalogue, str(version(desk, draft))
    number = draft.rsplit("/", 1)[1]
    catalogue.save(named(catalogue.schema, "object", number, "Another ewer"), "object", who="leila")
    answer = do(publisher, desk, draft, "publish", version=seen)
    assert answer.status_code == 409
    assert "look again" in answer.text
    assert status(desk, draft) == "draft"


def test_what_cannot_be_published_says_what_is_in_the_way(desk, publisher):
    catalogue = desk.state.catalogue
    catalogue.save(make(catalogue.schema, "object", "nameless", {}), "object", who="cataloguer")
    page = publisher.get("/edit/object/nameless/publish").text
    assert "What is in the way" in page
    assert "Title" in page.partition('id="blocked"')[2]
    assert do(publisher, desk, "/object/nameless", "publish").status_code == 422
    assert status(desk, "/object/nameless") == "draft"


def test_what_is_withdrawn_is_gone_for_the_public_at_once_with_the_reason_that_was_given(desk, publisher, draft):
    do(publisher, desk, draft, "publish")
    assert do(publisher, desk, draft, "withdraw", "under research").status_code == 303
    found = desk.state.log.by_path(draft)
    assert isinstance(found, Gone)
    assert found.reason == "under research"
    assert publisher.get(draft).status_code == 410
    assert status(desk, draft) == "withdrawn"


def test_what_changed_since_publication_is_shown_field_by_field(desk, publisher, draft):
    do(publisher, desk, draft, "publish")
    catalogue, number = desk.state.catalogue, draft.rsplit("/", 1)[1]
    catalogue.save(named(catalogue.schema, "object", number, "Ewer with two birds"), "object", who="leila")
    page = publisher.get(f"/edit{draft}/publish").text
    told = page.partition('id="seen"')[2].partition("</section>")[0]
    assert "What changes for the public" in page
    assert "Ewer with birds" in told
    assert "Ewer with two birds" in told


def test_the_view_inside_has_everything_and_says_that_it_is_inside(publisher, draft):
    page = publisher.get(f"/edit{draft}/view").text
    assert "in the safe" in page
    assert "This is how it stands inside" in page


def test_somebody_of_another_institution_neither_reads_nor_publishes(desk, draft):
    stranger = signed_in(desk, "publisher", "elsewhere")
    assert stranger.get(f"/edit{draft}/publish").status_code == 403
    assert stranger.get(f"/edit{draft}/view").status_code == 403
    assert do(stranger, desk, draft, "publish").status_code == 403
