"""Where the words of a question stand in a text as it was written: for pages to mark them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from catalogue.projections.asking import Question
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

PASSAGE = 240
"""Characters shown of a longer text."""

_READ = 20_000
_CHUNK = re.compile(r"\S+")
_INSIDE = re.compile(r"\W*(.*?)\W*", re.DOTALL)
_WEIGHED = 200
"""Marks of a text among which the best passage is sought."""


class Segment(NamedTuple):
    """A piece of the text, unchanged, and whether the question asked for it."""

    text: str
    matched: bool


Span = tuple[int, int]


class Marker:
    """Marks what one question asked for. The segments of a text always join to that text."""

    def __init__(self, question: Question, folding: Folding, variants: Variants) -> None:
        self._folding, self._variants = folding, variants
        single = [s for word in question.words for s in word.spellings]
        self._exact = {w for s in single for w in s if len(s) == 1 or _tells(w)}
        self._keys = {key for word in question.words for key in word.keys}
        begun = [word.spellings[0] for word in question.words if word.begins]
        self._begun = tuple(s[-1] for s in begun if len(s) == 1 or _tells(s[-1]))
        numbers = {word.identifier for word in question.words} | {question.identifier}
        self._numbers = tuple(number for number in numbers if number)

    def mark(self, text: str) -> tuple[Segment, ...]:
        """The whole text in segments."""
        return tuple(_segments(text, list(self._spans(text)), 0, len(text)))

    def passage(self, texts: Iterable[str]) -> tuple[Segment, ...] | None:
        """The piece of these texts that holds most of what was asked; None where none does."""
        best: tuple[int, str, list[Span], int] = (0, "", [], 0)
        for text in texts:
            spans = list(self._spans(text))
            for first, (start, _) in enumerate(spans[:_WEIGHED]):
                held = sum(end <= start + PASSAGE for _, end in spans[first:_WEIGHED])
                if held > best[0]:
                    best = (held, text, spans, start)
        if not best[0]:
            return None
        _, text, spans, start = best
        begin, end = _window(text, start)
        return tuple(_segments(text, spans, begin, end))

    def _spans(self, text: str) -> Iterator[Span]:
        for chunk in _CHUNK.finditer(text, 0, _READ):
            joined = self._folding.joined(chunk[0])
            if self._whole(joined):
                yield _inside(chunk)
            elif any(map(self._asked, words(joined))):
                for folded, start, end in self._aligned(chunk[0]):
                    if self._asked(folded):
                        yield chunk.start() + start, chunk.start() + end

    def _whole(self, joined: str) -> bool:
        """Whether what stands between two spaces was asked for as one: a number, a compound."""
        folded = words(joined)
        key = "".join(folded)
        if len(folded) > 1 and any(map(key.startswith, self._numbers)):
            return True
        if HYPHEN in joined and len(folded) > 1:
            return compound(joined) in self._exact
        if APOSTROPHE in joined or NON_JOINER in joined:
            return bool(self._exact.intersection(parted(joined).split()))
        return False

    def _asked(self, folded: str) -> bool:
        return (
            folded in self._exact
            or (bool(self._begun) and folded.startswith(self._begun))
            or (bool(self._keys) and self._variants[folded] in self._keys)
        )

    def _aligned(self, chunk: str) -> Iterator[tuple[str, int, int]]:
        """Folded words with their place in the chunk; a place is of whole characters."""
        folded, start, end = "", 0, 0
        for place, character in enumerate(chunk):
            for letter in self._folding.joined(character) or "":
                if letter in {" ", HYPHEN}:
                    if folded:
                        yield folded, start, end
                    folded = ""
                elif letter not in {APOSTROPHE, NON_JOINER}:
                    start = start if folded else place
                    folded, end = folded + letter, place + 1
            if folded and not self._folding.joined(character):
                end = place + 1  # an accent or vowel sign belongs to the letter before it
        if folded:
            yield folded, start, end


def _inside(chunk: re.Match[str]) -> Span:
    """A chunk without the signs around it."""
    inside = _INSIDE.fullmatch(chunk[0])
    start, end = inside.span(1) if inside else (0, len(chunk[0]))
    return chunk.start() + start, chunk.start() + end


def _tells(word: str) -> bool:
    """Whether a word of a phrase is worth marking where it stands alone."""
    return len(word) > 1 and word not in ARTICLES and not word.isdigit()


def _window(text: str, start: int) -> Span:
    """About `PASSAGE` characters with some before the start, cut between words."""
    if len(text) <= PASSAGE:
        return 0, len(text)
    begin = max(0, start - 40)
    if begin:
        space = text.find(" ", begin, start)
        begin = start if space < 0 else space + 1
    end = min(len(text), begin + PASSAGE)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = end if space < 0 else space
    return begin, end


def _segments(text: str, spans: list[Span], begin: int, end: int) -> Iterator[Segment]:
    at = begin
    for start, stop in spans:
        low, high = max(start, at), min(stop, end)
        if low >= high:
            continue
        if low > at:
            yield Segment(text[at:low], matched=False)
        yield Segment(text[low:high], matched=True)
        at = high
    if at < end:
        yield Segment(text[at:end], matched=False)
