"""Documents are read in a child; what is in the store can be lost, what was fetched is in the backup."""

from __future__ import annotations

import shutil

import pytest

from catalogue.catalogue import Catalogue
from catalogue.confinement import Confinement
from catalogue.errors import UnreadableFile
from catalogue.keeping import back_up, restore
from catalogue.partners import Limits, Partners
from catalogue.partners.reading import DocumentReader
from tests.catalogue.partners.serving import document

LABEL = b'<https://a.example/x> <http://www.w3.org/2000/01/rdf-schema#label> "X" .\n'
BOMB = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa">]><r/>'


@pytest.fixture
def reader():
    one = DocumentReader(Confinement(memory_bytes=400 << 20), patience=5)
    yield one
    one.close()


def test_a_child_reads_one_document_after_the_other(reader):
    assert reader.read(LABEL, "application/n-triples", "https://a.example/").encode() == LABEL
    with pytest.raises(UnreadableFile, match="not readable turtle"):
        reader.read(b"<a", "text/turtle", "https://a.example/")
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        reader.read(BOMB, "application/rdf+xml", "https://a.example/")
    found = reader.read(document("https://a.example/x", "Vase").body, "application/ld+json", "https://a.example/")
    assert "_:b0" in found
    reader._child.process.kill()
    with pytest.raises(UnreadableFile, match="too long, or too much memory"):
        reader.read(LABEL, "application/n-triples", "https://a.example/")
    assert reader.read(LABEL, "application/n-triples", "https://a.example/")


def test_a_backup_has_the_documents_and_a_restored_catalogue_reads_them_again(catalogue, feed, tmp_path, schema, near):
    feed.change("Create", "a", "2024-01-01T00:00:00Z", "Vase")
    partners = Partners(catalogue.settings, Limits(pause=0, spare=0))
    partners.pull(feed.url, name="walters")
    back_up(catalogue.settings, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again", schema=schema)
    with Catalogue.open(tmp_path / "again", schema).closing() as again:
        restored = Partners(again.settings, Limits(pause=0, spare=0))
        assert restored.listed() == partners.listed()
        assert (again.settings.stores / "partners").is_dir()
        assert restored.pull("walters").unchanged == 0
        assert restored.listed()[0].documents == 1
        shutil.rmtree(again.settings.stores / "partners")
        restored.rebuild()
        assert (again.settings.stores / "partners").is_dir()


def test_a_catalogue_without_partners_has_no_file_of_them(catalogue, tmp_path, schema):
    back_up(catalogue.settings, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again", schema=schema)
    assert Partners(catalogue.settings).listed() == []
    for folder in (catalogue.settings.data, tmp_path / "again"):
        assert not (folder / "partners.sqlite").exists()
        assert not (folder / "stores" / "partners").exists()
