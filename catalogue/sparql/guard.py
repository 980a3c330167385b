"""Which queries reach the engine: reads of our own triples, of a sane size and depth, and nothing else.

The guard explains; the walls are the confined process and the read-only checkpoint. It judges terminals,
and knows where the engine's parser, which reads characters and tries one reading after another, may see
SERVICE where a lexer sees none: in a word run into another (`trueSERVICE`), in a prefix (`SERVICE:x {`), in the
local part of a name that it cannot make an IRI of (then it takes the prefix alone), behind a second full stop in
a name, and behind a `<` that may open an IRI or compare two values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.sparql.lexer import Kind, Token, Tokens, expanded
from catalogue.sparql.limits import Limits
from catalogue.sparql.refusal import QueryRefused, place


class Form(StrEnum):
    """The four forms of a query (SPARQL 1.1, 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True)
class Examined:
    """A query that may run: its form, and its text as the engine is to read it."""

    form: Form
    text: str


_FORMS = {form.value: form for form in Form}
_UPDATES = frozenset("INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split())
_CLOSES = {")": "(", "]": "[", "}": "{", "|}": "{|"}
_OPENS = frozenset(_CLOSES.values())
_UNARY = frozenset(("!", "+", "-", "^", "^^"))
_OPERANDS = frozenset((Kind.VARIABLE, Kind.NAME, Kind.IRI, Kind.STRING, Kind.NUMBER, Kind.LANGUAGE, Kind.BLANK))
_ENDS = frozenset((")", "]", "}", "*", ">"))
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_SPACE = re.compile(r"<https?://[A-Za-z0-9.\-]+(?::[0-9]+)?/[!-\[\]-~]*>|<urn:[A-Za-z0-9:._/\-]+>")
_LOCAL = re.compile(r"[A-Za-z0-9_:\-]*(?:\.+[A-Za-z0-9_:\-]+)?")
_START = Token(Kind.MARK, "", 0)


def check(query: str, limits: Limits) -> Form:
    """The form of a query; raises QueryRefused with the reason, the place and the HTTP status."""
    return examine(query, limits).form


def examine(query: str, limits: Limits, *, thoroughly: bool = False) -> Examined:
    """The query as it may run; raises QueryRefused.

    `thoroughly` also finds what the engine would refuse anyway, and says it better.
    """
    if len(query) > limits.query_bytes or len(query.encode("utf-8", "replace")) > limits.query_bytes:
        raise QueryRefused(f"The query is longer than {limits.query_bytes:,} bytes.", "Ask for less at once.", 413)
    text = expanded(query)
    stream = Tokens(text)
    declared, form = _prologue(stream, text)
    if thoroughly or not _evidently_harmless(text, limits):
        _Reading(text, limits, declared).read(stream)
    return Examined(form, text)


def _evidently_harmless(text: str, limits: Limits) -> bool:
    """Whether no reading whatever of the text can hold SERVICE or go too deep: the word is not in it at all."""
    nesting = sum(map(text.count, "([{!^+-")) + text.count("<<")
    return nesting <= limits.depth and "service" not in text.lower()


def _prologue(stream: Tokens, text: str) -> tuple[Mapping[str, str], Form]:
    """The declared prefixes with their IRIs, and the form that the first word after them names."""
    declared: dict[str, str] = {}
    for token in stream:
        word = token.text.upper() if token.kind is Kind.WORD else ""
        if word == "BASE":
            _expect(stream, text, Kind.IRI, "an IRI after BASE")
        elif word == "VERSION":
            _expect(stream, text, Kind.STRING, "a string after VERSION")
        elif word == "PREFIX":
            prefix = _expect(stream, text, Kind.NAME, "a prefix such as ex: after PREFIX").text
            declared[prefix] = _expect(stream, text, Kind.IRI, "an IRI after the prefix").text
        elif word in _FORMS:
            return declared, _FORMS[word]
        else:
            raise _no_query(word, token, text)
    raise QueryRefused("There is no query.", f"Begin with {_either(_FORMS)}.")


def _expect(stream: Tokens, text: str, kind: Kind, what: str) -> Token:
    token = next(stream, None)
    if token is None or token.kind is not kind:
        where = place(text, token.start if token else len(text))
        raise QueryRefused(f"The query is not valid SPARQL {where}: {what} is expected.")
    return token


def _no_query(word: str, token: Token, text: str) -> QueryRefused:
    if word in _UPDATES:
        return QueryRefused(
            f"This endpoint answers queries only: {word} would change the collection.",
            "Records are edited through the catalogue's own doors.",
            403,
        )
    where = place(text, token.start)
    return QueryRefused(f"The query is not valid SPARQL {where}: {_either(_FORMS)} is expected.")


def _either(words: dict[str, Form]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}"


class _Reading:
    """What the guard knows while it reads the terminals after the form."""

    def __init__(self, text: str, limits: Limits, declared: Mapping[str, str]) -> None:
        self._text = text
        self._limits = limits
        self._declared = declared
        self._before, self._previous = _START, _START
        self._open: list[Token] = []
        self._expressions: list[bool] = []  # for each that is open: whether it surely holds an expression
        self._braces = 0
        self._quoted = 0  # << not yet closed: triple terms of RDF 1.2
        self._row = 0  # equal operators in a row
        self._values = False  # VALUES was said, its braces are still to come
        self._rows: Token | None = None  # the open brace of VALUES: no expression stands in it

    def read(self, stream: Tokens) -> None:
        """Judges all that is left; raises QueryRefused."""
        for token in stream:
            if token.kind is Kind.IRI and self._compares():
                self._take(stream.comparison(token))
            else:
                self._take(token)
        if self._open:
            opened = self._open[-1]
            where = place(self._text, opened.start)
            raise QueryRefused(f"The query is not valid SPARQL: the {opened.text} {where} is never closed.")

    def _take(self, token: Token) -> None:
        kind = token.kind
        if kind is Kind.MARK:
            self._mark(token)
        elif kind is Kind.WORD:
            self._word(token)
        elif kind is Kind.NAME:
            self._name(token)
        elif kind is Kind.IRI:
            self._iri(token)
        self._before, self._previous = self._previous, token

    def _mark(self, token: Token) -> None:
        text, last = token.text, self._previous
        if text in _OPENS:
            self._opening(token)
        elif text in _CLOSES:
            self._closing(token)
        elif text == last.text and text in "<>" and token.start == last.start + 1:
            self._quoted = max(0, self._quoted + (1 if text == "<" else -1))
        self._row = self._row + 1 if text == last.text and text in _UNARY else 0
        self._deep(len(self._open) + self._quoted + self._row, token)

    def _opening(self, token: Token) -> None:
        if token.text == "{":
            self._service_by_prefix()
            self._braces += 1
            if self._values:
                self._values, self._rows = False, token
        self._expressions.append(token.text == "(" and self._begins_expression())
        self._open.append(token)

    def _begins_expression(self) -> bool:
        """After a word other than `a` and VALUES, and inside another expression."""
        last = self._previous
        if last.kind is Kind.WORD:
            return last.text.upper() not in ("A", "VALUES")
        return bool(self._expressions) and self._expressions[-1]

    def _closing(self, token: Token) -> None:
        if not self._open or self._open[-1].text != _CLOSES[token.text]:
            raise self._unmatched(token)
        opened = self._open.pop()
        self._expressions.pop()
        self._braces -= opened.text == "{"
        if opened is self._rows:
            self._rows = None

    def _unmatched(self, token: Token) -> QueryRefused:
        said = f"The query is not valid SPARQL: the {token.text} {place(self._text, token.start)} closes nothing"
        if not self._open:
            return QueryRefused(f"{said}.")
        opened = self._open[-1]
        return QueryRefused(f"{said}; open is the {opened.text} {place(self._text, opened.start)}.")

    def _word(self, token: Token) -> None:
        word = token.text.upper()
        if "SERVICE" in word:
            raise self._service(token)
        self._values = word == "VALUES"

    def _name(self, token: Token) -> None:
        prefix = token.text[: token.text.index(":") + 1]
        if prefix not in self._declared:
            where = place(self._text, token.start)
            raise QueryRefused(
                f"The prefix {prefix} {where} is not declared.",
                f"Add a line before the query: PREFIX {prefix} <…>",
            )
        local = token.text[len(prefix) :]
        if "service" in local.lower() and not (_LOCAL.fullmatch(local) and _SPACE.fullmatch(self._declared[prefix])):
            where = place(self._text, token.start)
            raise QueryRefused(f"The name {token.text} {where} cannot be told from SERVICE.", "Write its IRI in full.")

    def _service_by_prefix(self) -> None:
        """The engine reads `SERVICE:x {` and `SERVICEex:x {` as SERVICE followed by a name."""
        name = self._previous
        if name.kind is not Kind.NAME or not self._braces or self._before.text.upper() == "GRAPH":
            return
        if "service" in name.text[: name.text.index(":")].lower():
            raise self._service(name)

    def _iri(self, token: Token) -> None:
        text = token.text
        risky = any(map(text.__contains__, "#()!")) or "service" in text.lower()
        if risky and self._may_compare() and not _ABSOLUTE.match(text):
            raise QueryRefused(
                f"The < {place(self._text, token.start)} can be read as a comparison and as the begin of an IRI.",
                "Write a space after it to compare; write a full IRI (https://…) or a prefixed name to name.",
            )

    def _compares(self) -> bool:
        """Whether a `<` here stands between two values: in an expression, after a value."""
        return bool(self._expressions) and self._expressions[-1] and self._may_compare()

    def _may_compare(self) -> bool:
        """Whether it may: in round brackets, after a value."""
        if not self._open or self._open[-1].text != "(":
            return False
        if self._rows is not None and len(self._open) > 1 and self._open[-2] is self._rows:
            return False
        last = self._previous
        if last.kind is Kind.WORD:
            return last.text.lower() in ("true", "false")
        return last.kind in _OPERANDS or last.text in _ENDS

    def _deep(self, depth: int, token: Token) -> None:
        if depth > self._limits.depth:
            raise QueryRefused(
                f"The query is nested more than {self._limits.depth} deep {place(self._text, token.start)}.",
                "Write it flatter.",
            )

    def _service(self, token: Token) -> QueryRefused:
        return QueryRefused(
            f"SERVICE {place(self._text, token.start)} is not allowed here: this endpoint asks no other servers.",
            "Ask the other server yourself, and join the answers.",
            403,
        )
