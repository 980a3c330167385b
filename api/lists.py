"""Entries of lists: records as lines, with what was searched for marked."""

from __future__ import annotations

from collections.abc import Sequence

from api.labels import Label
from api.presenter import Presenter
from api.shown import Entry
from catalogue.projections.search import Hit
from catalogue.publication import Summary
from catalogue.shapes import Schema, label_in


def entry(hit: Hit) -> Entry:
    """A found record, as a line of a list."""
    return Entry(hit.path, Label(hit.label or hit.path, hit.language))


def found_entry(hit: Hit, schema: Schema, language: str) -> Entry:
    """A found record with its kind, the words that were searched for marked in its label and in a
    passage.
    """
    kind = label_in(schema.by_slug[hit.slug].labels, language)
    passage = hit.highlight or ()
    told = "".join(segment.text for segment in passage) in ("", hit.label)
    return Entry(
        hit.path,
        Label(hit.label or hit.path, hit.language),
        kind,
        hit.title,
        () if told else passage,
    )


def summary_entries(summaries: Sequence[Summary], presenter: Presenter, schema: Schema) -> tuple[Entry, ...]:
    """Records by their summaries, as lines of a list."""
    return tuple(
        Entry(one.path, presenter.label(one), label_in(schema.by_slug[one.slug].labels, presenter.language))
        for one in summaries
    )
