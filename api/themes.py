"""The themes under which record types stand: in the navigation, and on the front page with their stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.asked import Row
from api.messages import Gettext
from api.presenter import Presenter
from api.stories import Piece, story
from catalogue.publication import Summary
from catalogue.shapes import RecordType, Schema, label_in


@dataclass(frozen=True)
class Kind:
    """A record type in a list: its path, its plural, how many are public; what one of them is called."""

    href: str
    label: str
    total: int = 0
    singular: str = ""


@dataclass(frozen=True)
class Heading:
    """A theme in the navigation, with its record types; the last heading is for those without a theme."""

    key: str
    label: str
    description: str
    kinds: tuple[Kind, ...]
    stories: Mapping[str, str]

    @property
    def alone(self) -> Kind | None:
        """The record type that is the whole theme."""
        return self.kinds[0] if len(self.kinds) == 1 else None


@dataclass(frozen=True)
class Told:
    """A theme on the front page: how much is public, its story, and where its query can be changed."""

    heading: Heading
    kinds: tuple[Kind, ...]
    total: int
    story: tuple[Piece, ...]
    query: str


def headings(schema: Schema, language: str, gettext: Gettext) -> tuple[Heading, ...]:
    """All themes that have record types, and what stands under none."""
    known = {theme.iri for theme in schema.themes}
    found = [
        Heading(
            theme.key,
            label_in(theme.labels, language),
            label_in(theme.description, language),
            tuple(_kind(one, language) for one in schema.record_types if one.theme == theme.iri),
            theme.stories,
        )
        for theme in schema.themes
    ]
    rest = tuple(_kind(one, language) for one in schema.record_types if one.theme not in known)
    further = Heading("", gettext("Further kinds of record"), "", rest, {})
    return tuple(one for one in (*found, further) if one.kinds)


def told(
    themes: Sequence[Heading],
    counts: Mapping[str, int],
    rows: Mapping[str, Sequence[Row]],
    questions: Mapping[str, str],
    presenter: Presenter,
    public: Mapping[str, Summary],
) -> Iterator[Told]:
    """The themes of the front page, in their order; `rows` and `questions` are by theme."""
    for one in themes:
        kinds = tuple(Kind(kind.href, kind.label, counts.get(kind.href[1:], 0)) for kind in one.kinds)
        sentence = label_in(one.stories, presenter.language)
        yield Told(
            one,
            tuple(kind for kind in kinds if kind.total),
            sum(kind.total for kind in kinds),
            story(sentence, rows.get(one.key, ()), presenter, public),
            asking(questions[one.key]) if one.key in questions else "",
        )


def asking(query: str) -> str:
    """The address of the SPARQL page with a query filled in."""
    return "/sparql?" + urlencode({"query": query})


def _kind(one: RecordType, language: str) -> Kind:
    return Kind(f"/{one.slug}", label_in(one.plurals, language), singular=label_in(one.labels, language))
