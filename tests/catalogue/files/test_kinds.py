"""What a file is is told by what is in it; its name must agree."""

from __future__ import annotations

import pytest

from catalogue.errors import FileRefused, WhyRefused
from catalogue.files.kinds import KINDS, kind_of, recognised
from tests.catalogue.files.samples import PNG, SAMPLES, zipped


@pytest.fixture
def lying(tmp_path):
    def lying(content: bytes):
        file = tmp_path / "file"
        file.write_bytes(content)
        return file

    return lying


@pytest.mark.parametrize("name", SAMPLES)
def test_each_kind_is_known_by_its_content_and_its_name(lying, name):
    kind = recognised(lying(SAMPLES[name]), name.upper())
    assert name.endswith(kind.extensions)
    assert kind_of(kind.media_type) is kind


def test_there_is_a_sample_of_every_extension():
    assert {extension for kind in KINDS for extension in kind.extensions} == {"." + n.split(".")[1] for n in SAMPLES}


@pytest.mark.parametrize("name", SAMPLES)
def test_no_kind_takes_the_content_of_another_for_its_own(lying, name):
    """But for what a zip file may hold, and for the two names of the one container of sound and moving pictures."""
    alike = {".zip": (".docx", ".xlsx", ".pptx", ".odt", ".ods"), ".mp4": (".m4a", ".m4v"), ".m4v": (".mp4", ".m4a"),
             ".m4a": (".mp4", ".m4v"), ".csv": (".txt",), ".txt": (".csv",)}  # fmt: skip
    own = recognised(lying(SAMPLES[name]), name)
    for kind in KINDS:
        for extension in kind.extensions:
            if extension in own.extensions or name.endswith(alike.get(extension, ())):
                continue
            if extension in (".txt", ".csv") and name == "a.mp3":
                continue
            with pytest.raises(FileRefused) as refused:
                recognised(lying(SAMPLES[name]), "a" + extension)
            assert refused.value.why is WhyRefused.CONTENT


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.js", "a.exe", "a.php", "a", "a.png.exe", ".png.", "a.xml"])
def test_what_is_not_in_the_table_is_not_kept(lying, name):
    with pytest.raises(FileRefused) as refused:
        recognised(lying(PNG), name)
    assert refused.value.why is WhyRefused.KIND


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"MZ\x90\0", b"\0\0\0\0", b"\xff\xfe\x41"])
def test_a_page_or_a_program_that_is_called_a_picture_is_refused(lying, content):
    with pytest.raises(FileRefused):
        recognised(lying(content), "a.png")


@pytest.mark.parametrize("content", [b"", b"\xff\xfea\0", b"a\0b", b"\x1b[2J", "é".encode("latin-1") + b"a"])
def test_a_text_is_utf_8_without_control_characters(lying, content):
    with pytest.raises(FileRefused):
        recognised(lying(content), "a.txt")


def test_a_character_that_is_cut_where_looking_ends_is_no_fault(lying):
    assert recognised(lying(b"a" * 4095 + "م".encode()), "a.txt").media_type == "text/plain"


def test_a_zip_file_is_no_document_because_it_is_called_so(lying):
    with pytest.raises(FileRefused):
        recognised(lying(zipped(anything=b"x")), "a.docx")


def test_a_zip_file_with_an_endless_directory_is_not_read(lying, monkeypatch):
    monkeypatch.setattr("catalogue.files.kinds._DIRECTORY", 10)
    with pytest.raises(FileRefused):
        recognised(lying(zipped(word__document_xml=b"x")), "a.docx")
