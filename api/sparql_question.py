"""An HTTP request → the question in it (SPARQL 1.1 Protocol, 2.1.1 to 2.1.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from catalogue.sparql.formats import SHORT_NAMES
from catalogue.sparql.limits import Limits

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_NO_UPDATES = (
    "This endpoint answers queries only; it takes no updates. Records are edited through the catalogue's own doors."
)


class QuestionRefused(Exception):
    """A request that is no question; `reason` says why, `status` is the HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Question:
    """A query, if there is one; what the client accepts; the dataset it names; whether a person asks."""

    query: str | None
    accept: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    page: bool = False


def headers_of(scope: Scope) -> Mapping[bytes, str]:
    """The headers we look at; those given twice are joined (RFC 9110, 5.3)."""
    found: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in (b"accept", b"content-type"):
            text = value.decode("latin-1")
            found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def from_address(scope: Scope, headers: Mapping[bytes, str]) -> Question:
    """The question of a GET; raises QuestionRefused."""
    return _question(_parameters(scope["query_string"]), headers, None)


async def from_body(scope: Scope, headers: Mapping[bytes, str], receive: Receive, limits: Limits) -> Question:
    """The question of a POST, form or direct; raises QuestionRefused."""
    kind, _, parameters = headers.get(b"content-type", "").lower().partition(";")
    kind = kind.strip()
    if kind == _FORM:
        body = await _body(receive, 3 * limits.query_bytes + 16_384)
        asked = _question([*_parameters(scope["query_string"]), *_parameters(body)], headers, None)
        if asked.query is None:
            raise QuestionRefused(400, "There is no query: send one as the parameter query.")
        return asked
    if kind == _QUERY:
        _check_charset(parameters)
        query = _decoded(await _body(receive, limits.query_bytes + 4))
        return _question(_parameters(scope["query_string"]), headers, query)
    if kind == _UPDATE:
        raise QuestionRefused(403, _NO_UPDATES)
    raise QuestionRefused(415, f"Send the query as {_FORM} (parameter query) or as {_QUERY}.")


def _question(parameters: Sequence[tuple[str, str]], headers: Mapping[bytes, str], query: str | None) -> Question:
    named: dict[str, list[str]] = {}
    for name, value in parameters:
        named.setdefault(name, []).append(value)
    if "update" in named:
        raise QuestionRefused(403, _NO_UPDATES)
    queries = [*([] if query is None else [query]), *named.get("query", ())]
    if len(queries) > 1:
        raise QuestionRefused(400, "There is more than one query; ask one at a time.")
    accept, page = _wanted(named, headers.get(b"accept", ""))
    asked = queries[0] if queries else None
    return Question(
        (asked or None) if page else asked,
        accept,
        tuple(named.get("default-graph-uri", ())),
        tuple(named.get("named-graph-uri", ())),
        page,
    )


def _wanted(named: Mapping[str, Sequence[str]], accept: str) -> tuple[str, bool]:
    """What the client accepts, and whether that is a page; `format=` or `output=` says it in place of Accept."""
    asked = next((v for key in ("format", "output") for v in named.get(key, ()) if v), None)
    if asked is None:
        return accept, _is_person(accept)
    if asked.lower() in ("html", *_PAGE_TYPES):
        return asked, True
    known = SHORT_NAMES.get(asked.lower())
    if known is None and "/" not in asked:
        names = ", ".join(one for one in SHORT_NAMES if one != "table")
        raise QuestionRefused(400, f"The format {asked[:40]} is not known here. Known: html, {names}, or a media type.")
    return (known.media_type if known else asked), False


def _is_person(accept: str) -> bool:
    """Whether a page is named before anything else that we could send, as browsers do."""
    if "html" not in accept:
        return False
    names = [item.split(";")[0].strip().lower() for item in accept.split(",")]
    first = next((one for one in names if one in _PAGE_TYPES or one in _MACHINE_TYPES), "")
    return first in _PAGE_TYPES


_MACHINE_TYPES = frozenset(one for form in SHORT_NAMES.values() for one in form.ranges)


def _parameters(text: bytes) -> list[tuple[str, str]]:
    if not text:
        return []
    try:
        decoded = text.decode("utf-8")
        return parse_qsl(decoded, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        raise QuestionRefused(400, "The parameters are not UTF-8, or far too many.") from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise QuestionRefused(400, "The query is not UTF-8.") from None


def _check_charset(parameters: str) -> None:
    for one in parameters.split(";"):
        name, _, value = one.strip().partition("=")
        if name == "charset" and value.strip("\"' ") not in ("utf-8", "utf8", "us-ascii"):
            raise QuestionRefused(415, "A query is sent in UTF-8 (SPARQL 1.1 Protocol, 2.1.3).")


async def _body(receive: Receive, most: int) -> bytes:
    """The body of a request; raises QuestionRefused for one that is too large or breaks off."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise QuestionRefused(400, "The request broke off.")
        piece = message.get("body", b"")
        size += len(piece)
        if size > most:
            raise QuestionRefused(413, f"The query is longer than {most:,} bytes. Ask for less at once.")
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
