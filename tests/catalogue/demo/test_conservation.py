"""Conservation and protection in the demo, against what is known: condition, treatment, incident, loss, claim."""

from __future__ import annotations

import pytest

from tests.catalogue.demo.tables import by_path, label, labels, of_type, said, texts, words
from tests.catalogue.demo.test_sources import CONSERVATION
from tests.catalogue.interchange.mapping_trial import schema

TONGUES = {"English", "Arabic", "Persian", "Turkish"}


def linked(path, key):
    return labels(said(path).get(key, []))


@pytest.mark.parametrize("slug", CONSERVATION)
def test_every_record_is_named_in_four_languages_and_cites_its_source(slug):
    assert of_type(slug), slug
    for one in of_type(slug):
        found = said(one.path)
        assert {label(name["language"][0]) for name in found["name"]} == TONGUES, one.path
        assert texts(found["citation"])[0], one.path


@pytest.mark.parametrize("slug", CONSERVATION)
def test_visitors_see_all_of_it(slug):
    staff = {field.key for field in schema().by_slug[slug].fields if field.staff}
    assert not staff & {key for one in of_type(slug) for key in said(one.path)}


@pytest.mark.parametrize(
    ("path", "as_written", "edtf"),
    [
        ("treatment/ardabil-carpet", "late 19th century", None),
        ("treatment/ardabil-carpet-lighting", "since July 2006", "2006-07/.."),
        ("treatment/ardabil-carpet-los-angeles-1974", "about 1974", "1974~"),
        ("treatment/ardabil-carpet-los-angeles", "2004", "2004"),
        ("treatment/emperors-carpet", "2006–2009", "2006/2009"),
        ("treatment/mshatta-facade-1950s", "1950s", "195X"),
        ("treatment/mshatta-facade", "from March 2022", "2022-03/.."),
        ("treatment/damascus-room", "from June 2008; galleries reopened 2011", "2008-06/2011"),
        ("treatment/mihrab-of-sayyida-ruqayya", "by 6 February 2014", "../2014-02-06"),
        ("treatment/tomb-of-tutankhamen", "first campaign February 2009; completed January 2019", "2009-02/2019-01"),
        ("examination/damascus-room-proteins", "by September 2010", "../2010-09"),
        ("condition/faridun-tests-his-sons", "in the catalogue of the sale of April 2011", "../2011-04"),
        ("exhibition/wigmore-street-1892", "1892", "1892"),
        ("exhibition/paris-1903", "1903", "1903"),
        ("exhibition/metropolitan-museum-1972", "1972", "1972"),
        ("exhibition/british-library-washington-fogg-1979-80", "1979–80", "1979/1980"),
        ("exhibition/ardabil-carpet-jameel-gallery", "since July 2006", "2006-07/.."),
        ("exhibition/damascus-room-2011", "since 2011", "2011/.."),
        ("exhibition/making-the-invisible-visible", "2 April – 4 August 2013", "2013-04-02/2013-08-04"),
        ("exhibition/ghazni-panel-hamburg-2018", "from November 2018", "2018-11/.."),
        ("incident/bombing-of-24-january-2014", "24 January 2014", "2014-01-24"),
        ("incident/fire-of-21-august-1969", "21 August 1969", "1969-08-21"),
        ("incident/mosul-21-june-2017", "21 June 2017", "2017-06-21"),
        ("incident/second-world-war-mshatta-facade", "Second World War", None),
        ("claim/ghazni-marble-panel", "from 2014", "2014/2019-10-08"),
    ],
)
def test_dates_stand_as_written_and_normalised(path, as_written, edtf):
    (span,) = said(f"/{path}")["timespan"]
    assert texts(span["as_written"]) == [as_written]
    assert span.get("normalised") == ([edtf] if edtf else None)


@pytest.mark.parametrize(
    ("work", "damages"),
    [
        ("faridun-tests-his-sons", {("creases", "Minor creasing at the margins.")}),
        ("ardabil-carpet-los-angeles", {("loss", "The borders and part of the field were removed before 1893.")}),
        ("emperors-carpet", {("earlier repair", "Old patches."), ("earlier repair", "About 700 old patches.")}),
        ("blacas-ewer", {("loss", "Foot and spout are missing."), (None, "Top and shoulder are damaged.")}),
        ("iznik-lamp-signed-musli", {("loss", "One of three handles survives.")}),
        ("mshatta-facade", {("damage by an event", "Badly damaged in the Second World War.")}),
        (
            "damascus-room",
            {
                ("discoloration", "Darkened varnish."),
                ("insect damage", "Insect damage."),
                ("flaking", "Flaking paint and tin leaf."),
                ("earlier repair", "Disturbing old repairs."),
            },
        ),
    ],
)
def test_conditions(work, damages):
    found = said(f"/condition/{work}")
    told = {
        (label(one["damage"][0]) if "damage" in one else None, texts(one["statement"])[0]) for one in found["damage"]
    }
    assert told == damages
    assert labels(found["object"]) == {f"/object/{work}"}


def test_what_the_holders_only_judge_is_no_damage():
    assert "damage" not in said("/condition/freer-canteen")
    assert texts(said("/condition/freer-canteen")["condition_statement"]) == ["The handles are probably later."]
    travel = said("/condition/minbar-of-qaitbay")
    assert not {"fitness", "grade", "damage", "timespan"} & set(travel)
    assert labels(travel["document"]) == {"/text/can-it-go"}


@pytest.mark.parametrize(
    ("treatment", "key", "targets"),
    [
        ("emperors-carpet", "object", {"/object/emperors-carpet"}),
        ("emperors-carpet", "motivated_by", {"/condition/emperors-carpet"}),
        ("emperors-carpet", "method", {"/technique/stitched-wool-support"}),
        ("damascus-room", "motivated_by", {"/condition/damascus-room"}),
        ("damascus-room-varnish", "type", {"decision not to treat"}),
        ("damascus-room-varnish", "proposal", {"/proposal/damascus-room-varnish"}),
        ("damascus-room-varnish", "motivated_by", {"/condition/damascus-room"}),
        ("damascus-room-varnish", "part_of", {"/treatment/damascus-room"}),
        ("mshatta-facade-1950s", "motivated_by", {"/condition/mshatta-facade"}),
        ("mihrab-of-sayyida-ruqayya", "motivated_by", {"/incident/bombing-of-24-january-2014"}),
        ("ardabil-carpet", "object", {"/object/ardabil-carpet", "/object/ardabil-carpet-los-angeles"}),
        ("ardabil-carpet-lighting", "method", {"/technique/timed-lighting"}),
        ("ardabil-carpet-los-angeles-1974", "carried_out_by", {"/group/getty-museum"}),
        ("ardabil-carpet-los-angeles-1974", "document", {"/text/stead-1974"}),
        ("tomb-of-tutankhamen", "object", {"/monument/tomb-of-tutankhamen"}),
        ("tomb-of-tutankhamen", "part_of", {"/project/tomb-of-tutankhamen"}),
        ("tomb-of-tutankhamen", "method", {"/technique/environmental-measures-in-a-tomb"}),
        (
            "tomb-of-tutankhamen",
            "carried_out_by",
            {"/group/getty-conservation-institute", "/group/supreme-council-of-antiquities"},
        ),
    ],
)
def test_treatments_and_what_they_hang_on(treatment, key, targets):
    assert linked(f"/treatment/{treatment}", key) == targets


def test_what_was_found_proposed_done_and_taught_of_the_damascus_room_is_one_chain():
    assert linked("/condition/damascus-room", "object") == {"/object/damascus-room"}
    assert linked("/proposal/damascus-room-varnish", "condition_report") == {"/condition/damascus-room"}
    assert linked("/examination/damascus-room-proteins", "part_of") == {"/treatment/damascus-room"}
    assert linked("/examination/damascus-room-proteins", "method") == {"/technique/elisa-protein-analysis"}
    (evidence,) = said("/technique/elisa-protein-analysis")["evidence"]
    assert labels(evidence["based_on"]) == {"/examination/damascus-room-proteins", "/gathering/iic-istanbul-2010"}


def test_parts_of_one_ardabil_carpet_went_into_the_other():
    found = said("/treatment/ardabil-carpet")
    assert labels(found["removal"][0]["from_object"]) == {"/object/ardabil-carpet-los-angeles"}
    assert found["removal"][0]["timespan"][0]["normalised"] == ["../1893"]
    assert labels(found["addition"][0]["to_object"]) == {"/object/ardabil-carpet"}


def test_the_cleaning_of_2004_cost_250000_dollars():
    (cost,) = said("/treatment/ardabil-carpet-los-angeles")["cost"]
    assert (cost["value"], labels(cost["currency"])) == (["250000"], {"US dollars"})
    assert cost["statement"][0]["source"] == ["secondary source"]


def test_who_worked_on_the_emperors_carpet():
    found = said("/treatment/emperors-carpet")
    people = {label(one["carried_out_by"][0]): one for one in found["contribution"]}
    assert set(people) == {"/person/yael-rosenfield", "/person/n-shibayama", "/person/f-zaharia"}
    assert labels(people["/person/yael-rosenfield"]["role"]) == {"conservator"}
    assert [label(step["technique"][0]) for step in sorted(found["step"], key=lambda one: one["position"])] == [
        "removal of earlier repairs",
        "stitching to a support",
    ]
    assert linked("/examination/emperors-carpet-dyes", "carried_out_by") == {"/person/n-shibayama"}
    assert linked("/examination/emperors-carpet-fibres", "carried_out_by") == {"/person/f-zaharia"}


@pytest.mark.parametrize(
    ("key", "value"), [("objects damaged", "165"), ("objects destroyed", "74"), ("objects that can be restored", "64")]
)
def test_the_ministrys_figures_for_cairo(key, value):
    figures = said("/incident/bombing-of-24-january-2014")["aggregate"]
    found = {label(one["type"][0]): one for one in figures}
    assert found[key]["value"] == [value]
    assert found[key]["statement"][0]["source"] == ["ministry, February 2014 (secondary source)"]


def test_figures_for_cairo_that_differ_stand_side_by_side():
    found = said("/incident/bombing-of-24-january-2014")
    held = {texts(claim["assigned_statement"])[0] for claim in found["attribution"]}
    assert held == {"179 objects damaged.", "160 objects restored.", "169 objects restored."}
    told = " ".join(texts(found["harm_reported"]))
    assert all(figure in told for figure in ("1,471", "26 shattered", "5 of about 60", "54 of 126"))
    assert labels(found["object"]) == {
        "/object/mihrab-of-sayyida-ruqayya",
        "/set/glass-of-the-museum-of-islamic-art-cairo",
    }


def test_the_first_report_on_the_mihrab_and_the_later_one_are_both_kept():
    held = {
        claim["timespan"][0]["normalised"][0]: texts(claim["assigned_statement"])[0]
        for claim in said("/condition/mihrab-of-sayyida-ruqayya")["attribution"]
    }
    assert held == {"2014-01-24": "Reported destroyed.", "2014-02-06": "Reported under restoration."}
    assert "destruction" not in said("/object/mihrab-of-sayyida-ruqayya")


def test_nobody_is_the_doer_of_an_incident_but_in_somebodys_words():
    assert all("carried_out_by" not in said(one.path) for one in of_type("incident"))
    held = {
        texts(claim["assigned_statement"])[0]: labels(claim["carried_out_by"])
        for claim in said("/incident/mosul-21-june-2017")["attribution"]
    }
    assert held == {
        "ISIL (Da‘esh) destroyed them.": {"/group/iraq", "/group/unesco"},
        "An air strike destroyed them.": {"/group/isil"},
    }


@pytest.mark.parametrize(
    ("thing", "incident"),
    [
        ("object/minbar-of-al-aqsa", "fire-of-21-august-1969"),
        ("monument/al-nuri-mosque", "mosul-21-june-2017"),
        ("monument/al-hadba-minaret", "mosul-21-june-2017"),
    ],
)
def test_what_was_destroyed_names_the_incident_and_the_incident_names_it(thing, incident):
    assert labels(said(f"/{thing}")["destruction"][0]["caused_by"]) == {f"/incident/{incident}"}
    assert f"/{thing}" in linked(f"/incident/{incident}", "object")


@pytest.mark.parametrize(
    ("loss", "kind", "status", "lost_from"),
    [
        ("cizre-knocker-david", "report of theft", {"located"}, "monument/great-mosque-of-cizre"),
        ("ghazni-marble-panel", "report of loss", {"recovered"}, "group/rawza-museum"),
        ("tiles-of-the-emamzadeh-yahya", "report of theft", set(), "monument/emamzadeh-yahya"),
        ("minbar-of-the-mosque-of-qanibay", "report of theft", set(), "monument/mosque-of-qanibay"),
    ],
)
def test_losses(loss, kind, status, lost_from):
    path = f"/loss/{loss}"
    assert (linked(path, "type"), linked(path, "status")) == ({kind}, status)
    assert linked(path, "lost_from") == {f"/{lost_from}"}


def test_the_panel_of_ghazni_was_handed_over_and_its_arrival_is_not_claimed():
    notice, claim = said("/loss/ghazni-marble-panel"), said("/claim/ghazni-marble-panel")
    assert notice["recovered_on"] == ["2019-10-08"]
    assert labels(notice["recovery"]) == labels(claim["carried_out"]) == {"/provenance/ghazni-7"}
    assert labels(claim["outcome"]) == {"returned"}
    assert "claimant" not in claim
    assert "no evidence of its arrival" in texts(claim["note"])[0]


def test_no_return_of_the_cizre_knocker_is_recorded():
    assert not {"recovered_on", "recovery"} & set(said("/loss/cizre-knocker-david"))
    assert "/claim/cizre-knocker-david" not in by_path()


def test_both_positions_on_the_panel_of_selim_ii_are_their_holders_own():
    panel, claim = said("/object/tile-panel-tomb-of-selim-ii"), said("/claim/tile-panel-tomb-of-selim-ii")
    held = {label(one["stated"][0]["carried_out_by"][0]): one["content"][0] for one in claim["position"]}
    assert set(held) == {"/group/turkiye", "/group/musee-du-louvre"}
    assert "current_owner" not in panel
    assert "outcome" not in claim
    assert "pretext" in held["/group/turkiye"]
    assert words().count("pretext") == 1
    stages = sorted(one["timespan"][0]["normalised"][0] for one in claim["stage_event"])
    assert stages == ["2012", "2017-12"]
    assert texts(claim["note"]) == ["The panel was reported off display in 2017."]


@pytest.mark.parametrize("slug", ["technique"])
def test_no_method_has_a_standing_that_no_source_gives(slug):
    assert {one.key for one in of_type(slug)} == {
        "stitched-wool-support",
        "timed-lighting",
        "elisa-protein-analysis",
        "environmental-measures-in-a-tomb",
        "first-aid-to-cultural-heritage",
    }
    assert all("standing" not in said(one.path) for one in of_type(slug))


def test_samples_that_no_source_names_are_not_made_up():
    assert of_type("sample") == []


@pytest.mark.parametrize(
    ("work", "gone"),
    [
        ("ardabil-carpet", ("exhibition_statement", "bibliography")),
        ("emperors-carpet", ("exhibition_statement", "condition_statement")),
        ("blacas-ewer", ("condition_statement",)),
        ("freer-canteen", ("condition_statement",)),
        ("mshatta-facade", ("condition_statement",)),
        ("mihrab-of-sayyida-ruqayya", ("attribution",)),
    ],
)
def test_what_has_a_record_of_its_own_is_not_told_again_on_the_object(work, gone):
    assert not set(gone) & set(said(f"/object/{work}"))


@pytest.mark.parametrize("secret", ["1998", "42v", "rexford", "6 april", "fatimid", "i. 6163", "1970.170"])
def test_what_was_only_general_knowledge_is_left_out(secret):
    told = "\n".join(t[2] for slug in CONSERVATION for one in of_type(slug) for t in one.triples).casefold()
    assert secret not in told
