"""A published record → the page of it, from its shape alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.labels import Label, best, unnamed
from api.presenter import Presenter
from api.shown import Names, RecordPage, Section, Shown, ShownField
from catalogue.publication import PublicRecord, Summary
from catalogue.rdf import iri_text, is_iri, is_literal, text_of
from catalogue.record import Part, RecordView
from catalogue.shapes import Field, Schema, label_in
from catalogue.working import WorkingRecord

HEADER, SIDE, BODY = "Header", "Side", "Body"
IMAGE = "ImageViewer"


def neighbours(view: RecordView) -> frozenset[str]:
    """The IRIs of all that a record refers to: what its page needs labels of."""
    return frozenset(_references(view.root))


def record_page(
    schema: Schema,
    public: PublicRecord | WorkingRecord,
    view: RecordView,
    presenter: Presenter,
    summary: Summary | None,
) -> RecordPage:
    """The page of a record for one reader; `summary` is the record's own."""
    kind = view.record_type
    kind_label = label_in(kind.labels, presenter.language)
    names = _names(view.root, presenter, summary, f"{kind_label} {unnamed(public.iri, public.path).text}")
    shown = _fields(view.root, presenter, names)
    placed = {
        area: [f for f in kind.fields if f.key in shown and _area(schema, f) == area] for area in (HEADER, SIDE, BODY)
    }
    header = [shown[f.key] for f in placed[HEADER] if not _pictures(shown[f.key])]
    images = (image for one in shown.values() for value in one.values for image in _images(value))
    return RecordPage(
        iri=public.iri,
        path=public.path,
        slug=public.slug,
        kind=kind_label,
        plural=label_in(kind.plurals, presenter.language),
        names=names,
        header=(*header, *_lifted(view.root, presenter)),
        sections=tuple(_sections(schema, placed[BODY], shown, presenter.language)),
        side=tuple(_sections(schema, placed[SIDE], shown, presenter.language)),
        images=tuple(images),
        updated=public.updated,
    )


def _references(part: Part) -> Iterator[str]:
    for values in part.values.values():
        for value in values:
            if value.part is not None:
                yield from _references(value.part)
            elif is_iri(value.term):
                yield iri_text(value.term)


def _names(root: Part, presenter: Presenter, summary: Summary | None, otherwise: str) -> Names:
    """One name for each language, the first of each; the best for the reader is the title."""
    found: dict[str, str] = {}
    for one in root.shape.fields:
        if one.names:
            for value in root.all(one.key):
                found.setdefault(*_name(value.term, value.part, presenter))
    labels: Mapping[str, str] = found or (summary.labels if summary is not None else {})
    title = best(labels, presenter.language) or Label(otherwise)
    others = (Label(text, language) for language, text in sorted(labels.items()))
    return Names(title, tuple(label for label in others if label.text != title.text))


def _name(term: str, part: Part | None, presenter: Presenter) -> tuple[str, str]:
    if part is None:
        return "", text_of(term)
    content = part.first("content")
    return presenter.language_of(part), text_of(content) if content and is_literal(content) else ""


def _fields(root: Part, presenter: Presenter, names: Names) -> dict[str, ShownField]:
    """Every field that the page shows, by key; names only where the head of the page does not tell
    them all.
    """
    told = {names.title.text, *(label.text for label in names.others)}
    naming = {one.key for one in root.shape.fields if one.names}
    return {
        one.key: one
        for one in presenter.fields(root, root.shape.fields)
        if one.claims or one.key not in naming or not all(_said(value) in told for value in one.values)
    }


def _said(value: Shown) -> str:
    content = value.first("content")
    return content.text if content is not None else value.text


def _area(schema: Schema, one: Field) -> str:
    """Where on the page a field stands; names that the title does not tell belong to the body."""
    group = schema.groups.get(_grouped(one))
    return BODY if one.names else one.display or (group.display if group else None) or BODY


def _lifted(root: Part, presenter: Presenter) -> Iterator[ShownField]:
    """Fields of parts that are marked for the header: the maker and date of a making."""
    for one in root.shape.fields:
        for value in root.all(one.key):
            if value.part is not None and not one.names:
                marked = (inner for inner in value.part.shape.fields if inner.display == HEADER)
                yield from presenter.fields(value.part, marked)


def _sections(schema: Schema, placed: list[Field], shown: Mapping[str, ShownField], language: str) -> Iterator[Section]:
    """Fields by group, groups in their order; what has no group comes last, without a heading."""
    order = {iri: (group.order, iri) for iri, group in schema.groups.items()}
    for iri in sorted({_grouped(one) for one in placed}, key=lambda g: order.get(g, (float("inf"), g))):
        fields = tuple(shown[one.key] for one in placed if _grouped(one) == iri)
        group = schema.groups.get(iri)
        yield Section(
            iri.rsplit(".", 1)[-1] or "further",
            label_in(group.labels, language) if group else "",
            fields,
        )


def _grouped(one: Field) -> str:
    return one.group or ""


def _pictures(one: ShownField) -> bool:
    return any(value.viewer == IMAGE for value in one.values)


def _images(value: Shown) -> Iterator[Shown]:
    """The images in a value that have an address."""
    if value.viewer == IMAGE and value.address():
        yield value
        return
    for one in value.fields:
        for inner in one.values:
            yield from _images(inner)
