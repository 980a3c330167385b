"""Earlier public versions of records, by number and by time (Memento, RFC 7089).

The address of a record is its own TimeGate: asked with `Accept-Datetime` it leads (302) to the version
of that time, without it shows the present. What is not public now has no versions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.answers import Answer
from api.labels import best
from api.negotiation import HTML, Representation, wanted
from api.record_answers import LINK_FORMAT, VARY, Past, document, gate_links, moved, page
from catalogue.history.public_history import PublicHistory, nearest
from catalogue.publication import Gone, Moved, PublicRecord, PublicVersion

_TIMEMAP = Representation("timemap", "", LINK_FORMAT, (LINK_FORMAT,))
_NUMBER = re.compile(r"[1-9]\d{0,8}")


def found(request: Request, path: str) -> PublicRecord | Gone | Moved:
    """What is at a path; 404 for what never was public."""
    at: PublicRecord | Gone | Moved | None = request.app.state.log.by_path(path)
    if at is None:
        raise HTTPException(404)
    return at


def gone(request: Request, at: Gone, form: Representation | None) -> Answer:
    """What is left of a record that is gone: its last public state where that may be shown, else only that it is."""
    last = _history(request).last(at)
    if last is None or form is None:
        raise HTTPException(410, at.reason or None)
    past = Past(deleted=True, end=at.time, reason=at.reason or "")
    return page(request, last, past) if form is HTML else document(request, last, form, past)


def led(request: Request, path: str, suffix: Representation | None) -> Response | None:
    """The way to the version of a time, where one was asked for; None for a record that is not public."""
    asked = request.headers.get("accept-datetime")
    if asked is None:
        return None
    moment = _moment(asked)
    versions = _history(request).versions(path)
    if not versions:
        return None
    query = [("version", str(nearest(versions, moment).number))]
    query += [(key, value) for key, value in request.query_params.multi_items() if key == "lang"]
    where = f"{path}{suffix.suffix if suffix else ''}?{urlencode(query)}"
    headers = {"Vary": VARY, "Link": ", ".join([*gate_links(path), *_ends(path, versions)])}
    return RedirectResponse(where, 302, headers)


def version(request: Request, path: str, suffix: Representation | None, form: Representation) -> Answer:
    """A record as it was in the version that is asked for."""
    at = found(request, path)
    if isinstance(at, Moved):
        return moved(at, form, suffix)
    if isinstance(at, Gone):
        return gone(request, at, form)
    asked = request.query_params["version"]
    number = int(asked) if _NUMBER.fullmatch(asked) else 0
    versions = _history(request).versions(path)
    place = next((n for n, one in enumerate(versions) if one.number == number), None)
    shown = _history(request).version(versions[place]) if place is not None else None
    if shown is None or place is None:
        raise HTTPException(410 if versions and 0 < number < versions[-1].number else 404)
    past = _past(path, versions, place)
    return page(request, shown, past) if form is HTML else document(request, shown, form, past)


def timemap(request: Request) -> Response:
    """The list of the public versions of a record, for programs and for people."""
    path = f"/{request.path_params['slug']}/{request.path_params['name']}"
    form = wanted(request.headers.get("accept"), (_TIMEMAP, HTML))
    at = found(request, path)
    if isinstance(at, Moved):
        return RedirectResponse(f"{at.to}/versions", 301)
    if isinstance(at, Gone):
        raise HTTPException(410, at.reason or None)
    if form is None:
        raise HTTPException(406)
    if form is HTML:
        answer: Answer = request.app.state.kept.get(request, lambda: _versions_page(request, at))
        return answer.send(request)
    body = ",\n".join(_timemap(path, _history(request).versions(path))) + "\n"
    return Answer(body.encode(), LINK_FORMAT, at.updated).send(request)


def _past(path: str, versions: Sequence[PublicVersion], place: int) -> Past:
    one = versions[place]
    after = versions[place + 1] if place + 1 < len(versions) else None
    links = [*gate_links(path), *_ends(path, versions)]
    if place > 0:
        links.append(_memento(path, versions[place - 1], "prev"))
    if after is not None:
        links.append(_memento(path, after, "next"))
    headers = {"Memento-Datetime": _http(one.time), "Link": ", ".join(links)}
    end = after.time if after is not None else None
    return Past(one.number, one.time, end, after is None, query=f"?version={one.number}", headers=headers)


def _versions_page(request: Request, at: PublicRecord) -> Answer:
    state = request.app.state
    versions = _history(request).versions(at.path)
    rows = [(one, later.time if later else None) for one, later in zip(versions, [*versions[1:], None], strict=True)]
    summary = state.log.summaries([at.iri]).get(at.iri)
    name = best(summary.labels, state.pages.tongue(request).language.code) if summary is not None else None
    body = state.pages.render(request, "versions.html", path=at.path, name=name, versions=rows[::-1])
    return Answer(body, HTML.content_type, at.updated, {"Link": ", ".join(gate_links(at.path))})


def _timemap(path: str, versions: Sequence[PublicVersion]) -> list[str]:
    own = f'<{path}/versions>; rel="self"; type="{LINK_FORMAT}"'
    if not versions:
        return [gate_links(path)[0], own]
    span = f'; from="{_http(versions[0].time)}"; until="{_http(versions[-1].time)}"'
    ends = {0: "first", len(versions) - 1: "last"} if len(versions) > 1 else {0: "first last"}
    return [gate_links(path)[0], own + span, *(_memento(path, v, ends.get(n, "")) for n, v in enumerate(versions))]


def _ends(path: str, versions: Sequence[PublicVersion]) -> list[str]:
    if len(versions) == 1:
        return [_memento(path, versions[0], "first last")]
    return [_memento(path, versions[0], "first"), _memento(path, versions[-1], "last")]


def _memento(path: str, one: PublicVersion, place: str) -> str:
    relation = f"{place} memento".strip()
    return f'<{path}?version={one.number}>; rel="{relation}"; datetime="{_http(one.time)}"'


def _http(time: datetime) -> str:
    return format_datetime(time.astimezone(UTC), usegmt=True)


def _moment(asked: str) -> datetime:
    """The moment of an Accept-Datetime header; 400 for anything else (RFC 7089, 4.5.3)."""
    try:
        moment = parsedate_to_datetime(asked[:100])
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    except ValueError:
        raise HTTPException(400) from None


def _history(request: Request) -> PublicHistory:
    history: PublicHistory = request.app.state.catalogue.public_history
    return history
