"""What is to be done to many records: which field, what to it, which value; or publishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from api.editing.bulk.words import doing_name, unfit_words
from api.editing.forms.choices import choices, terms
from api.editing.forms.opened import Opened, summaries_of
from api.editing.forms.page import unfound
from api.editing.forms.problems import of_faults
from api.editing.forms.reading import Option, Problem, Reading
from api.editing.forms.seeking import sought
from api.editing.forms.sent import Sent, read_sent
from api.labels import Label, best
from api.messages import Gettext
from api.presenter import presenter_for
from api.staff import may, staff_page
from api.words import gettext_of
from catalogue.accounts import Act
from catalogue.bulk import Bulk, Doing, Job, Operation, Place, Unfit, place_of, unfit, value_form
from catalogue.bulk.duplicates import MOST as SIDE_BY_SIDE
from catalogue.bulk.values import LOOKED, values_in
from catalogue.catalogue import Catalogue
from catalogue.editing.building import with_row
from catalogue.editing.form import NEW, Form, FormField, Look, Widget
from catalogue.editing.reading import Fault
from catalogue.ontology import labels_of_terms
from catalogue.rdf import is_iri
from catalogue.shapes import RecordType, label_in

FIRST_FEW = 5
_NEW_VALUE = (Doing.ADD, Doing.REPLACE)
_OLD_VALUE = (Doing.REPLACE, Doing.REMOVE)
_WAYS = (Doing.PUBLISH, Doing.ASK, Doing.APPROVE, Doing.WITHDRAW)


@dataclass(frozen=True)
class Way:
    """Something that can be done, and where; `on` where it is chosen."""

    label: str
    href: str
    on: bool = False
    total: int = 0


@dataclass(frozen=True)
class Choosing:
    """What was chosen so far."""

    place: Place | None = None
    address: str = ""
    doing: Doing | None = None
    operation: Operation | None = None
    sent: Sent = Sent(())  # noqa: RUF009  frozen
    faults: tuple[Unfit | Fault, ...] = ()


def asked_for(request: Request) -> Choosing:
    """What the address of the page says."""
    address = request.query_params.get("address", "")
    return _chosen(request, address, request.query_params.get("doing", ""))


def sent_for(request: Request) -> Choosing:
    """What was sent for the page, as an operation."""
    pairs = request.state.form.multi_items()
    form = {name: text for name, text in pairs if isinstance(text, str)}
    held = _chosen(request, form.get("_address", ""), form.get("_doing", ""))
    if held.doing is None:
        return held
    inputs: tuple[tuple[str, str], ...] = ()
    sent = read_sent(pairs)
    if held.doing in _NEW_VALUE and held.place is not None and held.place.steps:
        sent, inputs = _read_value(request, held.place, sent)
    operation = Operation(
        held.doing, held.address, form.get("_old", ""), inputs, form.get("_find", ""), form.get("_put", ""),
        "_case" in form, form.get("_class", ""),
    )  # fmt: skip
    return replace(held, sent=sent, operation=operation)


def faults_of(request: Request, job: Job, held: Choosing) -> tuple[Unfit | Fault, ...]:
    """Why it cannot be done so to any record."""
    if held.operation is None:
        return (Unfit.FIELD,)
    catalogue: Catalogue = request.app.state.catalogue
    found = unfit(held.operation, catalogue.schema, catalogue.base)
    if not found and held.operation.old and held.place is not None:
        known = {term for term, _ in _values(request, job, held.place)}
        found = () if held.operation.old in known else (Unfit.NEW,)
    return found


def drawn_again(sent: Sent) -> bool:
    """Whether a button only asked for another row of the new value."""
    return sent.do in ("add", "remove", "restore")


def choosing(request: Request, job: Job, held: Choosing, status: int = 200, error: str = "") -> Response:
    """The page on which it is chosen."""
    state, gettext = request.app.state, gettext_of(request)
    language = state.pages.tongue(request).language.code
    records = _records(request, job)
    kinds = _kinds(request, job, records, held)
    only = held.place.record_type if held.place is not None else None
    if only is None and len(kinds) == 1:
        only = state.schema.by_slug[next(iter(records))]
        held = replace(held, place=Place(only), address=only.slug)
    place, value = held.place, _value(request, held)
    return staff_page(
        request,
        "staff/bulk_choose.html",
        status,
        job=job,
        error=error,
        first=_first(request, records),
        kinds=kinds,
        path=_path(place, job, language),
        address=held.address,
        inner=_inner(place, held.address, language),
        doings=_doings(place, held, job, gettext),
        doing=held.doing,
        doing_words=doing_name(held.doing, gettext) if held.doing is not None else "",
        said=held.operation,
        faults=[unfit_words(one, gettext) for one in held.faults if isinstance(one, Unfit)],
        problems=list(value[0].problems) if value is not None else [],
        value=value,
        old=_old(request, job, held),
        looked=LOOKED,
        classes=_classes(place, language),
        standings=[(one.value, doing_name(one, gettext)) for one in _WAYS if state.bulk.may(request.state.person, one)],
        merges=len(records) == 1 and 1 < job.row.total <= SIDE_BY_SIDE and may(request, Act.DELETE),
        why=held.sent.why or job.row.why,
    )


def _chosen(request: Request, address: str, doing: str) -> Choosing:
    place = place_of(request.app.state.schema, address)
    wanted = next((one for one in Doing if one.value == doing and one is not Doing.MERGE), None)
    if place is None:
        return Choosing(doing=wanted if wanted in _WAYS else None, operation=None)
    return Choosing(place, address, wanted if wanted in (*place.doings, *_WAYS) else None)


def _read_value(request: Request, place: Place, sent: Sent) -> tuple[Sent, tuple[tuple[str, str], ...]]:
    """What was filled in for a new value, by the name of its field."""
    base = request.app.state.settings.base
    blank, one = value_form(place, base)
    sent = sought(request, Opened(place.record_type, blank.record, None), sent)
    own = one.name
    inputs = tuple((n.removeprefix(own), text) for n, text in sent.inputs if n.startswith(f"{own}/{NEW}"))
    return sent, inputs


def _value(request: Request, held: Choosing) -> tuple[Reading, FormField] | None:
    """The form of a new value, where there is one to fill in."""
    place = held.place
    if place is None or not place.steps or held.doing not in _NEW_VALUE:
        return None
    inputs = held.operation.inputs if held.operation is not None else ()
    form, one = value_form(place, request.app.state.settings.base, inputs, Look(choices=choices(request)))
    if held.sent.do == "add" and held.sent.place in form.fields:
        form = with_row(form, held.sent.place)
        one = form.fields[one.name]
    gettext = gettext_of(request)
    problems = (
        *of_faults([f for f in held.faults if isinstance(f, Fault)], gettext),
        *unfound(held.sent, form, gettext),
    )
    return _read(request, form, problems, held.sent), one


def _read(request: Request, form: Form, problems: Sequence[Problem], sent: Sent) -> Reading:
    pointed = {r.text for r in form.rows.values() if r.widget in (Widget.REFERENCE, Widget.CHOICE) and r.text}
    presenter = presenter_for(request, summaries_of(request, pointed))
    schema, candidates = request.app.state.schema, getattr(sent, "candidates", None)
    return Reading(form, schema, presenter, problems, terms(request), sent.sought, candidates)


def _records(request: Request, job: Job) -> dict[str, list[str]]:
    """The records by type, as far as they are there."""
    bulk: Bulk = request.app.state.bulk
    standing = request.app.state.working.standing([iri for iri, _ in bulk.chosen(job)])
    found: dict[str, list[str]] = {}
    for one in standing.values():
        found.setdefault(one.slug, []).append(one.iri)
    return found


def _kinds(request: Request, job: Job, records: dict[str, list[str]], held: Choosing) -> list[Way]:
    state = request.app.state
    language = state.pages.tongue(request).language.code
    chosen = held.place.record_type.slug if held.place is not None else ""
    types = [state.schema.by_slug[slug] for slug in sorted(records, key=lambda one: -len(records[one]))]
    return [
        Way(
            label_in(t.plurals, language),
            f"/edit/bulk/{job.id}?address={t.slug}",
            t.slug == chosen,
            len(records[t.slug]),
        )
        for t in types
    ]


def _first(request: Request, records: dict[str, list[str]]) -> list[tuple[str, Label]]:
    """The first few records, by name."""
    language = request.app.state.pages.tongue(request).language.code
    iris = [iri for some in records.values() for iri in some[:FIRST_FEW]][:FIRST_FEW]
    found = summaries_of(request, set(iris))
    return [(f"/edit{s.path}", best(s.labels, language) or Label(s.path)) for iri in iris if (s := found.get(iri))]


def _path(place: Place | None, job: Job, language: str) -> list[Way]:
    """The way to the field, from the record type."""
    if place is None:
        return []
    address, found = place.record_type.slug, []
    for one in (None, *place.steps):
        address = address if one is None else f"{address}.{one.key}"
        label = label_in(place.record_type.labels if one is None else one.labels, language)
        found.append(Way(label, f"/edit/bulk/{job.id}?address={address}"))
    return found


def _inner(place: Place | None, address: str, language: str) -> list[Option]:
    """The fields below what is chosen."""
    if place is None or place.shape is None:
        return []
    return [Option(f"{address}.{f.key}", label_in(f.labels, language)) for f in place.shape.fields if not f.inverse]


def _doings(place: Place | None, held: Choosing, job: Job, gettext: Gettext) -> list[Way]:
    at = f"/edit/bulk/{job.id}?address={held.address}&doing="
    return [Way(doing_name(one, gettext), at + one.value, one is held.doing) for one in (place.doings if place else ())]


def _classes(place: Place | None, language: str) -> list[Option]:
    if place is None or place.shape is None:
        return []
    labels = labels_of_terms()
    return [Option(c, label_in(labels.get(c, {}), language) or c.rsplit("/", 1)[-1]) for c in place.shape.classes]


def _values(request: Request, job: Job, place: Place) -> Sequence[tuple[str, int]]:
    catalogue: Catalogue = request.app.state.catalogue
    iris = [iri for iri, _ in request.app.state.bulk.chosen(job)]
    return values_in(catalogue.database, catalogue.base, place, iris)


def _old(request: Request, job: Job, held: Choosing) -> list[tuple[str, str, int]]:
    """The values that are there, each with how many records have it."""
    if held.place is None or held.doing not in _OLD_VALUE:
        return []
    found = _values(request, job, held.place)
    presenter = presenter_for(request, summaries_of(request, {t[1:-1] for t, _ in found if is_iri(t)}))
    return [(term, presenter.term(term).text or term, number) for term, number in found]


def type_of(request: Request, path: str) -> RecordType | None:
    """The type of a record, as its path tells."""
    found: RecordType | None = request.app.state.schema.by_slug.get(path.strip("/").partition("/")[0])
    return found
