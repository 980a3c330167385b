"""Commands that keep a catalogue safe: backed up, and made anew of a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import said
from api.commands.options import Data
from api.progress import progress
from catalogue.keeping import back_up, restore
from catalogue.settings import read_settings


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("backup")(backup)
    app.command("restore")(restore_)


def backup(
    data: Data,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder for this backup, new or empty.")],
) -> None:
    """Back up journal, files and settings, also while the catalogue is served and written to.

    Example: `khizana backup --data treasury backups/2026-11-23`
    """
    with progress("Copying files") as step:
        done = back_up(read_settings(data), target, step)
    print(said.backed_up(done))


def restore_(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The folder of a backup.")],
    data: Annotated[Path, typer.Option("--data", metavar="NEWDIR", help="A new or empty folder.", show_default=False)],
    erasures: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A later backup, or what is left of the catalogue: what was erased stays so."),
    ] = None,
) -> None:
    """Make a catalogue of a backup: checked, its stores built, verified.

    Example: `khizana restore backups/2026-11-23 --data treasury-again`
    """
    with progress("Copying") as step:
        done = restore(source, data, erasures, step)
    print(said.restored(done))
