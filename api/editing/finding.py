"""Working records, drafts included: searched, listed by type, narrowed down, and chosen for work on many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.editing.forms.opened import summaries_of
from api.editing.readable import readable
from api.editing.status import status_name
from api.lists import found_entry
from api.paging import asked, paging
from api.shown import Entry
from api.staff import StaffRoute, may, staff_page
from catalogue.accounts import Act
from catalogue.database.heads import Wanted
from catalogue.labels import display_label
from catalogue.projections.search import Hit, SearchIndex, Sort
from catalogue.projections.search_queries import Among, Link
from catalogue.shapes import Kind, RecordType, label_in
from catalogue.working import Standing, WorkingLog

PAGE = 50
LONGEST = 200
STATUSES = ("draft", "published", "changed", "withdrawn")
STUB = "stub"
_SORTS: tuple[Sort, ...] = ("relevance", "label", "updated")
_FACETS, _VALUES, _DEEPEST = 10, 8, 2


@dataclass(frozen=True)
class Asked:
    """What is asked for: words, a type, a status, an institution, one's own, links; and in which order."""

    text: str = ""
    type: str = ""
    status: str = ""
    institution: str | None = None
    mine: bool = False
    links: tuple[Link, ...] = ()
    sort: Sort = "label"

    def address(self, path: str) -> str:
        """The address of the list at a path."""
        said = urlencode(self.query(whole=path == SEARCH))
        return f"{path}?{said}" if said else path

    def query(self, *, whole: bool = True) -> list[tuple[str, str]]:
        """What is asked as the fields of a form; `whole` with the type, which else the path says."""
        institution = [("institution", self.institution)] if self.institution is not None else []
        said = [
            ("q", self.text),
            ("type", self.type if whole else ""),
            ("status", self.status),
            ("mine", "1" if self.mine else ""),
            ("sort", self.sort if self.sort != self.usual else ""),
            *(("link", f"{address}|{target}") for address, target in self.links),
        ]
        return [*((key, value) for key, value in said if value), *institution]

    @property
    def usual(self) -> Sort:
        """The order that need not be said."""
        return "relevance" if self.text else "label"

    @property
    def narrowed(self) -> bool:
        """Whether anything but words and type is asked for."""
        return bool(self.status or self.institution is not None or self.mine or self.links)


@dataclass(frozen=True)
class Choice:
    """A way to narrow a list down, or to widen it again where it is on; `total` is None where nobody counted."""

    label: str
    href: str
    active: bool = False
    total: int | None = None


@dataclass(frozen=True)
class Row:
    """A found record: how it is called, how it stands."""

    iri: str
    entry: Entry
    standing: Standing
    status: str
    institution: str


SEARCH = "/edit/search"


def search(request: Request) -> Response:
    """All working records that answer."""
    return _page(request, read_asked(request.query_params.multi_items(), request), SEARCH, None)


def listed(request: Request) -> Response:
    """The working records of one type."""
    record_type: RecordType = request.app.state.schema.by_slug[request.path_params["slug"]]
    wanted = replace(read_asked(request.query_params.multi_items(), request), type=record_type.slug)
    return _page(request, wanted, f"/edit/{record_type.slug}", record_type)


def read_asked(said: Sequence[tuple[str, str]], request: Request) -> Asked:
    """What is asked for by the fields of an address or a form; what is not known is not asked for."""
    state, one = request.app.state, dict(said)
    text = one.get("q", "").strip()[:LONGEST]
    split = (value.partition("|") for key, value in said if key == "link")
    links = tuple((address, target) for address, _, target in split if address in state.schema.addresses)
    sort = next((s for s in _SORTS if s == one.get("sort") and (text or s != "relevance")), None)
    wanted = Asked(
        text,
        one.get("type", "") if one.get("type") in state.schema.by_slug else "",
        one.get("status", "") if one.get("status") in (*STATUSES, STUB) else "",
        one.get("institution"),
        one.get("mine") == "1",
        links,
    )
    return replace(wanted, sort=sort or wanted.usual)


def among(request: Request, wanted: Asked) -> Among | None:
    """The records that may be read here and stand as is asked; None where that is any."""
    places = readable(request)
    if wanted.institution is not None:
        places = (wanted.institution,) if places is None or wanted.institution in places else ()
    status = wanted.status if wanted.status != STUB else ""
    who = request.state.person.name if wanted.mine else ""
    if places is None and not (wanted.status or who):
        return None
    log: WorkingLog = request.app.state.working
    return log.matching(Wanted(status, wanted.status == STUB, places, who))


def _page(request: Request, wanted: Asked, path: str, record_type: RecordType | None) -> Response:
    state = request.app.state
    index: SearchIndex = state.working_index
    tongue = state.pages.tongue(request)
    language, gettext = tongue.language.code, tongue.messages.gettext
    chosen, page = among(request, wanted), asked(request)
    slug = wanted.type or None
    found = index.search(wanted.text, slug, wanted.links, (page - 1) * PAGE, PAGE, language, wanted.sort, among=chosen)
    standing = state.working.standing(hit.iri for hit in found.hits)
    titles = {one.key: one.title for one in state.people.institutions.all()}
    rows = [
        Row(
            hit.iri,
            _entry(request, hit),
            standing[hit.iri],
            status_name(standing[hit.iri].status, gettext),
            titles.get(standing[hit.iri].institution, standing[hit.iri].institution),
        )
        for hit in found.hits
        if hit.iri in standing
    ]
    return staff_page(
        request,
        "staff/finding.html",
        path=path,
        kind=label_in(record_type.plurals, language) if record_type else "",
        new=f"/edit/{record_type.slug}/new" if record_type and may(request, Act.EDIT, record_type) else "",
        singular=label_in(record_type.labels, language) if record_type else "",
        asked=wanted,
        kept=[(key, value) for key, value in wanted.query(whole=record_type is None) if key not in ("q", "sort")],
        rows=rows,
        total=found.total,
        types=[] if record_type else _types(request, wanted, chosen),
        statuses=_statuses(request, wanted, path),
        institutions=_institutions(wanted, path, titles),
        mine=Choice("", replace(wanted, mine=not wanted.mine).address(path), wanted.mine),
        facets=list(_facets(request, wanted, chosen, path, record_type)),
        sorts=[(one, replace(wanted, sort=one).address(path)) for one in _SORTS if wanted.text or one != "relevance"],
        everything=replace(wanted, status="", institution=None, mine=False, links=()).address(path),
        bulk=may(request, Act.BULK, record_type),
        query=urlencode(wanted.query()),
        paging=paging(page, PAGE, found.total, path, wanted.query(whole=record_type is None)),
    )


def _entry(request: Request, hit: Hit) -> Entry:
    """A found record as a line; whoever may not read everything gets no passage, as that names what it refers to."""
    found = found_entry(hit, request.app.state.schema, request.app.state.pages.tongue(request).language.code)
    passage = found.passage if readable(request) is None else ()
    return replace(found, href=f"/edit{hit.path}", passage=passage)


def _types(request: Request, wanted: Asked, chosen: Among | None) -> list[Choice]:
    """The types of which something was found, and the one that is chosen."""
    state = request.app.state
    language = state.pages.tongue(request).language.code
    counted = state.working_index.facets(["slug"], wanted.text, None, wanted.links, len(state.schema.by_slug), chosen)
    totals = dict(counted["slug"])
    return [
        Choice(
            label_in(one.plurals, language),
            replace(wanted, type="" if one.slug == wanted.type else one.slug).address(SEARCH),
            one.slug == wanted.type,
            totals.get(one.slug, 0),
        )
        for one in state.schema.record_types
        if one.slug in totals or one.slug == wanted.type
    ]


def _statuses(request: Request, wanted: Asked, path: str) -> list[Choice]:
    gettext = request.app.state.pages.tongue(request).messages.gettext
    names = [(one, status_name(one, gettext)) for one in STATUSES] + [(STUB, gettext("stub"))]
    return [
        Choice(name, replace(wanted, status="" if on else key).address(path), on)
        for key, name in names
        for on in (key == wanted.status,)
    ]


def _institutions(wanted: Asked, path: str, titles: Mapping[str, str]) -> list[Choice]:
    return [
        Choice(title, replace(wanted, institution=None if on else key).address(path), on)
        for key, title in titles.items()
        for on in (key == wanted.institution,)
    ]


def _facets(
    request: Request, wanted: Asked, chosen: Among | None, path: str, record_type: RecordType | None
) -> Iterator[tuple[str, list[Choice]]]:
    """The fields of a type by which its records are told apart, each with the values found most often."""
    if record_type is None:
        return
    state = request.app.state
    language = state.pages.tongue(request).language.code
    fields = [
        a
        for a in state.schema.addresses.values()
        if a.record_type is record_type and a.field.facet and a.field.kind is Kind.REFERENCE
        and len(a.steps) <= _DEEPEST and not any(step.inverse for step in a.steps)
    ]  # fmt: skip
    counted = state.working_index.facets(
        [a.text for a in fields], wanted.text, record_type.slug, wanted.links, _VALUES, chosen
    )
    called = summaries_of(request, {target for values in counted.values() for target, _ in values})
    for address in [a for a in fields if counted[a.text]][:_FACETS]:
        choices = []
        for target, total in counted[address.text]:
            link = (address.text, target)
            others = tuple(one for one in wanted.links if one != link)
            label = display_label(called[target].labels, language, target) if target in called else target
            further = replace(wanted, links=others if link in wanted.links else (*wanted.links, link))
            choices.append(Choice(label, further.address(path), link in wanted.links, total))
        yield label_in(address.field.labels, language), choices


routes = (StaffRoute(SEARCH, search, act=Act.READ, name="edit_search"),)
lists = (StaffRoute("/edit/{slug}", listed, act=Act.READ, name="edit_list"),)
"""To stand after all other routes of two steps under /edit."""
