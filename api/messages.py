"""The message catalogues, read from `locales/` when the application starts.

They are kept as .po files only: four small files take a few milliseconds to read, and a compiled
copy that lags behind its source is a fault nobody sees.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALES = Path(__file__).resolve().parent / "locales"


def catalogue_file(code: str) -> Path:
    """Where the messages of a language are."""
    return LOCALES / code / "LC_MESSAGES" / "messages.po"


def read_catalogue(code: str) -> Catalog:
    """The messages of a language."""
    with catalogue_file(code).open("rb") as file:
        return read_po(file, locale=code, domain="messages")


def translations(code: str) -> Translations:
    """Messages of a language, ready to translate with."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(code))
    compiled.seek(0)
    return Translations(compiled)
