"""The command line: `khizana …`. Each command opens a catalogue, asks it for one thing, and says what came of it.

Exit codes: 0 when all was done, 1 when something was refused or wrong, 2 when the command was mistyped.
"""

from __future__ import annotations

import sys

import typer

from api.commands import collection, dumping, keeping, life, partner, people, serving
from catalogue.errors import KhizanaError


def main() -> None:
    """The console script."""
    try:
        commands()()
    except KhizanaError as error:
        print(f"khizana: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        print(f"khizana: {error.filename or 'the system'}: {error.strerror or error}.", file=sys.stderr)
        sys.exit(1)


def commands() -> typer.Typer:
    """All commands."""
    app = typer.Typer(
        help="A collection catalogue on linked data.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )
    for subject in (collection, dumping, keeping, people, life, partner, serving):
        subject.register(app)
    return app
