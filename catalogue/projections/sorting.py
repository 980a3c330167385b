"""The order in which labels are listed: folded, article ignored, numbers by size.

A catalogue has no collation library to lean on, so the few letters that Turkish and Persian put
elsewhere than their folded form would stand are placed here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from catalogue.projections.folding import HYPHEN, Folds, words

LANGUAGES = ("en", "ar", "fa", "tr")
"""Languages in which lists are ordered, besides those that the shapes speak; any other is ordered as the first."""

_OTHER_SCRIPT, _LAST = "\ue000", "\uffff"
DEPTH = 3
"""How many numbers `ranks` makes of a key."""

_LENGTH, _BYTES = 160, 7
_AFTER, _AFTER_ARABIC = "\x7f", "\u0657"
_TURKISH = {
    **{letter: before + _AFTER for letter, before in zip("çğıöşü", "cghosu", strict=True)},
    **{letter: before + _AFTER for letter, before in zip("ÇĞIÖŞÜ", "cghosu", strict=True)},
}
_ARABIC = {letter: before + _AFTER_ARABIC for letter, before in zip("پچژگ", "بجزك", strict=True)}
_PLACES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "tr": _TURKISH,
        "ar": _ARABIC,
        "fa": {**_ARABIC, "و": "ن" + _AFTER_ARABIC},
    }
)
_ARABIC_SCRIPT = frozenset({"ar", "fa", "ur"})
"""Languages that list names in their own script before those in Latin letters (CLDR: reorder Arab)."""

_LATIN_ARTICLE = re.compile(f"^(?:al|el|ul){HYPHEN}(?=.)")
_ARTICLES = MappingProxyType(
    {
        "en": re.compile("^(?:the|an?) +(?=.)"),
        "ar": re.compile("^ال(?=...)"),
        "fa": re.compile("^ال(?=...)"),
    }
)
_NUMBER = re.compile(r"\d{1,11}")


class Order:
    """Orders labels in one language: by `key`, compared by code point. Safe to share by threads."""

    def __init__(self, language: str) -> None:
        self._article = _ARTICLES.get(language)
        self._composed = language == "tr"
        self._latin_after = language in _ARABIC_SCRIPT
        places = _PLACES.get(language, {})
        self._folds = Folds({ord(letter): place for letter, place in places.items()})

    def key(self, label: str) -> str:
        """Never empty; a label without letters or digits comes last."""
        text = label[:_LENGTH]
        if self._composed and not text.isascii():
            text = unicodedata.normalize("NFC", text)
        key = text.translate(self._folds).strip()
        if HYPHEN in key:
            key = _LATIN_ARTICLE.sub("", key)
        if self._article is not None:
            key = self._article.sub("", key)
        key = " ".join(words(key))
        if self._latin_after and "a" <= key[:1] <= "z":
            key = _OTHER_SCRIPT + key
        return (key if key.isalpha() else _NUMBER.sub(_sized, key)) or _LAST


def ranks(key: str) -> list[int]:
    """The beginning of a key as numbers: compared one by one, they follow the order of keys."""
    begun = key.encode()[: DEPTH * _BYTES].ljust(DEPTH * _BYTES, b"\0")
    return [int.from_bytes(begun[at : at + _BYTES]) for at in range(0, len(begun), _BYTES)]


def _sized(number: re.Match[str]) -> str:
    return number[0].zfill(12)
