"""Commands about the collection: made, filled, checked, published, written out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api import said
from api.commands.options import Data, Output
from api.progress import progress
from catalogue.catalogue import Catalogue
from catalogue.interchange.sources import open_sources
from catalogue.partners import Partners
from catalogue.settings import DEFAULT_BASE


class Format(StrEnum):
    """What `export` writes."""

    nquads = "nquads"


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (init, import_, validate, publish, export, verify, rebuild, vocabularies):
        app.command(command.__name__.rstrip("_"))(command)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make it in.")],
    base: Annotated[str, typer.Option(help="How every record's address begins, for ever.")] = DEFAULT_BASE,
    bare: Annotated[bool, typer.Option("--bare", help="Load no vocabularies.")] = False,
) -> None:
    """Make a catalogue, with its vocabularies loaded and published.

    Example: `khizana init treasury --base https://collection.example.org`
    """
    with Catalogue.create(folder, base, bare).closing() as catalogue:
        print(said.created(folder, catalogue))


def import_(
    data: Data,
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE…", help="Tables, RDF files, or folders of them.")],
    mapping: Annotated[
        str | None, typer.Option(metavar="NAME_OR_FILE", help="How a table's columns become fields.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report everything, write nothing.")] = False,
) -> None:
    """Import tables or RDF as drafts; nothing is published.

    Example: `khizana import --data treasury --mapping objects objects.csv`
    """
    with Catalogue.open(data).closing() as catalogue:
        items, source = open_sources(sources, mapping, catalogue.schema, catalogue.settings, catalogue.naming_key)
        with progress("Importing") as step:
            report = catalogue.import_records(items, source, dry_run=dry_run, progress=lambda n: step(n, 0))
        print(said.imported(report))
    raise typer.Exit(0 if report.complete else 1)


def validate(data: Data) -> None:
    """List what is wrong or missing, record by record; exit 1 where something keeps a record from being published.

    Example: `khizana validate --data treasury`
    """
    with Catalogue.open(data).closing() as catalogue:
        with progress("Validating") as step:
            tally = said.Tally(catalogue)
            for finding in catalogue.validate(step):
                tally.tell(finding)
        print(tally.summary())
    raise typer.Exit(1 if tally.blocking else 0)


def publish(
    data: Data,
    all_: Annotated[bool, typer.Option("--all", help="Everything that differs from its public state.")] = False,
) -> None:
    """Publish every record that may be published; those that may not are listed, and the exit code is 1.

    Example: `khizana publish --data treasury --all`
    """
    if not all_:
        raise typer.BadParameter("say --all to publish everything that differs from its public state")
    with Catalogue.open(data).closing() as catalogue:
        with progress("Publishing") as step:
            done = catalogue.publish_all(step)
        print(said.published(done, catalogue))
    raise typer.Exit(1 if done.blocked else 0)


def export(
    data: Data,
    output: Output,
    public: Annotated[bool, typer.Option("--public", help="Only what is public.")] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", metavar="DATE", formats=["%Y-%m-%d"], help="As it was at the end of that day, UTC."),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="The syntax.")] = Format.nquads,
) -> None:
    """Write every record's statements, sorted, to a file.

    Example: `khizana export --data treasury --public --format nquads --output treasury.nq`
    """
    with Catalogue.open(data).closing() as catalogue:
        unfinished = output.with_name(output.name + ".part")
        with progress("Exporting") as step, unfinished.open("w", encoding="utf-8") as out:
            count = catalogue.export(out, public=public, as_of=as_of.date() if as_of else None, progress=step)
        unfinished.replace(output)
    print(f"{count:,} statements are in {output} ({format_.value}).")


def verify(
    data: Data,
    head: Annotated[str | None, typer.Option(metavar="HASH", help="A head that was kept elsewhere.")] = None,
) -> None:
    """Recompute the journal's hash chain, and compare log and stores with it.

    Example: `khizana verify --data treasury`
    """
    with Catalogue.open(data).closing() as catalogue:
        print(said.verified(catalogue.verify(head)))


def rebuild(data: Data) -> None:
    """Make the stores and the search index anew from the journal.

    Example: `khizana rebuild --data treasury`
    """
    with Catalogue.open(data).closing() as catalogue:
        with progress("Rebuilding") as step:
            done = catalogue.rebuild(step)
            Partners(catalogue.settings).rebuild(step)
    print("Stores and search are new." if done else "The server has been asked to rebuild; it does so now.")


def vocabularies(data: Data) -> None:
    """Load the vocabularies that ship and the labels of further languages anew, and publish what is new in them.

    Example: `khizana vocabularies --data treasury`
    """
    with Catalogue.open(data).closing() as catalogue:
        print(said.imported(catalogue.load_packs()))
