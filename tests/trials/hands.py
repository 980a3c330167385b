"""More labours for the child that is killed: records ended, many changed at once and taken back, backups, restores.

Like `labour.py` it says before and after each step what it does. What has ended may not come back, what was taken back
is as it was before, and a folder that is not whole may not look so.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from catalogue.accounts import Given, Person, read_permissions
from catalogue.bulk import Bulk, Doing, Operation
from catalogue.catalogue import Catalogue
from catalogue.keeping import back_up, restore
from catalogue.life import Target
from tests import sample
from tests.catalogue.making import named
from tests.trials.labour import EDITED, address, save, say

WHO = Person(1, "labourer", "", "", frozenset({Given("administrator")}))
CREDIT = "Made for trials"


def mortal(number: int) -> str:
    """The IRI of an object that is made to be ended."""
    return f"{sample.BASE}/object/mortal-{number:07d}"


def end(catalogue: Catalogue, chance: random.Random) -> None:
    """Makes two objects, publishes them, and deletes, merges or erases one of them."""
    numbers = [chance.randrange(10**6) for _ in range(2)]
    for number in numbers:
        catalogue.save(named(catalogue.schema, "object", f"mortal-{number:07d}", f"Mortal {number}"), "object")
        say("made", number)
    catalogue.publish([mortal(one) for one in numbers])
    deed = chance.choice(("deleted", "merged", "erased"))
    say("begin", deed, *numbers)
    if deed == "deleted":
        catalogue.life.delete([mortal(numbers[0])], who=WHO.name, why="to see")
    elif deed == "merged":
        catalogue.life.merge(mortal(numbers[0]), mortal(numbers[1]), who=WHO.name)
    else:
        catalogue.life.erase([mortal(numbers[0])], who=WHO.name, reason="to see", drop=True)
    say("done", deed, *numbers)


def undo(catalogue: Catalogue, chance: random.Random) -> None:
    """Changes a text in all edited objects at once, and takes that back."""
    bulk = Bulk(catalogue, read_permissions())
    job = bulk.find(bulk.choose(WHO, [address(number) for number in range(EDITED)]))
    assert job is not None
    put = f"{CREDIT} {chance.randrange(10**9)}"
    operation = Operation(Doing.TEXT, "object.credit_line.content", find=CREDIT, put=put)
    say("begin", "bulk", job.id)
    assert bulk.prepare(job, operation, WHO, "to see")
    bulk.settle()
    looked = bulk.find(job.id)
    assert looked is not None
    assert bulk.start(looked, WHO)
    bulk.settle()
    done = bulk.find(job.id)
    say("done", "bulk", job.id)
    bulk.close()
    assert done is not None
    assert done.row.group is not None
    catalogue.life.undo(Target(group=done.row.group), who=WHO.name)
    say("done", "undo", job.id)


def backup(catalogue: Catalogue, chance: random.Random) -> None:
    """Backs up while somebody goes on saving."""
    number = save(catalogue, chance)
    target = catalogue.settings.data.parent / f"backup-{chance.randrange(10**9)}"
    say("begin", "backup", target.name, number)
    back_up(catalogue.settings, target)
    say("done", "backup", target.name, number)


def again(catalogue: Catalogue, chance: random.Random) -> None:
    """Restores the one backup that there is."""
    place = catalogue.settings.data.parent
    target = place / f"again-{chance.randrange(10**9)}"
    say("begin", "restore", target.name)
    restore(place / "backup", target, schema=catalogue.schema)
    say("done", "restore", target.name)


LABOURS = {"end": end, "undo": undo, "backup": backup, "restore": again}


def main(folder: str, kind: str, seed: str) -> None:
    """Works until killed."""
    catalogue, chance = Catalogue.open(Path(folder)), random.Random(seed)
    catalogue.validator.check([], {})
    say("ready")
    while True:
        LABOURS[kind](catalogue, chance)


if __name__ == "__main__":
    main(*sys.argv[1:])
