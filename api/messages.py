"""The message catalogues, read when the application starts.

They are kept as .po files only: small files take a few milliseconds to read, and a compiled
copy that lags behind its source is a fault nobody sees.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from api.languages import Language
from catalogue.errors import SettingsError

Gettext = Callable[[str], str]
_VALUES = re.compile(r"%\((\w+)\)")


def read_catalogue(language: Language) -> Catalog:
    """The messages of a language.

    Raises SettingsError for a file that is not readable, or a translation that asks for what its message does not have.
    """
    try:
        with language.messages.open("rb") as file:
            found = read_po(file, locale=language.locale, domain="messages")
        codecs.lookup(found.charset)
    except (OSError, ValueError, LookupError) as error:
        raise SettingsError(f"{language.messages} is not readable: {error}.", "Correct it there.") from None
    for message in found:
        if unknown := _asked(message.string or ()) - _asked(message.id):
            raise SettingsError(
                f"{language.messages}: line {message.lineno}: the translation of “{_first(message.id)}” asks for"
                f" {', '.join(sorted(unknown))}, which the message does not have.",
                "Use the names of the message as they are.",
            )
    return found


def _asked(text: str | Sequence[str]) -> set[str]:
    """The values that a message, or any of its plural forms, asks for."""
    return set(_VALUES.findall(text if isinstance(text, str) else "\n".join(text)))


def _first(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else text[0]


def translations(language: Language) -> Translations:
    """Messages of a language, ready to translate with; what is missing there is said in English."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
