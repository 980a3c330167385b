"""The message catalogues, read when the application starts.

They are kept as .po files only: small files take a few milliseconds to read, and a compiled
copy that lags behind its source is a fault nobody sees.
"""

from __future__ import annotations

from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from api.languages import Language


def read_catalogue(language: Language) -> Catalog:
    """The messages of a language."""
    with language.messages.open("rb") as file:
        return read_po(file, locale=language.locale, domain="messages")


def translations(language: Language) -> Translations:
    """Messages of a language, ready to translate with; what is missing there is said in English."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
