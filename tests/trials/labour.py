"""The child that is killed: works on a catalogue without end, and says before and after each step what it does.

What it has said to be done was acknowledged: it must be there, whatever happens to it next.
"""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path

from catalogue.catalogue import Catalogue
from catalogue.interchange.importing import Source
from catalogue.record import Record
from tests import sample

EDITED = 40  # objects that are saved, published and withdrawn again and again
LOAD = 300  # objects of one import


def say(*words: object) -> None:
    """One line to the parent."""
    print(*words, flush=True)


def load(series: str) -> Source:
    """The source of one import; the same series is the same import, taken up again."""
    return Source(series, series, series)


def save(catalogue: Catalogue, chance: random.Random) -> int:
    """Saves a new edition of some object; its number."""
    number, edition = chance.randrange(EDITED), chance.randrange(10**9)
    one = sample.one_object(catalogue.schema, number, "edited", edition)
    say("begin", "save", number, edition)
    catalogue.save(Record(one.iri, one.path, one.local, one.triples), "object")
    say("done", "save", number, edition)
    return number


def publish(catalogue: Catalogue, chance: random.Random) -> None:
    """Saves and publishes an object, and now and then withdraws one."""
    number = save(catalogue, chance)
    say("begin", "publish", number)
    catalogue.publish([address(number)])
    say("done", "publish", number)
    if chance.random() < 0.4:
        other = chance.randrange(EDITED)
        say("begin", "withdraw", other)
        catalogue.withdraw([address(other)])
        say("done", "withdraw", other)


def import_(catalogue: Catalogue, chance: random.Random) -> None:
    """Imports a series and publishes it."""
    series = f"load-{chance.randrange(10**9)}"
    say("begin", "import", series)
    catalogue.import_records(sample.objects(catalogue.schema, LOAD, series), load(series))
    say("done", "import", series)
    say("begin", "all", series)
    catalogue.publish_all()
    say("done", "all", series)


def rebuild(catalogue: Catalogue, _chance: random.Random) -> None:
    """Builds the stores anew."""
    catalogue.rebuild()


def address(number: int) -> str:
    """The IRI of one of the edited objects."""
    return f"{sample.BASE}/object/edited-{number:07d}"


LABOURS = {"save": save, "publish": publish, "import": import_, "rebuild": rebuild}


def main(folder: str, kind: str, seed: str) -> None:
    """Works until killed."""
    catalogue, chance = Catalogue.open(Path(folder)), random.Random(seed)
    catalogue.validator.check([], {})
    say("ready")
    for _ in itertools.count():
        LABOURS[kind](catalogue, chance)


if __name__ == "__main__":
    main(*sys.argv[1:])
