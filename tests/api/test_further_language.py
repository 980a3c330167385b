"""A fifth language is files only: a folder with its messages and labels, named in the settings."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po, write_po
from starlette.testclient import TestClient

from api.app import create_app
from api.languages import BY_CODE, LOCALES, languages, read_language
from catalogue.catalogue import Catalogue
from catalogue.errors import SettingsError
from catalogue.interchange.sources import open_sources
from catalogue.namespaces import KHZ, SH

BASE = "https://khizana.example"
LABELS = """
@prefix s: <https://w3id.org/khizana/shapes/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix khz: <https://w3id.org/khizana/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix aat: <http://vocab.getty.edu/aat/> .
s:object sh:name "Objet"@fr ; khz:plural "Objets"@fr .
s:object.material sh:name "Matériau"@fr .
aat:300014072 skos:prefLabel "soie"@fr .
"""
MESSAGES = {
    "Search": "Rechercher",
    "Permanent address": "Adresse pérenne",
    "Last changed %(day)s": "Modifié le %(day)s",
}
RECORDS = """
@prefix crm: <http://www.cidoc-crm.org/cidoc-crm/> . @prefix khz: <https://w3id.org/khizana/terms/> .
@prefix aat: <http://vocab.getty.edu/aat/> .
<{base}/object/{id}> a crm:E22_Human-Made_Object , khz:Object ; crm:P45_consists_of aat:300014072 ;
  crm:P1_is_identified_by <{base}/object/{id}#a> , <{base}/object/{id}#b> .
<{base}/object/{id}#a> a crm:E33_E41_Linguistic_Appellation ; crm:P2_has_type aat:300404670 ;
  crm:P72_has_language aat:300388277 ; crm:P190_has_symbolic_content "{en}" .
<{base}/object/{id}#b> a crm:E33_E41_Linguistic_Appellation ; crm:P2_has_type aat:300404670 ;
  crm:P72_has_language aat:300388306 ; crm:P190_has_symbolic_content "{fr}" .
"""
NAMES = [("ewer", "Ewer", "Verseuse"), ("carpet", "Carpet", "Tapis"), ("jar", "Jar", "Étui")]

pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def french(tmp_path_factory):
    """The folder of a language: a few messages and labels; the rest is not translated yet."""
    folder = tmp_path_factory.mktemp("languages") / "fr"
    (folder / "LC_MESSAGES").mkdir(parents=True)
    with BY_CODE["en"].messages.open("rb") as file:
        spoken = read_po(file, locale="fr")
    for message in spoken:
        if message.id:
            several = isinstance(message.string, tuple)
            message.string = ("", "") if several else MESSAGES.get(str(message.id), "")
    with (folder / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, spoken)
    (folder / "labels.ttl").write_text(LABELS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def catalogue(french, tmp_path_factory):
    """A catalogue that was there before the language came."""
    folder = tmp_path_factory.mktemp("treasury")
    with Catalogue.create(folder / "c", BASE).closing() as made:
        file = folder / "objects.ttl"
        file.write_text("\n".join(RECORDS.format(base=BASE, id=i, en=e, fr=f) for i, e, f in NAMES), "utf-8")
        items, source = open_sources([file], None, made.schema, made.settings, made.naming_key)
        assert made.import_records(items, source).complete
        made.publish_all()
    with (folder / "c" / "khizana.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'languages = ["{french}"]\n')
    with Catalogue.open(folder / "c").closing() as made:
        assert made.load_packs().updated == {"concept": 1}
        yield made


@pytest.fixture(scope="module")
def client(catalogue):
    with TestClient(create_app(catalogue.settings, catalogue), headers={"Accept": "text/html"}) as client:
        yield client


def test_the_language_is_offered_and_chosen_like_any_other(client):
    page = client.get("/object", headers={"Accept-Language": "fr-CA, en;q=0.5"}).text
    assert '<html lang="fr" dir="ltr">' in page
    assert re.search(r'lang="fr" hreflang="fr" aria-current="true">Français</a>', page)
    assert 'lang="fr"' in client.get("/object?lang=en").text


def test_messages_labels_of_shapes_and_terms_are_in_the_language(client):
    page = client.get("/object/ewer?lang=fr").text
    for said in ("Adresse pérenne", "Objet</a>", "Matériau", ">soie</bdi>", "Verseuse"):
        assert said in page
    assert re.search(r"Modifié le \d+ \w+ 20\d\d", page)


def test_what_the_language_lacks_is_said_in_english(client):
    page = client.get("/object/ewer?lang=fr").text
    assert "Cite this record" in page
    assert client.get("/person?lang=fr").status_code == 200


def test_a_language_that_names_every_record_type_has_lists_in_its_own_order(french, catalogue, tmp_path):
    everything = "\n".join(
        f'<{t.iri}> <{SH}name> "{t.slug}"@fr ; <{KHZ}plural> "{t.slug}s"@fr .' for t in catalogue.schema.record_types
    )
    (french / "types.ttl").write_text(everything, "utf-8")
    try:
        shutil.copytree(catalogue.settings.data, tmp_path / "c")  # a server runs on the other
        with Catalogue.open(tmp_path / "c").closing() as opened:
            assert "fr" in opened.schema.languages
            opened.follow()
            listed = opened.public_search.list("object", language="fr")
            assert [hit.label for hit in listed.hits] == ["Étui", "Tapis", "Verseuse"]
            listed = opened.public_search.list("object", language="en")
            assert [hit.label for hit in listed.hits] == ["Carpet", "Ewer", "Jar"]
    finally:
        (french / "types.ttl").unlink()


def test_a_folder_that_holds_no_language_is_refused(tmp_path, catalogue):
    (tmp_path / "fr").mkdir()
    with pytest.raises(SettingsError, match="is no language"):
        read_language(tmp_path / "fr")
    with pytest.raises(SettingsError):
        create_app(replace(catalogue.settings, languages=(str(tmp_path / "fr"),)), catalogue)


def test_name_direction_and_region_of_a_language_are_those_of_its_files(tmp_path):
    (tmp_path / "ur" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "ur" / "LC_MESSAGES" / "messages.po").write_text('msgid ""\nmsgstr ""\n"Language: ur_PK\\n"\n', "utf-8")
    read = read_language(tmp_path / "ur")
    assert (read.code, read.name, read.direction, read.locale) == ("ur", "اردو", "rtl", "ur_PK")
    assert [one.code for one in languages([tmp_path / "ur"])] == ["en", "ar", "fa", "tr", "ur"]
    assert {one.messages.parents[1].parent for one in languages()} == {LOCALES}


HEADER = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (HEADER.encode() + b'msgid "Search"\nmsgstr "Chercher \xff"\n', "is not readable"),
        (HEADER.encode() + b'"Content-Type: text/plain; charset=nosuch\\n"\n', "is not readable"),
        (HEADER.encode() + b'msgid "Search"\nmsgstr "Chercher %(bad)s"\n', "line 4.*asks for bad"),
    ],
    ids=["bytes", "charset", "value"],
)
def test_messages_that_cannot_be_used_are_refused_by_file(tmp_path, catalogue, content, reason):
    file = tmp_path / "fr" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=reason):
        create_app(replace(catalogue.settings, languages=(str(tmp_path / "fr"),)), catalogue)
