"""The languages of the interface, and which of them a visitor gets.

A language is a folder named by its code, with its messages in `LC_MESSAGES/messages.po`. The `Language` header there
may name a region (`ar_EG`), which decides digits and dates; name and direction are those of CLDR. So a further language
is files only: its folder lies in `locales/`, or anywhere, named in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from babel.core import Locale, UnknownLocaleError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from catalogue.errors import SettingsError
from catalogue.labels import OTHERWISE

LOCALES = Path(__file__).resolve().parent / "locales"
COOKIE = "lang"
_MESSAGES = "LC_MESSAGES/messages.po"
_HEADER = re.compile(rb'^"Language: *([A-Za-z_-]+)\\n"', re.MULTILINE)
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Language:
    """A language of the interface; `locale` says how it writes numbers and dates (CLDR)."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    locale: str
    messages: Path


def read_language(folder: Path) -> Language:
    """The language of a folder; raises SettingsError where it holds no messages or CLDR does not know it."""
    code, file = folder.name, folder / _MESSAGES
    try:
        said = _HEADER.search(file.read_bytes())
        locale = Locale.parse(said[1].decode() if said else code)
        name = Locale.parse(code).get_display_name() or code
    except (OSError, ValueError, UnknownLocaleError) as error:
        raise SettingsError(
            f"{folder} is no language: {error}.", f"It needs {_MESSAGES}, and a name that is a code such as “fr”."
        ) from None
    direction: Literal["ltr", "rtl"] = "rtl" if locale.text_direction == "rtl" else "ltr"
    return Language(code, name[0].upper() + name[1:], direction, str(locale), file)


def languages(folders: Iterable[Path] = ()) -> tuple[Language, ...]:
    """The languages that ship, English first, then those of further folders."""
    shipped = [file.parents[1] for file in LOCALES.glob(f"*/{_MESSAGES}")]
    found = {one.code: one for one in map(read_language, [*shipped, *folders])}
    return tuple(sorted(found.values(), key=lambda one: (one.code != OTHERWISE, one.code)))


LANGUAGES = languages()
"""Those that ship."""

BY_CODE = {language.code: language for language in LANGUAGES}


def name_in(tag: str, locale: Locale) -> str:
    """What a language is called in another, by its BCP 47 tag; the tag itself where CLDR has no name for it."""
    base, *further = tag.split("-")
    name = locale.languages.get(base.lower())
    script = next((locale.scripts.get(part.title()) for part in further if len(part) == 4), None)
    return f"{name} ({script})" if name and script else str(name or tag)


def foreign(tag: str, language: Language) -> bool:
    """Whether a text of this tag is in another language or script than the reader's; no tag tells nothing."""
    base, *further = tag.split("-")
    return bool(tag) and (base != language.code or any(len(part) == 4 for part in further))


def chosen(request: HTTPConnection) -> Language:
    """The visitor's language: `?lang=`, else the cookie, the account's, `Accept-Language`, English.

    Signing in sets the cookie to the language of the account, so that whoever then takes another keeps it.
    """
    spoken: dict[str, Language] = request.app.state.languages
    account = getattr(getattr(request.state, "person", None), "language", None)
    for code in (request.query_params.get("lang"), request.cookies.get(COOKIE), account):
        if code in spoken:
            return spoken[code]
    wanted = _accepted(request.headers.get("accept-language", ""))
    return next((spoken[code] for code in wanted if code in spoken), spoken[OTHERWISE])


def remember(request: HTTPConnection, response: Response) -> None:
    """Keeps a language that was asked for with `?lang=` for the pages that follow."""
    code = request.query_params.get("lang")
    if code and code in request.app.state.languages and request.cookies.get(COOKIE) != code:
        response.set_cookie(COOKIE, code, max_age=_YEAR, samesite="lax", path="/")


def _accepted(header: str) -> Iterator[str]:
    """The codes of an Accept-Language header, best first (RFC 9110, 12.5.4)."""
    ranked = sorted(_ranges(header[:1000]), key=lambda pair: -pair[0])
    return (code for weight, code in ranked if weight > 0)


def _ranges(header: str) -> Iterator[tuple[float, str]]:
    for item in header.split(","):
        match = re.fullmatch(r"\s*([A-Za-z]{1,8})(?:-[\w-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?", item)
        if match:
            yield float(match[2] or 1), match[1].lower()
