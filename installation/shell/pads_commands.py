"""The commands for the object's pads, for the program's command line to attach.

Owns words and options. Imports what it needs when a command runs.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from installation.shell.places import data_folder

KEPT = data_folder() / "pads.json"
"""Where app.py looks for what the pads have learnt."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    port: str
    simulated: bool
    kept: Path
    object: str


def _view() -> Any:
    return import_module("installation.shell.pads_view")


@click.group(invoke_without_command=True)
@click.option(
    "--port", default="auto", show_default=True, help="auto, or the name of a device; of two, DEVICE,DEVICE."
)
@click.option(
    "--object", "wanted", default="", metavar="NUMBER", help="Of two, the one whose number begins so."
)
@click.option("--simulated", is_flag=True, help="Simulated pads under a simulated hand instead of a board.")
@click.option(
    "--kept",
    type=click.Path(dir_okay=False, path_type=Path),
    default=KEPT,
    show_default=True,
    help="What the pads have learnt.",
)
@click.option("--seconds", type=click.FloatRange(min=0.1), help="End after so long.")
@click.pass_context
def pads(
    context: click.Context, port: str, wanted: str, *, simulated: bool, kept: Path, seconds: float | None
) -> None:
    """See the object's pads live: how hard each is pressed, and whether all is well.

    The installation must not be running: only one program can use the port. Ctrl-C ends it.
    """
    context.obj = _Wanted(port, simulated, kept, wanted)
    if context.invoked_subcommand is None:
        sys.exit(_view().show(port, kept, simulated=simulated, wanted=wanted, seconds=seconds))


@pads.command()
@click.pass_obj
def calibrate(wanted: _Wanted) -> None:
    """Teach the pads what a firm press is: three on each pad, as it asks for them.

    Needed once for each new object, and after pads were repaired. Visitors need nothing: the pads follow each of them.
    """
    found = _view().calibrate(wanted.port, wanted.kept, simulated=wanted.simulated, wanted=wanted.object)
    sys.exit(found)


@pads.command()
@click.option("--seconds", type=click.FloatRange(0.1, 60), default=5.0, show_default=True)
@click.pass_obj
def blink(wanted: _Wanted, seconds: float) -> None:
    """Let the lights of each object blink in turn, to see which one has which number."""
    sys.exit(_view().blink(wanted.port, seconds, wanted=wanted.object))


commands = [pads]
