"""The words in which dates are written, in four languages, as the few that `points` understands.

Months become `gm1` to `gm12` (of the Gregorian or Julian calendar), `hm1` (Hijri), `sm1` (solar
Hijri); everything else becomes the English word for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from types import MappingProxyType

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("'’‘`ʿʾʻʼ´\u0640\u200c\u200d\u200e\u200f", None),
        "؟": "?",
        "،": ",",
        "؛": ";",
        **dict.fromkeys("ىی", "ي"),
        "ک": "ك",
        "ة": "ه",
        "ı": "i",
    }
)
_ENGLISH = (
    "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
    "september|sept|sep october|oct november|nov december|dec"
)
_TURKISH = "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik"
_ARABIC = "يناير فبراير مارس ابريل|نيسان مايو|ايار يونيو|حزيران يوليو|تموز اغسطس سبتمبر|ايلول اكتوبر نوفمبر ديسمبر"
_LEVANT = "كانون_الثاني شباط اذار - - - - اب - تشرين_الاول تشرين_الثاني كانون_الاول"
_PERSIAN = "ژانويه فوريه مارس اوريل مه ژوئن ژوئيه اوت سپتامبر اكتبر نوامبر دسامبر"
_FIRST = "(?:(?:al|ul|el)_)?(?:awwal|avval|ula|evvel)|i|1(?!\\d)"
_SECOND = "(?:(?:al|ul|us|th|ath|el)_)?(?:thani|sani|thaniya|akhir|akhira|akher|ahir)|ii|2(?!\\d)"
_LUNAR = (
    f"muharram|muharrem safar|safer|sefer rabi_(?:{_FIRST})|rebiulevvel "
    f"rabi_(?:{_SECOND})|rebiulahir jumada_(?:{_FIRST})|cemaziyelevvel "
    f"jumada_(?:{_SECOND})|cemaziyelahir rajab|receb|recep shaban|saban ramadan|ramazan|ramzan "
    "shawwal|shavval|sevval (?:dhu|zu|dhul|zul)_(?:(?:al|l)_)?(?:qada|qida|qade)|zilkade "
    "(?:dhu|zu|dhul|zul)_(?:(?:al|l)_)?(?:hijja|hijjah|hejja)|zilhicce"
)
_LUNAR_ARABIC = (
    "محرم|المحرم صفر ربيع_الاول ربيع_(?:الاخر|الثاني) جمادي_الاولي جمادي_(?:الاخره|الثانيه) رجب "
    "شعبان رمضان شوال ذو_القعده|ذي_القعده|ذي_قعده ذو_الحجه|ذي_الحجه|ذي_حجه"
)
_SOLAR = "farvardin ordibehesht khordad|khurdad tir mordad|amordad shahrivar mehr aban azar dey|dei bahman esfand"
_SOLAR_PERSIAN = "فروردين ارديبهشت خرداد تير مرداد شهريور مهر ابان اذر دي بهمن اسفند"


def _months(mark: str, names: str) -> Iterator[tuple[str, str]]:
    for number, spellings in enumerate(names.split(" "), 1):
        if spellings != "-":
            yield spellings.replace("_", "[ -]?"), f"{mark}{number}"


_ORDINALS = MappingProxyType(
    {
        "اول|الاول|الاولي|يكم|نخست|first|ilk|birinci": 1,
        "ثاني|الثاني|الثانيه|دوم|second|ikinci": 2,
        "ثالث|الثالث|سوم|ucuncu": 3,
        "رابع|الرابع|چهارم|fourth|dorduncu": 4,
        "خامس|الخامس|پنجم": 5,
        "سادس|السادس|ششم": 6,
        "سابع|السابع|هفتم": 7,
        "ثامن|الثامن|هشتم": 8,
        "تاسع|التاسع|نهم": 9,
        "عاشر|العاشر|دهم": 10,
        "يازدهم": 11,
        "دوازدهم": 12,
        "سيزدهم": 13,
        "چهاردهم": 14,
        "پانزدهم": 15,
        "شانزدهم": 16,
        "هفدهم": 17,
        "هجدهم|هيجدهم": 18,
        "نوزدهم": 19,
        "بيستم|عشرين|العشرين|عشرون|العشرون": 20,
        "بيست و يكم|الحادي والعشرين|الحادي والعشرون": 21,
    }
)
_TEENS = tuple(
    (f"(?:ال)?{word} عشر", f" {number}th ")
    for number, word in enumerate("حادي ثاني ثالث رابع خامس سادس سابع ثامن تاسع".split(), 11)
)
_WORDS = (
    (r"(?<=\dth )c\.?|(?<=\dst )c\.?|(?<=\dnd )c\.?|(?<=\drd )c\.?", "century"),
    (r"b\. ?c\.(?: ?e\.?)?|bce|m\.? ?o\.|mo|milattan once|ق\. ?م\.?|قبل الميلاد|پيش از ميلاد", "bc"),
    (r"a\. ?d\.|c\. ?e\.|ce|ms|m\. ?s\.|milattan sonra|(?:ال)?ميلادي|للميلاد|م", "ad"),
    ("هجري شمسي|هجري خورشيدي|خورشيدي|شمسي|ه\\.? ?ش\\.?|ش|s\\. ?h\\.", "sh"),
    ("(?:ال)?هجري قمري|(?:ال)?هجريه?|للهجره|قمري|ه\\.? ?ق\\.?|ه\\.?|ق|a\\. ?h\\.|h\\.?|hicri", "ah"),
    ("القرن|قرن|سده|yuzyil(?:in)?|yy\\.?|centuries|cent\\.?|centry", "century"),
    ("millennia|millenium|millenniums|الالفيه|هزاره", "millennium"),
    ("ca\\.?|circa|c\\.|about|around|approximately|approx\\.?|حوالي|نحو|حدود|yaklasik|civari", "ca"),
    ("beginning|اوايل|اوائل|بدايه|basi|baslari|ealry", "early"),
    ("middle|منتصف|اواسط|ortasi|ortalari", "mid"),
    ("end|اواخر|نهايه|sonu|sonlari", "late"),
    ("نصف|النصف|نيمه|yarisi", "half"),
    ("third(?= (?:quarter|quater))", "3th"),
    ("quarters|quater|ربع|الربع|ceyregi", "quarter"),
    ("halves", "half"),
    ("thirds|ثلث|الثلث", "third"),
    ("possibly|probably|perhaps|likely|ربما|شايد|muhtemelen", "?"),
    ("سنه|سال|عام|yili|year|dated|date|in|the|of|من", ""),
    ("بعد|پس از|sonra", "after"),
    ("قبل|پيش از|once", "before"),
    ("rumi|mali", "rumi"),
)


_PAIRS = (
    *_TEENS,
    *_months("hm", _LUNAR),
    *_months("hm", _LUNAR_ARABIC),
    *_months("sm", _SOLAR),
    *_months("sm", _SOLAR_PERSIAN),
    *_months("gm", _LEVANT),
    *_months("gm", _ENGLISH),
    *_months("gm", _TURKISH),
    *_months("gm", _ARABIC),
    *_months("gm", _PERSIAN),
    *_WORDS,
    *((pattern, f"{number}th") for pattern, number in _ORDINALS.items()),
)


class _Words:
    """Replaces whole words; where two begin together, the pair that comes first wins."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        patterns, self._meanings = zip(*pairs, strict=True)
        either = "|".join(f"({pattern})" for pattern in patterns)
        self._pattern = re.compile(rf"(?<![^\W\d_])(?=[^\W\d_])(?:{either})(?![^\W\d_])")

    def replace(self, text: str) -> str:
        return self._pattern.sub(lambda word: f" {self._meanings[(word.lastindex or 1) - 1]} ", text)


_WRITTEN = _Words(_PAIRS)
_TURKISH_ORDINAL = re.compile(r"\b(\d{1,2})\.(?= *(?:century|millennium))")


def _ascii(text: str) -> str:
    """Small letters without accents and vowel signs, ASCII digits and signs."""
    letters = unicodedata.normalize("NFKD", text.translate(_SIGNS).lower())
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in letters.translate(_SIGNS)
        if not unicodedata.combining(letter)
    )


def plain(text: str) -> str:
    """The text in small letters, ASCII digits and the words that `points` understands."""
    kept = text.lower().replace("'", "").replace("`", "") if text.isascii() else _ascii(text)
    kept = _WRITTEN.replace(kept)
    kept = _TURKISH_ORDINAL.sub(r"\1th", kept)
    return " ".join(kept.split())
