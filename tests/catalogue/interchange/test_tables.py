"""Rows out of CSV, TSV and JSON lines."""

from __future__ import annotations

import gzip
import json

import pytest

from catalogue.errors import UnreadableFile
from catalogue.interchange.tables import AS_FOUND, UNREADABLE, Limits, Table, rows

ARABIC = "عنوان\nإبريق بلاكاس\n"


def cells(path, **options):
    return [dict(row.cells) for row in rows(path, **options)]


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_a_csv_gives_a_row_for_each_line_under_the_header(tmp_path):
    path = written(tmp_path, "objects.csv", "No,Title\n1,Ewer\n2,Lamp\n")
    first, second = rows(path)
    assert dict(first.cells) == {"No": "1", "Title": "Ewer"}
    assert str(second.origin) == "objects.csv, line 3"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_read_from_the_header(tmp_path, separator):
    path = written(tmp_path, "t.csv", f'No{separator}"A, b; c"\n1{separator}x\n')
    assert cells(path) == [{"No": "1", "A, b; c": "x"}]


def test_a_tsv_is_split_at_tabs_whatever_else_its_header_holds(tmp_path):
    path = written(tmp_path, "t.tsv", "Height, width, depth\tNo\n1, 2, 3\t7\n")
    assert cells(path) == [{"Height, width, depth": "1, 2, 3", "No": "7"}]


def test_a_cell_may_hold_lines_and_the_row_is_named_by_its_first(tmp_path):
    path = written(tmp_path, "t.csv", 'No,Text\n1,"one\ntwo"\n2,x\n')
    first, second = rows(path)
    assert first.cells["Text"] == "one\ntwo"
    assert (first.origin.place, second.origin.place) == ("line 2", "line 4")


@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf"])
def test_utf_8_is_read_with_and_without_a_byte_order_mark(tmp_path, lead):
    path = written(tmp_path, "t.csv", lead + ARABIC.encode("utf-8"))
    assert cells(path) == [{"عنوان": "إبريق بلاكاس"}]


def test_another_encoding_is_refused_with_the_byte_and_what_to_do(tmp_path):
    path = written(tmp_path, "t.csv", b"No,Maker\n1,Hochh\xe4usler\n")
    with pytest.raises(UnreadableFile) as refused:
        cells(path)
    assert "line 2, byte 16 of the file is 0xe4" in refused.value.message
    assert "CSV UTF-8" in refused.value.remedy


def test_the_byte_is_counted_with_the_byte_order_mark(tmp_path):
    path = written(tmp_path, "t.csv", b"\xef\xbb\xbfN\xe4me\n")
    with pytest.raises(UnreadableFile, match="line 1, byte 4 "):
        cells(path)


def test_utf_16_is_refused_by_name(tmp_path):
    path = written(tmp_path, "t.csv", ARABIC.encode("utf-16"))
    with pytest.raises(UnreadableFile, match="UTF-16"):
        cells(path)


def test_an_encoding_that_the_mapping_names_is_used(tmp_path):
    path = written(tmp_path, "t.csv", ARABIC.encode("windows-1256"))
    assert cells(path, table=Table("windows-1256")) == [{"عنوان": "إبريق بلاكاس"}]


@pytest.mark.parametrize("name", ["rot13", "unicode_escape", "utf-16", "iso-8859-99"])
def test_an_encoding_that_is_none_is_refused(tmp_path, name):
    path = written(tmp_path, "t.csv", "No\n1\n")
    with pytest.raises(UnreadableFile, match="no encoding"):
        cells(path, table=Table(name))


def test_a_row_with_too_many_cells_comes_as_unreadable_with_its_text(tmp_path):
    path = written(tmp_path, "t.csv", "No,Title\n1,Ewer, of brass\n2,Lamp\n")
    first, second = cells(path)
    assert first == {UNREADABLE: "it has 3 cells, but the table has 2 columns", AS_FOUND: "1,Ewer, of brass"}
    assert second == {"No": "2", "Title": "Lamp"}


def test_a_broken_quote_costs_its_own_row_only(tmp_path):
    path = written(tmp_path, "t.csv", 'No,Title\n1,"12" wide"\n2,Lamp\n')
    first, second = cells(path)
    assert "write it twice" in first[UNREADABLE]
    assert first[AS_FOUND] == '1,"12" wide"'
    assert second["Title"] == "Lamp"


def test_a_quote_that_is_never_closed_does_not_eat_the_table(tmp_path):
    rest = "".join(f"{n},{'x' * 1000}\n" for n in range(3, 400))
    path = written(tmp_path, "t.csv", f'No,Title\n1,Lamp\n2,"Ewer\n{rest}')
    found = cells(path)
    assert found[0]["No"] == "1"
    assert "never closed" in found[1][UNREADABLE]
    assert found[-1]["No"] == "399"


def test_two_columns_of_one_name_are_refused(tmp_path):
    path = written(tmp_path, "t.csv", "No,Title,Title\n1,a,b\n")
    with pytest.raises(UnreadableFile, match="two columns are called “Title”"):
        cells(path)


def test_blank_lines_and_nameless_empty_columns_are_passed_over(tmp_path):
    path = written(tmp_path, "t.csv", "\nNo,Title,,\n\n1,Ewer,,\n,,,\n")
    assert cells(path) == [{"No": "1", "Title": "Ewer"}]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path, content):
    with pytest.raises(UnreadableFile, match="empty"):
        cells(written(tmp_path, "t.csv", content))


def test_json_lines_keep_their_nested_cells(tmp_path):
    row = {"ObjectID": 7, "Creators": [{"Role": "Artist"}], "Place": {"Name": "Îran"}}
    path = written(tmp_path, "t.jsonl", json.dumps(row, ensure_ascii=False) + "\n\n")
    (found,) = rows(path)
    assert dict(found.cells) == row
    assert found.origin.place == "line 1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "it is not JSON"),
        ("[1]x", "it is not JSON"),
        ("7", "no object"),
        ('{"a": NaN}', "NaN is no JSON number"),
        ('{"a": 1, "a": 2}', "two members are called “a”"),
        ('{"a": "\\ud800"}', "half a character"),
        ('{"a":' * 40_000, "nested too deeply"),
    ],
)
def test_a_line_that_is_no_row_comes_as_unreadable_and_the_next_one_is_read(tmp_path, line, reason):
    path = written(tmp_path, "t.jsonl", f'{{"a": 0}}\n{line}\n{{"a": 3}}\n')
    before, broken, after = cells(path)
    assert (before, after) == ({"a": 0}, {"a": 3})
    assert reason in broken[UNREADABLE]
    assert broken[AS_FOUND] == line


def test_what_was_refused_can_be_read_again_by_the_same_reader(tmp_path):
    (broken,) = rows(written(tmp_path, "t.csv", "No\n1,2\n"))
    (again,) = rows(written(tmp_path, "t.jsonl", json.dumps(dict(broken.cells)) + "\n"))
    assert again.cells == broken.cells


def test_one_json_array_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        cells(written(tmp_path, "t.json", '[{"a": 1}]'))
    assert "jq -c" in refused.value.remedy


def test_json_lines_are_known_by_their_first_character_whatever_the_suffix(tmp_path):
    assert cells(written(tmp_path, "export.txt", '{"a": 1}\n')) == [{"a": 1}]


def test_gzip_is_seen_through_for_every_kind(tmp_path):
    plain = written(tmp_path, "t.csv", "No\n1\n")
    packed = written(tmp_path, "t.csv.gz", gzip.compress(plain.read_bytes()))
    nameless = written(tmp_path, "u.csv", packed.read_bytes())
    assert cells(packed) == cells(nameless) == cells(plain)


@pytest.mark.parametrize("keep", [20, 400])
def test_a_gzip_file_that_ends_too_early_is_refused(tmp_path, keep):
    whole = gzip.compress("".join(f"{n},x{n * n}\n" for n in range(1000)).encode())
    with pytest.raises(UnreadableFile, match="ends too early"):
        cells(written(tmp_path, "t.csv.gz", whole[:keep]))


def test_a_gzip_bomb_is_stopped_by_what_it_unfolds_to(tmp_path):
    bomb = gzip.compress(b"a\n" + (b"x" * 9_999 + b"\n") * 400)
    limits = Limits(spared=1 << 20, expansion=300)
    with pytest.raises(UnreadableFile, match="unfolds from"):
        cells(written(tmp_path, "t.csv.gz", bomb), limits=limits)


def test_a_line_without_end_is_refused_and_never_held(tmp_path):
    path = tmp_path / "t.jsonl"
    with path.open("wb") as file:
        file.write(b'{"a": 1}\n{"a": "')
        file.seek(200 << 20)
        file.write(b'"}\n')
    found = rows(path)
    assert dict(next(found).cells) == {"a": 1}
    with pytest.raises(UnreadableFile, match="line 2 is longer than 8,388,608 bytes"):
        next(found)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        ("t.xlsx", b"No,Title\n", "no Excel workbook"),
        ("t.pdf", b"%PDF-1.7\n", "no table"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path, name, content, said):
    with pytest.raises(UnreadableFile, match=said):
        cells(written(tmp_path, name, content))


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be read: No such file"):
        cells(tmp_path / "none.csv")
