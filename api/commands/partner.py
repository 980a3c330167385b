"""Commands about partners: their feeds are followed, what they publish is kept apart from ours."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Annotated

import typer

from api import said
from api.commands.options import Data
from api.progress import Step, progress
from catalogue.partners import Limits, Partners
from catalogue.settings import read_settings

DEFAULTS = Limits()
Which = Annotated[str, typer.Argument(metavar="NAME|URL", help="The partner, as listed.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    partner = typer.Typer(help="Partners: take what they publish, and keep it apart from ours.", no_args_is_help=True)
    partner.command("pull")(pull)
    partner.command("list")(list_)
    partner.command("remove")(remove)
    app.add_typer(partner, name="partner")


def pull(
    data: Data,
    url: Annotated[
        str, typer.Argument(metavar="URL|NAME", help="The feed; a partner’s name, once known.", show_default=False)
    ],
    name: Annotated[str, typer.Option(help="What we call a new partner.", show_default="the host")] = "",
    host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A further host that is the partner’s; kept in mind. *.museum.example does."),
    ] = None,
    pause: Annotated[float, typer.Option(metavar="SECONDS", min=0, help="Between two requests.")] = DEFAULTS.pause,
    hours: Annotated[float, typer.Option(min=0.01, help="How long it may take; the next pull goes on.")] = 12,
) -> None:
    """Follow a partner’s change feed (IIIF Change Discovery 1.0) and take what is new, changed or gone since.

    Interrupted, it goes on where it was. The exit code is 1 where something could not be had.

    Example: `khizana partner pull --data treasury https://museum.example/activity`
    """
    partners = Partners(read_settings(data), replace(DEFAULTS, pause=pause, whole=hours * 3600))
    with _Stages() as stages:
        done = partners.pull(url, name, host or (), stages.step)
    print(said.pulled(done))
    raise typer.Exit(0 if done.complete else 1)


def list_(data: Data) -> None:
    """List the partners, with how much is held of each.

    Example: `khizana partner list --data treasury`
    """
    for one in Partners(read_settings(data)).listed():
        print(said.partner(one))


def remove(data: Data, which: Which) -> None:
    """Drop a partner, with all that was fetched from it. What is ours does not change.

    Example: `khizana partner remove --data treasury museum.example`
    """
    gone = Partners(read_settings(data)).remove(which)
    print(f"{gone.partner.name} is dropped, with {said.counted(gone.documents, 'document')}.")


class _Stages(ExitStack):
    """One bar after the other: each stage of a pull has its own."""

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        self._step: Step | None = None

    def step(self, what: str, done: int, total: int) -> None:
        """Shows how far a stage is."""
        if what != self._what or self._step is None:
            self.close()
            self._what, self._step = what, self.enter_context(progress(what))
        self._step(done, total)
