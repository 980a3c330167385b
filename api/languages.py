"""The four languages of the interface, and which of them a visitor gets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE = "lang"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Language:
    """A language of the interface; `locale` says how it writes numbers and dates (CLDR)."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    locale: str


LANGUAGES = (
    Language("en", "English", "ltr", "en_GB"),
    Language("ar", "العربية", "rtl", "ar_EG"),
    Language("fa", "فارسی", "rtl", "fa"),
    Language("tr", "Türkçe", "ltr", "tr"),
)
BY_CODE = {language.code: language for language in LANGUAGES}


def chosen(request: HTTPConnection) -> Language:
    """The visitor's language: `?lang=`, else the cookie, else `Accept-Language`, else English."""
    for code in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if code in BY_CODE:
            return BY_CODE[code]
    return next(_accepted(request.headers.get("accept-language", "")), LANGUAGES[0])


def remember(request: HTTPConnection, response: Response) -> None:
    """Keeps a language that was asked for with `?lang=` for the pages that follow."""
    code = request.query_params.get("lang")
    if code in BY_CODE and request.cookies.get(COOKIE) != code:
        response.set_cookie(COOKIE, code, max_age=_YEAR, samesite="lax", path="/")


def _accepted(header: str) -> Iterator[Language]:
    """Languages of an Accept-Language header that we have, best first (RFC 9110, 12.5.4)."""
    ranked = sorted(_ranges(header[:1000]), key=lambda pair: -pair[0])
    return (BY_CODE[code] for weight, code in ranked if weight > 0 and code in BY_CODE)


def _ranges(header: str) -> Iterator[tuple[float, str]]:
    for item in header.split(","):
        match = re.fullmatch(r"\s*([A-Za-z]{1,8})(?:-[\w-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?", item)
        if match:
            yield float(match[2] or 1), match[1].lower()
