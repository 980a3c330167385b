"""Rows out of Excel workbooks."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from catalogue.errors import UnreadableFile
from catalogue.interchange.table_sheets import _filled
from catalogue.interchange.tables import UNREADABLE, Limits, Table, rows


def workbook(path, **sheets):
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def cells(path, **options):
    return [dict(row.cells) for row in rows(path, **options)]


def test_a_sheet_gives_a_row_for_each_filled_line_under_its_header(tmp_path):
    path = workbook(tmp_path / "o.xlsx", Objects=[["No", "Title"], [1, "إبريق"], [None, None], [2, "Lamp"]])
    first, second = rows(path)
    assert dict(first.cells) == {"No": 1, "Title": "إبريق"}
    assert str(second.origin) == "o.xlsx, sheet Objects, row 4"


def test_dates_come_as_iso_text_and_numbers_as_numbers(tmp_path):
    line = [date(1903, 12, 23), datetime.fromisoformat("1903-12-23T08:30"), 30.4, True]
    path = workbook(tmp_path / "o.xlsx", A=[["day", "moment", "height", "shown"], line])
    assert cells(path) == [{"day": "1903-12-23", "moment": "1903-12-23T08:30:00", "height": 30.4, "shown": True}]


def test_of_several_filled_sheets_the_mapping_names_one(tmp_path):
    path = workbook(tmp_path / "o.xlsx", A=[["No"], [1]], B=[["No"], [2]], Empty=[])
    with pytest.raises(UnreadableFile, match=r"2 filled sheets \(A, B\)"):
        cells(path)
    assert cells(path, table=Table(sheet="B")) == [{"No": 2}]


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    path = workbook(tmp_path / "o.xlsx", A=[["No"], [1]])
    with pytest.raises(UnreadableFile, match="It has: A"):
        cells(path, table=Table(sheet="Objects"))


def test_cells_beside_the_named_columns_make_the_row_unreadable(tmp_path):
    path = workbook(tmp_path / "o.xlsx", A=[["No", "Title"], [1, "Ewer", "of brass"]])
    assert "2 named columns" in cells(path)[0][UNREADABLE]


def test_a_workbook_that_unfolds_too_far_is_stopped(tmp_path):
    path = workbook(tmp_path / "o.xlsx", A=[["No"], [1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (20 << 20))
    with pytest.raises(UnreadableFile, match="unfolds from"):
        cells(path, limits=Limits(spared=1 << 20, expansion=300))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_workbook_with_a_doctype_is_refused(tmp_path, encoding):
    path = workbook(tmp_path / "o.xlsx", A=[["No"], [1]])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'.encode(encoding)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/custom.xml", bomb)
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        cells(path)


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is(tmp_path):
    path = workbook(tmp_path / "o.xlsx", A=[["No"], [1]])
    lying = tmp_path / "lying.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(lying, "w") as new:
        for part in old.namelist():
            content = old.read(part).replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
            new.writestr(part, content)
    assert cells(lying) == [{"No": 1}]
    sheet = load_workbook(lying, read_only=True).worksheets[0]
    assert [found for _, found in _filled(lying, sheet)] == [("No",), (1,)]


@pytest.mark.parametrize("content", [b"PK\x03\x04 and then nothing", b"PK\x03\x04"])
def test_a_damaged_workbook_is_refused_in_words(tmp_path, content):
    path = tmp_path / "o.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="damaged or unusual workbook"):
        cells(path)


def test_a_zip_that_is_no_workbook_is_refused_in_words(tmp_path):
    path = tmp_path / "o.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableFile, match="damaged or unusual workbook"):
        cells(path)
