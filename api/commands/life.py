"""Commands about how records end: erased for ever."""

from __future__ import annotations

from typing import Annotated

import typer

from api import said
from api.commands.options import Data
from catalogue.catalogue import Catalogue, person


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("erase")(erase)


def erase(
    data: Data,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; this is kept.", show_default=False)],
    iris: Annotated[list[str] | None, typer.Argument(metavar="[IRI]…", help="The records.", show_default=False)] = None,
    drop: Annotated[
        bool, typer.Option("--drop-references", help="Take out what other records say of them; else this is refused.")
    ] = False,
    name: Annotated[
        str, typer.Option("--person", metavar="NAME", help="Whose name to take out of who and why of all changes.")
    ] = "",
    changes: Annotated[
        list[int] | None, typer.Option("--change", metavar="NUMBER", help="A change whose who and why to take out.")
    ] = None,
) -> None:
    """Erase records for ever: every version, in public and not; or the names of persons. It cannot be undone.

    The journal can still be verified. Backups made before hold what was erased until they are thrown away.

    Example: `khizana erase --data treasury https://khizana.example/person/k3m9 --reason "asked for by the family"`
    """
    if not (iris or name or changes):
        raise typer.BadParameter("name a record, a person or a change")
    with Catalogue.open(data).closing() as catalogue:
        done = catalogue.life.erase(
            iris or [], who=person(), reason=reason, drop=drop, person=name, changes=changes or []
        )
    print(said.erased(done))
