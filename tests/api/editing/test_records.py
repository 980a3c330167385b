"""The form of a record, as somebody uses it in a browser without scripts."""

from __future__ import annotations

import pytest

from catalogue import journal
from catalogue.accounts import Given
from catalogue.editing.compete import ALTERNATIVE, OBSOLETE, PREFERRED
from catalogue.numbers import Numbers
from tests.api.collection import BASE
from tests.api.editing.browsing import open_form
from tests.api.staffing import csrf, people_of, signed_in, with_token
from tests.catalogue.making import foreign, text

LAMP = "/edit/object/lamp"


def state(app, path):
    with app.state.catalogue.database.reading() as connection:
        return journal.state(connection, BASE + path)[1]


def said(app, path):
    return "\n".join(" ".join(t) for t in sorted(state(app, path)))


def versions(app):
    with app.state.catalogue.database.reading() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM version").scalar()


def test_a_form_that_is_saved_unchanged_changes_nothing(desk, cataloguer):
    before, count = state(desk, "/object/lamp"), versions(desk)
    sheet = open_form(cataloguer, LAMP).press()
    assert sheet.status == 200
    assert sheet.address == f"{LAMP}?saved"
    assert state(desk, "/object/lamp") == before
    assert versions(desk) == count


def test_every_record_of_the_collection_comes_back_from_its_form_as_it_was(desk, cataloguer):
    with desk.state.catalogue.database.reading() as connection:
        held = [h for h in journal.all_held(connection) if not h.path.startswith("/object/leaf-")]
    before = {h.path: state(desk, h.path) for h in held if h.iri == BASE + h.path}
    assert len(before) > 10
    for path, triples in before.items():
        assert open_form(cataloguer, f"/edit{path}").press().status == 200, path
        assert state(desk, path) == triples


def test_a_text_is_changed_and_nothing_else(desk, cataloguer):
    before = state(desk, "/object/leaf-01")
    sheet = open_form(cataloguer, "/edit/object/leaf-01")
    name = next(n for n, text in sheet.pairs if text == "Leaf 01 of a Qur’an")
    assert sheet.write(name, "Leaf 1 of a Qur’an").press().status == 200
    after = state(desk, "/object/leaf-01")
    assert {t[2] for t in after - before} == {'"Leaf 1 of a Qur’an"'}
    assert len(before - after) == 1


def test_the_journal_names_who_saved_and_why(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/leaf-02")
    name = next(n for n, text in sheet.pairs if text == "Leaf 02 of a Qur’an")
    sheet.write(name, "Leaf 2").write("_why", "as on the mount").press()
    with desk.state.catalogue.database.reading() as connection:
        row = connection.exec_driver_sql("SELECT who, why, kind FROM change ORDER BY id DESC LIMIT 1").first()
    assert tuple(row) == ("cataloguer", "as on the mount", "save")


def test_a_new_record_is_made_with_parts_in_parts(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/new")
    sheet = sheet.write("title/new-1/content/new-1", "Ewer").press("_add", "height")
    assert sheet.value("title/new-1/content/new-1") == "Ewer"
    value = next(n for n in sheet.names("height/") if n.endswith("/value/new-1"))
    sheet = sheet.write(value, "٣٠٫٥").press()
    assert sheet.status == 200, sheet.text
    path = sheet.address.removeprefix("/edit").removesuffix("?saved")
    told = said(desk, path)
    assert '"30.5"^^<http://www.w3.org/2001/XMLSchema#decimal>' in told
    assert '"Ewer"' in told
    assert len(path.rsplit("/", 1)[1]) == 10


def test_a_value_that_cannot_be_is_told_at_its_field_and_nothing_is_lost_or_saved(desk, cataloguer):
    count = versions(desk)
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "Ewer")
    sheet = sheet.press("_add", "height")
    value = next(n for n in sheet.names("height/") if n.endswith("/value/new-1"))
    sheet = sheet.write(value, "tall").press()
    assert sheet.status == 422
    assert "“tall” is no number." in sheet.text
    assert 'aria-invalid="true"' in sheet.text
    assert sheet.value("title/new-1/content/new-1") == "Ewer"
    assert sheet.value("/value/new-1") == "tall"
    assert versions(desk) == count


def test_what_the_shapes_refuse_is_told_at_the_field_of_a_new_part(desk, cataloguer):
    count = versions(desk)
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "Ewer")
    sheet = sheet.press("_add", "height")
    value = next(n for n in sheet.names("height/") if n.endswith("/value/new-1"))
    unit = next(n for n in sheet.names("height/") if n.endswith("/unit/new-1"))
    sheet = sheet.write(value, "3").write(unit, f"{BASE}/person/musli").press()
    assert sheet.status == 422
    assert "This is no record of the right kind." in sheet.text
    assert "Height › Unit" in sheet.text
    assert versions(desk) == count


def test_every_link_in_the_list_of_errors_leads_somewhere(cataloguer):
    sheet = open_form(cataloguer, "/edit/object/new").press("_add", "height")
    value = next(n for n in sheet.names("height/") if n.endswith("/value/new-1"))
    sheet = sheet.write(value, "tall").press()
    summary = sheet.text.partition('aria-labelledby="errors"')[2].partition("</section>")[0]
    targets = [part.partition('"')[0] for part in summary.split('href="#')[1:]]
    assert targets
    assert set(targets) <= set(sheet.ids)


def test_what_is_missing_for_publishing_never_keeps_a_record_from_being_saved(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/new")
    sheet = sheet.write("type/new-1", f"{BASE}/concept/leaf").press()
    assert sheet.status == 200
    assert "Missing for publishing" in sheet.text


def test_a_row_is_removed_when_the_form_is_saved_and_can_be_kept_until_then(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/leaf-03")
    row = next(value for name, value in sheet.buttons if name == "_remove" and value.startswith("material/"))
    removed = sheet.press("_remove", row)
    assert "Will be removed." in removed.text
    assert "concept/paper" in said(desk, "/object/leaf-03")
    kept = removed.press("_restore", row)
    assert "Will be removed." not in kept.text
    assert removed.press().status == 200
    assert "concept/paper" not in said(desk, "/object/leaf-03")


def test_two_people_change_different_fields_and_both_stay(desk, cataloguer):
    other = signed_in(desk, "cataloguer", name="leila")
    mine, theirs = (open_form(one, "/edit/object/leaf-04") for one in (cataloguer, other))
    name = next(n for n, text in mine.pairs if text == "Leaf 04 of a Qur’an")
    theirs.press("_add", "number_of_parts")
    theirs = theirs.press("_add", "number_of_parts")
    theirs.write(next(iter(theirs.names("number_of_parts/"))), "2").press()
    sheet = mine.write(name, "Leaf 4").press()
    assert sheet.status == 200
    assert "Somebody else saved this record meanwhile." in sheet.text
    told = said(desk, "/object/leaf-04")
    assert '"Leaf 4"' in told
    assert '"2"^^' in told


def test_two_people_change_the_same_field_and_somebody_chooses(desk, cataloguer):
    other = signed_in(desk, "cataloguer", name="leila")
    mine, theirs = (open_form(one, "/edit/object/leaf-05") for one in (cataloguer, other))
    name = next(n for n, text in mine.pairs if text == "Leaf 05 of a Qur’an")
    theirs.write(name, "Their leaf").press()
    sheet = mine.write(name, "My leaf").press()
    assert sheet.status == 409
    assert "leila saved this record" in sheet.text
    assert "Their leaf" in sheet.text
    assert "My leaf" in sheet.text
    assert '"Their leaf"' in said(desk, "/object/leaf-05")
    choose = next(n for n in sheet.names("_choose:"))
    assert sheet.write(choose, "mine").press().status == 200
    assert '"My leaf"' in said(desk, "/object/leaf-05")
    assert '"Their leaf"' not in said(desk, "/object/leaf-05")


def test_what_is_left_unsaved_is_there_again_for_its_author_alone(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/leaf-06")
    name = next(n for n, text in sheet.pairs if text == "Leaf 06 of a Qur’an")
    sheet.write(name, "Leaf six, in haste")
    answer = cataloguer.post("/edit/object/leaf-06/unsaved", data=dict(sheet.pairs))
    assert answer.status_code == 204
    again = open_form(cataloguer, "/edit/object/leaf-06")
    assert ("without saving" in again.text, again.value(name)) == (True, "Leaf six, in haste")
    other = open_form(signed_in(desk, "cataloguer", name="leila"), "/edit/object/leaf-06")
    assert "in haste" not in other.text
    assert "in haste" not in said(desk, "/object/leaf-06")
    assert "in haste" not in again.press(value="discard").text


def test_the_next_record_takes_over_what_was_chosen(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/leaf-07").press(value="new")
    assert sheet.address.startswith("/edit/object/new?after=%2Fobject%2Fleaf-07")
    assert "Carry forward from the record before" in sheet.text
    next_ = open_form(cataloguer, f"{sheet.address}&carry=material")
    assert f"{BASE}/concept/paper" in [text for name, text in next_.pairs if name.startswith("material/")]
    assert "Leaf 07 of a Qur’an" not in [text for _, text in next_.pairs]
    assert ("_carry", "material") in next_.pairs


def test_a_duplicate_has_all_but_what_must_be_its_own_and_is_no_record_yet(desk, cataloguer):
    count = versions(desk)
    sheet = open_form(cataloguer, LAMP).press(value="duplicate")
    texts = [text for _, text in sheet.pairs]
    assert "The Musli lamp" in texts
    assert "1887,0516.1" not in texts
    assert versions(desk) == count
    made = sheet.press()
    assert made.status == 200, made.text
    assert made.address != f"{LAMP}?saved"


def test_a_differing_opinion_is_added_and_preferred_and_the_first_stays_beside(desk, cataloguer):
    catalogue = desk.state.catalogue
    for standing in (PREFERRED, ALTERNATIVE, OBSOLETE):
        catalogue.save(foreign(catalogue.schema, "concept", standing[1:-1], {"name": [text("standing")]}), "concept")
    sheet = open_form(cataloguer, "/edit/object/leaf-08").press("_differ", "type")
    assert "P2_has_type" in dict(sheet.pairs)[next(n for n in sheet.names() if "assigned_property" in n)]
    said_so = next(n for n in sheet.names("attribution/") if n.endswith("/assigned/new-1"))
    sheet = sheet.write(said_so, f"{BASE}/concept/mosque-lamp").press()
    assert sheet.status == 200, sheet.text
    assert "P2_has_type> <https://khizana.example/concept/leaf>" in said(desk, "/object/leaf-08")
    chosen = next(value for name, value in sheet.buttons if name == "_prefer")
    assert sheet.press("_prefer", chosen).status == 200
    told = said(desk, "/object/leaf-08")
    assert (
        "/object/leaf-08> <http://www.cidoc-crm.org/cidoc-crm/P2_has_type> <https://khizana.example/concept/mosque-lamp>"
        in told
    )
    assert PREFERRED in told


@pytest.mark.parametrize("path", ["/edit/object/never", "/edit/nothing/lamp", "/edit/object/lamp/unheard"])
def test_nothing_is_edited_where_nothing_is(cataloguer, path):
    assert cataloguer.get(path).status_code == 404


def test_a_reader_sees_and_does_not_write(desk):
    reader = signed_in(desk, "reader")
    assert reader.get(f"{LAMP}/view").status_code == 200
    assert reader.get(LAMP).status_code == 403
    assert reader.post(LAMP, data={"csrf": csrf(reader)}).status_code == 403


def test_a_number_is_given_when_the_record_is_saved_and_not_before(desk, cataloguer):
    catalogue = desk.state.catalogue
    scheme = str(Numbers(catalogue.database, catalogue.schema).add("Main", "object.accession_number", "N.{number:3}"))
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "Ewer")
    assert "N.001 · Main" in sheet.text
    sheet = sheet.write("_number:accession_number", scheme).press("_add", "height")
    assert dict(sheet.pairs)["_number:accession_number"] == scheme
    value = next(n for n in sheet.names("height/") if n.endswith("/value/new-1"))
    wrong = sheet.write(value, "tall").press()
    assert wrong.status == 422
    assert "to be given" not in wrong.text
    made = wrong.write(value, "3").press()
    assert made.status == 200, made.text
    assert '"N.001"' in said(desk, made.address.removeprefix("/edit").removesuffix("?saved"))
    assert "N.002 · Main" in open_form(cataloguer, "/edit/object/new").text


def test_who_works_at_two_institutions_says_whose_a_new_record_is(desk):
    people = people_of(desk)
    for key in ("north", "south"):
        people.institutions.add(key, key.title())
    both = signed_in(desk, "cataloguer", "north", name="both")
    people.accounts.give(people.accounts.named("both").id, [Given("cataloguer", "north"), Given("cataloguer", "south")])
    sheet = open_form(both, "/edit/object/new")
    assert dict(sheet.pairs)["_institution"] == "north"
    made = sheet.write("_institution", "south").write("title/new-1/content/new-1", "Southern ewer").press()
    assert made.status == 200, made.text
    path = made.address.removeprefix("/edit").removesuffix("?saved")
    with desk.state.catalogue.database.reading() as connection:
        assert journal.state(connection, BASE + path)[0].institution == "south"
    forged = open_form(both, "/edit/object/new").write("title/new-1/content/new-1", "x")
    assert forged.write("_institution", "elsewhere").press().status == 200


def test_a_program_gets_the_record_with_the_mark_that_writing_asks_for(desk):
    program = with_token(desk, "reader")
    answer = program.get(LAMP, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    assert set(answer.text.splitlines()) == {f"{s} {p} {o} ." for s, p, o in state(desk, "/object/lamp")}
    assert answer.headers["etag"]


def test_ten_megabytes_in_a_field_are_refused_in_words(desk, cataloguer):
    sheet = open_form(cataloguer, "/edit/object/new").write("title/new-1/content/new-1", "x" * 10_000_000)
    sheet = sheet.press()
    assert sheet.status == 422
    assert "can be stored in one field" in sheet.text
    assert len(sheet.text) < 1_000_000


def test_a_form_is_kept_by_no_cache(cataloguer):
    assert cataloguer.get(LAMP).headers["cache-control"] == "private, no-store"


def test_what_was_understood_of_a_date_is_told_while_it_is_written(cataloguer):
    assert cataloguer.get("/edit/date?text=Rajab+629").json()["text"].startswith("30 April 1232")
    assert "kept as it is written" in cataloguer.get("/edit/date?text=long+ago").json()["text"]
    assert cataloguer.get("/edit/date").json() == {"text": ""}
