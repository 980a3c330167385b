"""What a person typed into the search box, as words to look for; takes any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalogue.projections.folding import (
    APOSTROPHE,
    HYPHEN,
    NON_JOINER,
    Folding,
    compound,
    parted,
    words,
)
from catalogue.projections.variants import ARTICLES, Variants

LONGEST_TEXT = 1_000
MOST_WORDS = 32
"""What is typed beyond these is not looked for; `Question.cut` says so."""

_QUOTED = re.compile(r'"([^"]*)"')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


@dataclass(frozen=True)
class Word:
    """One thing that a record must have: in any of its spellings, or under its looser keys."""

    spellings: tuple[tuple[str, ...], ...]  # each a phrase of folded words
    keys: tuple[str, ...] = ()
    identifier: str | None = None
    begins: bool = False  # the last word may be the beginning of one
    optional: bool = False


@dataclass(frozen=True)
class Question:
    """All words must be met; or the whole is a number or shelf mark, given in full or begun."""

    words: tuple[Word, ...]
    identifier: str | None = None
    blank: bool = False  # nothing was typed: every record answers
    cut: bool = False


def read_question(text: str, folding: Folding, variants: Variants) -> Question:
    """Reads a question. Text without a letter or digit asks for words and has none."""
    typed = text[:LONGEST_TEXT].translate(_QUOTES)
    found = list(_words(typed, folding, variants))
    kept = found[:MOST_WORDS]
    if kept and not typed.rstrip().endswith('"'):
        kept[-1] = replace(kept[-1], begins=True)
    if any(not word.optional for word in kept):
        needed = tuple(kept)
    else:
        needed = tuple(replace(word, optional=False) for word in kept)
    return Question(
        words=needed,
        identifier=_identifier(words(folding.joined(typed))),
        blank=not text.strip() if len(text) <= LONGEST_TEXT else False,
        cut=len(text) > LONGEST_TEXT or len(found) > MOST_WORDS,
    )


def _words(typed: str, folding: Folding, variants: Variants) -> Iterator[Word]:
    for part, piece in enumerate(_QUOTED.split(typed)):
        if part % 2:
            yield from _phrase(folding.joined(piece))
            continue
        for chunk in piece.split():
            yield from _loose(folding.joined(chunk), variants)


def _phrase(joined: str) -> Iterator[Word]:
    """A quoted phrase: these words, in this order, spelled so."""
    spellings = (tuple(words(joined)[:MOST_WORDS]), tuple(parted(joined).split()[:MOST_WORDS]))
    if spellings[0]:
        yield Word(tuple(dict.fromkeys(spellings)))


def _loose(joined: str, variants: Variants) -> Iterator[Word]:
    """Words typed with no space between: together if they hold a digit, as shelf marks do."""
    identifier = _identifier(words(joined))
    for group in [joined] if identifier else joined.split():
        folded = words(group)[:MOST_WORDS]
        if folded:
            yield Word(
                spellings=_spellings(group, folded),
                keys=_keys(folded, variants),
                identifier=identifier,
                optional=ARTICLES.issuperset(folded),
            )


def _spellings(joined: str, folded: list[str]) -> tuple[tuple[str, ...], ...]:
    found = [tuple(folded)]
    if APOSTROPHE in joined or NON_JOINER in joined:
        found.append(tuple(parted(joined).split()[:MOST_WORDS]))
    if HYPHEN in joined and len(folded) > 1:
        found.append((compound(joined),))
    return tuple(dict.fromkeys(found))


def _keys(folded: list[str], variants: Variants) -> tuple[str, ...]:
    """Keys of all words but articles; none where one word has no key."""
    keys = [variants[word] for word in folded if word not in ARTICLES]
    return tuple(key for key in keys if key is not None) if None not in keys else ()


def _identifier(folded: list[str]) -> str | None:
    key = "".join(folded)
    return key if len(key) <= 60 and any(map(str.isdigit, key)) else None
