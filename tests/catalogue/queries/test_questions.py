"""The fifty questions of the field: each is answered by the demo, or says what it waits for."""

from __future__ import annotations

import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pyoxigraph
import pytest

from catalogue.catalogue import Catalogue
from catalogue.demo import HOME, make_demo
from catalogue.queries import about, question, story
from catalogue.queries import questions as package
from catalogue.queries.questions import questions
from catalogue.shape_files import read_schema
from catalogue.sparql.guard import Form, check
from catalogue.sparql.limits import Limits

FOLDER = Path(package.__file__).parent
GROUPS = ("curator", "conservator", "provenance", "partner", "ministry")
BASE = "https://khizana.example/"
FILES = {f"{one.group}-{one.number}": one for one in questions()}
WAITING = re.compile(r"^\| `([a-z]+-\d+)` \| issue (\d+): .+ \|$", re.MULTILINE)

# Of each answer, some rows as far as they matter here: column and value, addresses without their base.
ANSWERS: dict[str, list[dict[str, str]]] = {
    "curator-1": [
        {"work": "object/feast-of-sada", "qualifier": "attributed to", "source": "The Metropolitan Museum of Art"},
        {"work": "object/court-of-kayumars", "qualifier": "attributed to", "source": "Aga Khan Museum"},
    ],
    "curator-2": [
        {"work": "object/cizre-knocker-david", "name": "David Collection", "number": "38/1973"},
        {"work": "object/cizre-knocker-istanbul", "number": "3749", "part_of": "object/cizre-doors"},
        {"work": "object/cizre-doors", "number": "4282", "part_of": "monument/great-mosque-of-cizre"},
    ],
    "curator-3": [
        {"leaf": "object/feast-of-sada", "folio": "f. 22v", "number": "1970.301.2", "folios": "759", "missing": "756"},
        {"leaf": "object/court-of-kayumars", "keeper": "Aga Khan Museum", "recorded": "3"},
        {"leaf": "object/faridun-tests-his-sons", "keeper": ""},
    ],
    "curator-4": [
        {"work": "object/mihrab-madrasa-imami", "text": "Q 9:18-22", "position": "outer border", "script": "muhaqqaq"},
        {"work": "object/blue-quran-leaf-met", "text": "Q 30:24-32", "script": "kufic"},
    ],
    "curator-6": [
        {"work": "object/mihrab-madrasa-imami", "hijri": "0755", "begin": "1353", "from": "1354", "to": "1355"},
    ],
    "curator-7": [
        {"work": "object/ardabil-carpet", "lacking": "1", "questions": "photograph "},
        {"work": "object/minbar-of-al-aqsa", "questions": "materials measurements inscriptions photograph "},
    ],
    "curator-8": [
        {"other": "object/freer-canteen", "in_common": "inlay", "keeper": "Freer Gallery of Art"},
        {"other": "object/bobrinsky-bucket", "in_common": "inlay", "years_apart": "69"},
    ],
    "conservator-2": [
        {"treatment": "treatment/emperors-carpet", "treated": "object/emperors-carpet", "begin": "2006", "end": "2009",
         "method": "technique/stitched-wool-support", "step": "A wool support backing was stitched on."},
    ],
    "conservator-3": [
        {"treatment": "treatment/damascus-room-varnish", "done": "decision not to treat",
         "result": "The darkened varnish was kept on purpose."},
        {"treatment": "treatment/emperors-carpet", "treated": "object/emperors-carpet"},
    ],
    "conservator-5": [
        {"treatment": "treatment/emperors-carpet", "year": "2009", "lacking": "authorisation check recall "},
        {"treatment": "treatment/mshatta-facade-1950s", "year": "1959"},
    ],
    "conservator-8": [
        {"thing": "object/mihrab-of-sayyida-ruqayya", "report": "condition/mihrab-of-sayyida-ruqayya",
         "treatment": "treatment/mihrab-of-sayyida-ruqayya", "project": "project/museum-of-islamic-art-cairo"},
    ],
    "provenance-1": [
        {"work": "object/freer-canteen", "from": "1845", "to": "1934", "years": "89"},
        {"work": "object/great-mongol-shahnama-f1942-2", "from": "1914", "to": "1942"},
    ],
    "provenance-2": [
        {"work": "object/freer-canteen", "role": "gave up", "year": "1941"},
        {"work": "object/mihrab-emamzadeh-yahya", "role": "received", "year": "1940"},
    ],
    "provenance-3": [
        {"work": "object/feast-of-sada", "position": "3", "from": "person/shah-tahmasp", "to": "person/selim-ii"},
        {"work": "object/feast-of-sada", "position": "5", "place": "place/istanbul", "begin": "1800", "end": "1903"},
        {"work": "object/feast-of-sada", "position": "10", "to": "group/metropolitan-museum-of-art", "end": "1970"},
    ],
    "provenance-4": [
        {"work": "object/bier-of-iskandar", "only_source": "Freer Gallery of Art", "events": "7"},
        {"work": "object/freer-canteen", "only_source": "Freer Gallery of Art", "events": "5"},
    ],
    "provenance-9": [
        {"about": "object/tile-panel-tomb-of-selim-ii", "name": "Musée du Louvre",
         "position": "The panel was bought, and the bills exist."},
        {"about": "object/tile-panel-tomb-of-selim-ii", "name": "Türkiye"},
        {"about": "monument/al-hadba-minaret", "party": "group/isil"},
    ],
    "provenance-10": [
        {"whole": "object/shahnama-of-shah-tahmasp", "part": "object/feast-of-sada", "end": "1970"},
        {"whole": "object/shahnama-of-shah-tahmasp", "part": "object/faridun-tests-his-sons", "end": "1977",
         "to": "group/agnews"},
        {"whole": "object/cizre-doors", "part": "object/cizre-knocker-david", "end": "1973"},
    ],
    "partner-2": [
        {"theirs": "object/ardabil-carpet-los-angeles", "number": "53.50.2", "ours": "object/ardabil-carpet"},
        {"theirs": "object/blue-quran-leaf-lacma", "ours": "object/blue-quran-leaf-met",
         "relation": "part of the same whole"},
    ],
    "partner-3": [
        {"work": "object/mihrab-madrasa-imami", "made_at": "place/isfahan", "kept_at": "place/new-york"},
        {"work": "object/mihrab-emamzadeh-yahya", "made_at": "place/kashan", "name": "Shangri La"},
    ],
    "partner-4": [
        {"work": "object/minbar-of-qaitbay", "about": "width", "said": "93", "otherwise": "113"},
        {"work": "object/minbar-of-qaitbay", "about": "depth", "said": "303", "otherwise": "304"},
    ],
    "partner-7": [
        {"object": "object/cizre-knocker-david", "kind": "door knockers", "begin": "1201", "standing": "located",
         "lost_from": "monument/great-mosque-of-cizre"},
        {"object": "object/ghazni-marble-panel", "lost_from": "group/rawza-museum", "standing": "recovered"},
    ],
    "partner-8": [
        {"vocabulary": "https://w3id.org/khizana/vocabulary/grant-types", "of_the_aat": "0", "closely": "1"},
        {"vocabulary": "https://w3id.org/khizana/vocabulary/sexes", "of_the_aat": "0", "not_at_all": "3"},
    ],
    "partner-9": [
        {"shared": "project/revive-the-spirit-of-mosul", "sort": "Project", "first_role": "implementing body",
         "second_role": "funder"},
        {"shared": "accord/uae-iraq-unesco-2018", "sort": "Accord"},
    ],
    "ministry-1": [
        {"accord": "accord/egypt-united-states-2016", "since": "2016-11-30", "until": "2026-11-30",
         "covers_to": "1750"},
    ],
    "ministry-2": [
        {"instrument": "accord/egypt-united-states-2016", "until": "2026-11-30"},
        {"instrument": "accord/united-states-turkiye-2021", "until": "2026-03-24"},
        {"instrument": "law/86-fr-68546", "until": "2026-11-30"},
    ],
    "ministry-3": [
        {"name": "Iran", "on": "1975-01-27", "in_force": "1975-04-27"},
        {"name": "Egypt", "step": "deposit of an instrument", "on": "1973-04-05", "in_force": "1973-07-05"},
    ],
    "ministry-4": [
        {"name": "Afghanistan", "currency": "US dollars", "grants": "2", "awarded": "948130", "funders": "ALIPH"},
        {"name": "Egypt", "currency": "US dollars", "pledged": "1000000"},
        {"name": "Yemen", "awarded": "588738", "pledged": "0"},
    ],
    "ministry-5": [
        {"accord": "accord/egypt-jordan-2015", "day": "2016-12-25", "from": "group/jordan", "to": "group/egypt",
         "number": "340"},
        {"from": "group/turkiye", "to": "group/iran", "day": "2024-06-04", "number": "55"},
        {"accord": "", "from": "group/turkiye", "to": "group/egypt", "number": "152"},
    ],
    "ministry-8": [
        {"record": "project/cash-for-work-yemen", "counted": "people employed", "country": "Yemen", "at_least": "2360"},
    ],
    "ministry-10": [
        {"claimant": "group/turkiye", "respondent": "group/musee-du-louvre", "stage": "received", "year": "2017",
         "about": "object/tile-panel-tomb-of-selim-ii"},
    ],
}  # fmt: skip
ABSENT = {
    "ministry-1": {"accord": "accord/unesco-1970"},
    "ministry-2": {"instrument": "accord/unesco-1970"},
    "ministry-10": {"about": "object/ghazni-marble-panel"},
    "provenance-4": {"work": "object/shahnama-of-shah-tahmasp"},
    "partner-3": {"work": "object/blacas-ewer"},
    "curator-6": {"work": "object/ardabil-carpet"},
}


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """What the demo shows, and all that it holds, by whether it is public."""
    folder = tmp_path_factory.mktemp("questions") / "demo"
    make_demo(folder)
    found = {}
    with Catalogue.open(folder).closing() as demo:
        for public in (True, False):
            written = StringIO()
            demo.export(written, public=public)
            found[public] = pyoxigraph.Store()
            found[public].bulk_load(written.getvalue().encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    return found


def rows(store, text: str) -> list[dict[str, str]]:
    """An answer as texts; what is not bound is empty."""
    found = store.query(text)
    names = [one.value for one in found.variables]
    return [dict(zip(names, map(_plain, one), strict=True)) for one in found]


def _plain(term) -> str:
    return "" if term is None else str(term.value).removeprefix(BASE)


def _holds(answer: list[dict[str, str]], wanted: dict[str, str]) -> bool:
    return any(wanted.items() <= row.items() for row in answer)


@pytest.mark.parametrize("name", FILES)
def test_a_question_is_answered_by_the_demo(name, stores):
    asked = FILES[name]
    answer = rows(stores[asked.public], asked.text)
    assert [wanted for wanted in ANSWERS[name] if not _holds(answer, wanted)] == [], answer
    assert name not in ABSENT or not _holds(answer, ABSENT[name])


@pytest.mark.parametrize("name", [name for name, one in FILES.items() if one.public])
def test_a_public_question_is_one_that_visitors_may_ask(name):
    assert check(FILES[name].text, Limits()) is Form.SELECT


def test_each_of_the_fifty_is_answered_or_says_what_it_needs():
    waiting = dict(WAITING.findall((FOLDER / "README.md").read_text("utf-8")))
    asked = [f"{group}-{number}" for group in GROUPS for number in range(1, 11)]
    assert sorted([*FILES, *waiting]) == sorted(asked)
    assert set(ANSWERS) == set(FILES)
    assert len(FILES) >= 30
    assert len(list(FOLDER.glob("*.rq"))) == len(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_question_says_what_it_asks_where_and_what_comes_back(name):
    question = FILES[name]
    assert set(question.titles) >= {"en", "ar", "fa", "tr"}
    head = question.text[: question.text.index("\nPREFIX")]
    assert re.search(r"^# Store: (public|whole)\.$", head, re.MULTILINE)
    assert re.search(r"parameter", head)
    assert "# One row for each" in head


def test_no_question_repeats_the_wording_that_it_was_given_in(shared):
    given = (shared / "domain" / "questions.tsv").read_text("utf-8").splitlines()[1:]
    told = " ".join(path.read_text("utf-8") for path in FOLDER.iterdir() if path.is_file()).casefold()
    assert [line for line in given if line.split("\t")[2].casefold() in told] == []


def test_the_front_page_of_the_demo_tells_of_an_institution(stores):
    """Its project, and three who paid for it."""
    found = rows(stores[True], about(question("cooperation/of-a-group"), group=BASE.rstrip("/") + HOME))
    kinds = Counter(row["class"].rsplit("/", 1)[-1] for row in found)
    assert kinds["Grant"] == 3
    assert kinds["Project"] == 1


@pytest.mark.parametrize("theme", [theme.key for theme in read_schema().themes])
def test_each_theme_has_a_story_to_tell_of_the_demo(theme, stores):
    text = story(theme)
    assert text
    assert rows(stores[True], text)
