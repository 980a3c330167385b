"""Templates → pages: one Jinja environment for each language, compiled once."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from api.assets import Assets
from api.languages import Language, chosen, foreign, name_in, remember
from api.messages import translations
from api.numerals import Numerals
from api.themes import Heading, headings
from catalogue.files.kinds import shown_as_image
from catalogue.settings import Settings
from catalogue.shapes import Schema

TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Site:
    """What every page says of the catalogue: its name, and its record types by theme."""

    name: str
    themes: Sequence[Heading]


class Tongue:
    """Everything that depends on the language of a page."""

    def __init__(
        self, language: Language, settings: Settings, schema: Schema, assets: Assets, spoken: Sequence[Language]
    ) -> None:
        self.language = language
        self._spoken = spoken
        self._image_hosts = frozenset(settings.image_hosts)
        self.numerals = Numerals(language)
        self.messages = translations(language)
        self.site = Site(settings.title, headings(schema, language.code, self.messages.gettext))
        self._environment = self._prepare(assets)

    def render(self, template: str, context: Mapping[str, Any]) -> bytes:
        """A page as UTF-8."""
        return self._environment.get_template(template).render(context).encode()

    def _prepare(self, assets: Assets) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        install = environment.install_gettext_translations  # type: ignore[attr-defined]
        install(self.messages, newstyle=True)
        environment.policies["ext.i18n.trimmed"] = True
        environment.globals.update(asset=assets.get, site=self.site, language=self.language, languages=self._spoken)
        environment.filters.update(
            number=self.numerals.number,
            plain=self.numerals.plain,
            day=self.numerals.day,
            moment=self.numerals.moment,
            tongue=lru_cache(256)(lambda tag: name_in(tag, self.numerals.locale)),
            foreign=lru_cache(256)(lambda tag: foreign(tag, self.language)),
            host=host,
            may_show=lambda address: may_show(address, self._image_hosts),
        )
        return environment


class Pages:
    """Renders templates in the visitor's language."""

    def __init__(self, settings: Settings, schema: Schema, languages: Sequence[Language]) -> None:
        assets = Assets()
        self._languages = languages
        self._tongues = {one.code: Tongue(one, settings, schema, assets, languages) for one in languages}

    def tongue(self, request: Request) -> Tongue:
        """What depends on the language of this visitor."""
        return self._tongues[chosen(request).code]

    def render(self, request: Request, template: str, **context: Any) -> bytes:
        """A page; `query` (all but the language) lets the language switcher stay where the visitor
        is.
        """
        kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
        switch = [(one, "?" + urlencode([*kept, ("lang", one.code)])) for one in self._languages]
        return self.tongue(request).render(template, {"switch": switch, "searched": "", **context})

    def respond(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        """A page as a response that nobody keeps; for pages with an ETag see `answers`."""
        body = self.render(request, template, **context)
        response = Response(body, status, media_type="text/html", headers={"Cache-Control": "no-store"})
        remember(request, response)
        return response


def may_show(address: str, hosts: Container[str]) -> bool:
    """Whether a page shows the image at an address: a file of ours that browsers can show, or one from these hosts."""
    return shown_as_image(address) if address.startswith(("/file/", "/edit/file/")) else host(address) in hosts


def host(address: str) -> str:
    """The host of an address; empty for one that is not http or https."""
    split = urlsplit(address)
    return (split.hostname or "") if split.scheme in ("http", "https") else ""
