"""The monuments of the demo: where its works come from, and those that were destroyed."""

from __future__ import annotations

import pytest

from tests.catalogue.demo.tables import labels, of_type, said, texts


@pytest.mark.parametrize(
    ("monument", "works"),
    [
        ("emamzadeh-yahya", {"mihrab-emamzadeh-yahya"}),
        ("madrasa-imami", {"mihrab-madrasa-imami"}),
        ("great-mosque-of-cizre", {"cizre-doors"}),
        ("palace-of-masud-iii", {"ghazni-marble-panel"}),
        ("tomb-of-selim-ii", {"tile-panel-tomb-of-selim-ii"}),
        ("bayt-wakil", {"aleppo-room"}),
        ("qasr-al-mshatta", {"mshatta-facade"}),
    ],
)
def test_works_know_the_monument_that_they_were_part_of(monument, works):
    named = f"/monument/{monument}"
    held = {one.key for one in of_type("object") if named in labels(said(one.path).get("formerly_part_of", []))}
    assert held == works
    assert said(named)["name"]


def test_the_al_nuri_mosque_was_founded_in_1172_by_nur_al_din():
    (built,) = said("/monument/al-nuri-mosque")["construction"]
    assert built["timespan"][0]["normalised"] == ["1172"]
    assert labels(built["part"][0]["carried_out_by"]) == {"/person/nur-al-din"}


@pytest.mark.parametrize("monument", ["al-nuri-mosque", "al-hadba-minaret"])
def test_who_destroyed_it_is_told_by_each_in_their_own_name(monument):
    found = said(f"/monument/{monument}")
    assert found["destruction"][0]["timespan"][0]["normalised"] == ["2017-06-21"]
    held = {texts(claim["assigned_statement"])[0]: labels(claim["carried_out_by"]) for claim in found["attribution"]}
    assert held == {
        "Destroyed on 21 June 2017 by ISIL (Da‘esh).": {"/group/iraq", "/group/unesco"},
        "Destroyed on 21 June 2017 by an air strike.": {"/group/isil"},
    }


def test_that_the_rebuilt_minaret_is_the_same_or_another_is_not_said():
    minaret = said("/monument/al-hadba-minaret")
    assert not {"rebuilding_of", "building_work"} & set(minaret)
    assert labels(minaret["part_of"]) == {"/monument/al-nuri-mosque"}
    assert "26,000 old bricks" in texts(minaret["rebuilding_statement"])[0]


def test_bayt_wakil_was_restored_by_october_2025():
    (work,) = said("/monument/bayt-wakil")["building_work"]
    assert work["timespan"][0]["normalised"] == ["../2025-10"]
    assert "2023" in texts(said("/monument/bayt-wakil")["note"])[0]


def test_the_stars_of_the_emamzadeh_are_dated_in_the_calendar_of_their_makers():
    assert "Dhu al-Hijja 660 – Rabi‘ II 661 AH" in texts(said("/monument/emamzadeh-yahya")["note"])[0]
