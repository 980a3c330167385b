"""My work: what waits for somebody, and for nobody else."""

from __future__ import annotations

from tests.api.editing.browsing import open_form
from tests.api.staffing import signed_in


def follow(app):
    with app.state.catalogue.own_stores() as stores:
        stores.follow()


def test_a_new_person_is_told_how_to_begin(desk):
    page = signed_in(desk, "cataloguer", name="new-here").get("/edit").text
    assert "No drafts of yours." in page


def test_drafts_are_listed_for_whoever_made_them(desk):
    nadia = signed_in(desk, "cataloguer", name="nadia")
    open_form(nadia, "/edit/object/new").write("title/new-1/content/new-1", "A draft of Nadia’s").press()
    follow(desk)
    assert "A draft of Nadia’s" in nadia.get("/edit").text.partition('id="drafts"')[2].partition("</section>")[0]
    other = signed_in(desk, "cataloguer", name="omar").get("/edit").text
    assert "A draft of Nadia’s" not in other.partition('id="drafts"')[2].partition("</section>")[0]


def test_what_the_shapes_ask_of_it_stands_beside(desk):
    nadia = signed_in(desk, "cataloguer", name="nadia")
    page = nadia.get("/edit").text
    assert "The type of the object is not recorded." in page.partition('id="questions"')[2]


def test_what_was_left_unsaved_is_one_step_away(desk):
    nadia = signed_in(desk, "cataloguer", name="nadia")
    sheet = open_form(nadia, "/edit/person/new").write("name/new-1/content/new-1", "In haste")
    nadia.post("/edit/person/new/unsaved", data=dict(sheet.pairs))
    page = nadia.get("/edit").text
    assert 'href="/edit/person/new"' in page.partition('id="unsaved"')[2].partition("</section>")[0]
    assert 'id="unsaved"' not in signed_in(desk, "cataloguer", name="omar").get("/edit").text


def test_a_cataloguer_is_not_asked_to_review(desk):
    assert "Waiting for your review" not in signed_in(desk, "cataloguer", name="omar").get("/edit").text
