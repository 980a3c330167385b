"""Duplicates merged into one of them: each by `Life.merge`, all as one group that is taken back together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from catalogue.bulk.outcomes import Fate, Left, Reason, Tally, Why
from catalogue.catalogue import Catalogue
from catalogue.errors import ChangedMeanwhile, RecordRefused
from catalogue.life.merging import taken_over
from catalogue.life.references import moved
from catalogue.record import Record
from catalogue.shapes import RecordType

MOST = 8
"""Records that are laid side by side."""


def foreseen(winner: Record, losers: Sequence[tuple[Record, Collection[str]]], record_type: RecordType) -> Record:
    """The winner as merging would leave it; raises KeyError for what is no field."""
    for loser, keys in losers:
        led = replace(winner, triples=moved(winner, {loser.iri: winner.iri}))
        winner = replace(winner, triples=taken_over(led, loser, record_type, keys))
    return winner


def merged(
    catalogue: Catalogue,
    group: int,
    winner: str,
    losers: Mapping[str, Collection[str]],
    versions: Mapping[str, int],
    who: str,
    why: str,
) -> Tally:
    """Merges one after the other; `versions` are those that were looked at. What is refused is left as it is."""
    tally, expecting = Tally(), dict(versions)
    for loser, take in losers.items():
        given = {iri: expecting[iri] for iri in (loser, winner) if iri in expecting}
        try:
            change = catalogue.life.merge(loser, winner, who=who, why=why, take=take, expecting=given, group=group)
        except (RecordRefused, ChangedMeanwhile) as error:
            changed = isinstance(error, ChangedMeanwhile)
            reason = Reason(Why.CHANGED) if changed else Reason(Why.CLAIM, error.message)
            tally = tally.with_left([Left(loser, loser.removeprefix(catalogue.base), (reason,))])
            continue
        expecting |= change.versions
        tally = tally.with_(Fate.CHANGED, [loser])
    return tally
