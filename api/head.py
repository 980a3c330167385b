"""What the head of a record's page tells machines: a description, an image, Dublin Core, schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.cite import as_dublin_core
from api.presenter import Presenter
from api.schema_org import SchemaOrg
from api.shown import RecordPage
from catalogue.publication import Summary
from catalogue.record import RecordView
from catalogue.settings import Settings

_LONGEST = 300
_ESCAPED = tuple((one, f"\\u{ord(one):04x}") for one in "<>&\u2028\u2029")


@dataclass(frozen=True)
class Head:
    """`core` are Dublin Core elements and their values; `data` is JSON-LD that no text can break out of."""

    url: str
    description: str
    image: str
    core: Sequence[tuple[str, str]]
    data: Markup


def head(
    page: RecordPage,
    view: RecordView,
    presenter: Presenter,
    summaries: Mapping[str, Summary],
    words: SchemaOrg,
    settings: Settings,
    facts: Sequence[str],
) -> Head:
    """The head of a page; `facts` stand in where the record has no description."""
    own = summaries.get(page.iri)
    told = words.tell(view.root, view.record_type, presenter, summaries, own.crm_class if own is not None else "")
    url = settings.base + page.path
    described = str(told.get("description", "")) or " · ".join([page.kind, *facts, settings.title])
    images = [_absolute(one.address(), settings.base) for one in page.images]
    data = {
        "@context": "https://schema.org",
        "@type": told.pop("@type"),
        "@id": page.iri,
        "url": url,
        "name": page.names.title.text,
        **told,
        **_more(page, images, settings),
    }
    core = as_dublin_core(page, told, settings)
    return Head(url, _short(described), images[0] if images else "", core, _inside(data))


def _more(page: RecordPage, images: list[str], settings: Settings) -> dict[str, Any]:
    others = [one.text for one in page.names.others]
    more: dict[str, Any] = {
        "alternateName": others,
        "image": images,
        "sdLicense": settings.licence,
        "sdPublisher": {"@type": "Organization", "name": settings.publisher} if settings.publisher else "",
    }
    return {name: value for name, value in more.items() if value}


def _inside(data: Mapping[str, Any]) -> Markup:
    """JSON as it may stand in a script element."""
    text = json.dumps(data, ensure_ascii=False)
    for one, escaped in _ESCAPED:
        text = text.replace(one, escaped)
    return Markup(text)  # noqa: S704  # nothing in it can end the element any more


def _absolute(address: str, base: str) -> str:
    return base + address if address.startswith("/") else address


def _short(text: str) -> str:
    """A text in one line, cut after a word."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"
