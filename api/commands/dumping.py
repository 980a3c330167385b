"""The command that writes all that is public into files for others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import said
from api.commands.options import Data
from api.progress import progress
from catalogue.catalogue import Catalogue


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("dump")(dump)


def dump(
    data: Data,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where to write it; without it, where the server offers it at /dumps."),
    ] = None,
) -> None:
    """Write all that is public, as N-Quads and as Linked Art JSON lines, also while the catalogue is served.

    Older dumps beyond the number in the settings are thrown away. Only those without --to are served.

    Example: `khizana dump --data treasury`
    """
    with Catalogue.open(data).closing() as catalogue, progress("Dumping") as step:
        done = catalogue.dump(to, step)
    print(said.dumped(done))
