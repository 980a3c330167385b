from __future__ import annotations

import time
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.sparql.lexer import Kind, Tokens, expanded
from catalogue.sparql.refusal import QueryRefused


def read(text):
    return [(token.kind.value, token.text) for token in Tokens(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a#b>", [("IRI", "<a#b>")]),
        ("?a<?b", [("VARIABLE", "?a"), ("MARK", "<"), ("VARIABLE", "?b")]),
        ("?a<=<x>", [("VARIABLE", "?a"), ("MARK", "<="), ("IRI", "<x>")]),
        ("ex:a.b. ", [("NAME", "ex:a.b"), ("MARK", ".")]),
        ("ex:a\\#b#c", [("NAME", "ex:a\\#b")]),
        ("a.b-c:%41", [("NAME", "a.b-c:%41")]),
        (":", [("NAME", ":")]),
        ("true.FILTER", [("WORD", "true"), ("MARK", "."), ("WORD", "FILTER")]),
        ("_:b.c.", [("BLANK", "_:b.c"), ("MARK", ".")]),
        ("1.e3 1.5 .5 1.", [("NUMBER", "1.e3"), ("NUMBER", "1.5"), ("NUMBER", ".5"), ("NUMBER", "1"), ("MARK", ".")]),
        ("1e3SERVICE", [("NUMBER", "1e3"), ("WORD", "SERVICE")]),
        ("'a'@en-GB--ltr", [("STRING", "'a'"), ("LANGUAGE", "@en-GB--ltr")]),
        ("'''a''b'''", [("STRING", "'''a''b'''")]),
        ("'''a''''", None),
        ("'''a'", None),
        ("'a\n'", None),
        ("'\\q'", None),
        ('""""""""', [("STRING", '""""""'), ("STRING", '""')]),
        ("?x #y\r?z", [("VARIABLE", "?x"), ("VARIABLE", "?z")]),
        ("?p? ", [("VARIABLE", "?p"), ("MARK", "?")]),
        ("{| |} || |", [("MARK", "{|"), ("MARK", "|}"), ("MARK", "||"), ("MARK", "|")]),
        ("\u017fervice", None),
        ("a\u00a0b", None),
        ("", []),
    ],
)
def test_a_text_is_read_as_the_grammar_says(text, found):
    if found is None:
        with pytest.raises(QueryRefused):
            read(text)
    else:
        assert read(text) == found


@given(st.text(alphabet="aS:.?<>#'\"\\u0041{}()@_- \n", max_size=60))
def test_terminals_stand_in_the_text_where_they_say(text):
    try:
        found = list(Tokens(text))
    except QueryRefused:
        return
    assert [text[t.start : t.start + len(t.text)] for t in found] == [t.text for t in found]
    assert all(a.start + len(a.text) <= b.start for a, b in pairwise(found))


def test_a_comparison_is_read_again_behind_its_sign():
    stream = Tokens("<?b)&&?c>?d")
    first = next(stream)
    assert first.kind is Kind.IRI
    assert stream.comparison(first).text == "<"
    assert [t.text for t in stream] == ["?b", ")", "&&", "?c", ">", "?d"]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("\\u0041", "A"),
        ("'\\u0041'", "'\\u0041'"),
        ('"""\\u0041"""', '"""\\u0041"""'),
        ("<\\u0041>", "<\\u0041>"),
        ("# it's\n\\u0041", "# it's\nA"),
        ("\\U0001F600", "\U0001f600"),
        ("\\u004", "\\u004"),
    ],
)
def test_escapes_are_expanded_where_the_engine_does_not(text, read_as):
    assert expanded(text) == read_as


@pytest.mark.parametrize("text", ["\\uD800", "'\\uDFFF'", "\\U00110000", "<\\u0000>"])
def test_an_escape_of_no_character_is_refused(text):
    with pytest.raises(QueryRefused):
        expanded(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a." * 50_000, id="dots"),
        pytest.param("a" * 100_000, id="word"),
        pytest.param("x:" + "." * 99_000, id="local"),
        pytest.param("'''a' " * 16_000, id="strings"),
        pytest.param("<a " * 33_000, id="iris"),
        pytest.param("\\u0041" * 16_000, id="escapes"),
        pytest.param('"' * 99_999, id="quotes"),
    ],
)
def test_reading_takes_time_in_proportion_to_the_text(text):
    began = time.process_time()
    with suppress(QueryRefused):
        read(expanded(text))
    assert time.process_time() - began < 3, "a quadratic reading takes minutes"
