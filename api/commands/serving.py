"""Commands that serve a catalogue over HTTP."""

from __future__ import annotations

from pathlib import Path
from socket import socket

import typer

from api.app import create_app
from api.commands.options import Data, Host, Port
from api.progress import progress
from api.serving import address_of, bound, serve
from catalogue.demo import make_demo
from catalogue.settings import read_settings


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    for command in (serve_, demo):
        app.command(command.__name__.rstrip("_"))(command)


def serve_(data: Data, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the catalogue until Ctrl+C.

    Example: `khizana serve --data treasury --port 8000`
    """
    with bound(host, port) as held:
        _serve(data, host, held)


def demo(data: Data, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Make a catalogue of the demo collection, or take the one made before, and serve it.

    Example: `khizana demo --data demo-data --port 8000`
    """
    with bound(host, port) as held:
        with progress("Loading the demo collection") as step:
            make_demo(data, step)
        _serve(data, host, held)


def _serve(data: Path, host: str, held: socket) -> None:
    app, url = create_app(read_settings(data)), address_of(held, host)
    first = f"Nobody can sign in yet. Add somebody: khizana user add --data {data} NAME --role administrator"
    told = [f"Khizana: {url}", *([] if app.state.people.accounts.all() else [first])]
    # in one piece, for whoever waits for it
    serve(app, held, lambda: print("\n".join([*told, ""]), end="", flush=True))
