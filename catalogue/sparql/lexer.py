"""Query text → the terminals of SPARQL's grammar (SPARQL 1.1, 19.8; with the few that 1.2 adds).

https://www.w3.org/TR/sparql11-query/#sparqlGrammar

The engine's parser reads characters, not terminals, and tries other readings where one fails. So wherever
a text could be read in two ways this lexer refuses it, rather than choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from catalogue.sparql.refusal import QueryRefused, place

# Classes of characters, by what is not in them. Of those beyond ASCII they hold more than the grammar does; the engine
# refuses the rest, and a class of exact ranges takes milliseconds to compile in every worker.
_BASE = "[^\x00-@\\[-`{-\xb6]"  # PN_CHARS_BASE
_FIRST = "[^\x00-@\\[-^`{-\xb6]"  # PN_CHARS_U
_VARNAME = "[^\x00-/:-@\\[-^`{-\xb6]"
_CHARS = "[^\x00-,./:-@\\[-^`{-\xb6]"  # PN_CHARS
_LOCAL_CHARS = "[^\x00-,./;-@\\[-^`{-\xb6]"  # PN_CHARS and the colon
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_NUMBERED = r"\\u(?P<u>[0-9A-Fa-f]{4})|\\U(?P<U>[0-9A-Fa-f]{8})"
_ESCAPED = rf"\\[tbnrf\\\"']|{_CODEPOINT}"

_IRI = rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]++|{_CODEPOINT})*+>"
_LONG = rf"'''(?:[^'\\]++|{_ESCAPED}|''?(?!'))*+'''" + "|" + rf'"""(?:[^"\\]++|{_ESCAPED}|""?(?!"))*+"""'
_SHORT = rf"'(?!'')(?:[^'\\\n\r]++|{_ESCAPED})*+'" + "|" + rf'"(?!"")(?:[^"\\\n\r]++|{_ESCAPED})*+"'
_COMMENT = r"\#[^\r\n]*+"
_PREFIX = rf"{_BASE}(?:\.*+{_CHARS})*+"
_LOCAL = rf"(?:{_VARNAME}|:|{_PLX})(?:\.*+(?:{_LOCAL_CHARS}|{_PLX}))*+"

_TOKEN = re.compile(
    rf"""
    (?:[\ \t\r\n]++|{_COMMENT})*+
    (?: (?P<IRI>{_IRI})
      | (?P<NAME>(?:{_PREFIX})?+:(?:{_LOCAL})?+)
      | (?P<WORD>{_PREFIX})
      | (?P<VARIABLE>[?$]{_VARNAME}++)
      | (?P<STRING>{_LONG}|{_SHORT})
      | (?P<NUMBER>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*\.[0-9]++|[0-9]++)
      | (?P<LANGUAGE>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?)
      | (?P<BLANK>_:{_VARNAME}(?:\.*+{_CHARS})*+)
      | (?P<MARK>&&|\|\||\^\^|!=|<=|>=|\{{\||\|\}}|[{{}}()\[\].,;*/+\-|^!=<>?~])
      | (?P<END>\Z)
      | (?P<STRAY>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = re.compile(r"(?P<WORD>[A-Za-z][A-Za-z0-9_]*)|(?P<MARK>\.)|(?P<STRAY>.)", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ELSEWHERE = re.compile(rf"(?:{_COMMENT}|{_LONG}|{_SHORT}|{_IRI})|{_NUMBERED}", re.VERBOSE)
_POINT = re.compile(_NUMBERED)


class Kind(Enum):
    """The kinds of terminals; MARK is punctuation, WORD a keyword or a function's name."""

    IRI = "IRI"
    NAME = "NAME"
    WORD = "WORD"
    VARIABLE = "VARIABLE"
    STRING = "STRING"
    NUMBER = "NUMBER"
    LANGUAGE = "LANGUAGE"
    BLANK = "BLANK"
    MARK = "MARK"


class Token(NamedTuple):
    """A terminal as written, and where it begins (characters from 0)."""

    kind: Kind
    text: str
    start: int


_KINDS = {kind.value: kind for kind in Kind}


def expanded(text: str) -> str:
    r"""The text with `\uXXXX` and `\UXXXXXXXX` replaced (SPARQL 1.1, 19.2).

    The engine itself reads those in strings and IRIs, where they stay: a `\u0022` in a string does not end it.
    Raises QueryRefused where one means no character.
    """
    if "\\u" not in text and "\\U" not in text:
        return text
    for match in _POINT.finditer(text):
        if not _is_character(int(match[1] or match[2], 16)):
            raise QueryRefused(f"{match[0]} {place(text, match.start())} is not a character.")
    return _ELSEWHERE.sub(lambda m: chr(int(m["u"] or m["U"], 16)) if m["u"] or m["U"] else m[0], text)


class Tokens:
    """The terminals of a text, in order, without white space and comments.

    Raises QueryRefused at a character that begins none.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._words: Iterator[Token] = iter(())

    def __iter__(self) -> Tokens:
        return self

    def __next__(self) -> Token:
        word = next(self._words, None)
        if word is not None:
            return word
        match = _TOKEN.match(self._text, self._at)
        assert match is not None
        name = match.lastgroup or "END"
        if name == "END":
            raise StopIteration
        start, self._at = match.span(name)
        if name == "STRAY":
            raise _stray(self._text, start)
        if name == "WORD" and not _PLAIN.fullmatch(match[name]):
            self._words = _words(self._text, start, self._at)
            return next(self._words)
        return Token(_KINDS[name], match[name], start)

    def comparison(self, iri: Token) -> Token:
        """The `<` of what was read as an IRI, in its place; reading goes on behind it."""
        self._at = iri.start + 1
        return Token(Kind.MARK, "<", iri.start)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    """Words that a full stop joins: `true.FILTER`."""
    for match in _WORDS.finditer(text, start, end):
        name = match.lastgroup or "STRAY"
        if name == "STRAY":
            raise _stray(text, match.start())
        yield Token(_KINDS[name], match[0], match.start())


def _is_character(point: int) -> bool:
    return 0 < point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF


def _stray(text: str, start: int) -> QueryRefused:
    character = text[start]
    where = place(text, start)
    if character in "'\"":
        return QueryRefused(f"The string that begins {where} is not closed, or holds an escape that SPARQL has not.")
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return QueryRefused(f"The character {shown} {where} has no meaning in SPARQL.")
