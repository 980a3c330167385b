"""One spelling for the many that a name is written in, for the search index and the question alike.

Folding works letter by letter, so it never depends on what stands beside a letter; only the marks
that join two words in one (apostrophe, hyphen, zero-width non-joiner) are left for `spellings`.
Stored text is never changed: what is folded here is only looked up.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

VERSION = 2
"""To be raised whenever a text folds or is ordered differently: an index of another version is built anew."""

APOSTROPHE, HYPHEN, NON_JOINER = "'", "-", "\u200c"
_JOINS = MappingProxyType(
    {
        **dict.fromkeys("'`´ʹʻʼʽʾʿˈ‘’‛′＇ꜢꜣꜤꜥ", APOSTROPHE),
        **dict.fromkeys("-\u2010\u2011\u05be\uff0d", HYPHEN),
        NON_JOINER: NON_JOINER,
    }
)
_LETTERS = MappingProxyType(
    {
        **dict.fromkeys("\u0671\u0672\u0673\u0675", "\u0627"),  # alef with wasla, wavy hamza
        **dict.fromkeys(
            "\u0649\u06cc\u06cd\u06d2", "\u064a"
        ),  # alef maksura, Farsi yeh, yeh barree
        **dict.fromkeys("\u06a9\u06aa", "\u0643"),  # keheh, swash kaf
        **dict.fromkeys("\u0629\u06be\u06c1\u06c3\u06d5", "\u0647"),  # teh marbuta, heh forms, ae
        **dict.fromkeys("\u06c4\u06c5\u06c6\u06c7\u06c8\u06c9\u06ca\u06cb", "\u0648"),  # waw forms
        **dict.fromkeys("\u0621\u0640\u0674", ""),  # standalone and high hamza, tatweel
        "æ": "ae",
        "ð": "d",
        "ø": "o",
        "þ": "th",
        "đ": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "œ": "oe",
    }
)
_FALLING_MARKS = (
    *((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F)),
    *((0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x0898, 0x08FF)),
    *((0x0591, 0x05C7), (0x0711, 0x074A)),  # Latin above, then Arabic; Hebrew and Syriac here
)
"""Accents and vowel signs that a reader may leave out; those of India and Japan are letters."""


class Folds(dict[int, str]):
    """What each character becomes, worked out when first met; a table for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = _settled(chr(code))
        self[code] = folded
        return folded


def _settled(character: str) -> str:
    """Folded until folding changes nothing more."""
    before, after = "", character
    while before != after:
        before, after = after, "".join(map(_folded, after))
    return after


def _folded(character: str) -> str:
    if character in _JOINS:
        return _JOINS[character]
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(map(_letter, parts))
    if "\u2044" in parts:  # ½ is 1⁄2, and does not lengthen a number before it
        return f" {kept} "
    if parts[0] == " " and len(parts) > 1 and not kept.strip():
        return ""  # a mark that stands alone: ¨
    return kept


def _letter(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    category = unicodedata.category(character)
    if category[0] == "M":
        code = ord(character)
        return "" if any(low <= code <= high for low, high in _FALLING_MARKS) else character
    if category[0] in "LN":
        digit = unicodedata.decimal(character, None)
        return character.casefold() if digit is None else str(digit)
    return "" if category == "Cf" else " "


_LONGEST = 200
"""Characters of a word that count; what is longer is no word."""


class Folding:
    """Folds texts. Keeps what it has worked out, so hold on to one; safe to share by threads."""

    def __init__(self) -> None:
        self._folds = Folds()

    def joined(self, text: str) -> str:
        """The text folded but for its joins: apostrophes, hyphens, zero-width non-joiners."""
        return text.translate(self._folds)

    def fold(self, text: str) -> str:
        """The folded words, one space between: apostrophes dropped, hyphens parting words."""
        return " ".join(words(self.joined(text)))

    def spellings(self, text: str) -> list[str]:
        """The folded text, then the other ways in which its words may be joined or parted."""
        joined = self.joined(text)
        found = [" ".join(words(joined))]
        if NON_JOINER in joined:
            found.append(" ".join(words(joined.replace(NON_JOINER, " "))))
        if APOSTROPHE in joined:
            found.extend([parted(word) for word in joined.split() if APOSTROPHE in word])
        if HYPHEN in joined:
            hyphened = [word for word in joined.split() if HYPHEN in word]
            found.extend([compound(word) for word in hyphened if is_compound(word)])
        return [spelling for spelling in dict.fromkeys(found) if spelling]


def words(joined: str) -> list[str]:
    """The words of a text that `Folding.joined` returned, the ordinary way."""
    if APOSTROPHE in joined:
        joined = joined.replace(APOSTROPHE, "")
    if NON_JOINER in joined:
        joined = joined.replace(NON_JOINER, "")
    if HYPHEN in joined:
        joined = joined.replace(HYPHEN, " ")
    found = joined.split()
    if len(joined) > _LONGEST and max(map(len, found), default=0) > _LONGEST:
        return [word[:_LONGEST] for word in found]
    return found


def parted(joined: str) -> str:
    """A word with apostrophes or non-joiners as several: `emperor's` as `emperor s`."""
    return " ".join(words(joined.replace(APOSTROPHE, " ").replace(NON_JOINER, " ")))


def is_compound(joined: str) -> bool:
    """Whether a word that holds a hyphen is made of letters only."""
    return all(part.isalpha() for part in words(joined))


def compound(joined: str) -> str:
    """A hyphenated word as one: `shah-nameh` as `shahnameh`."""
    return "".join(words(joined))
