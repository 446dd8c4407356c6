"""The commands, for people: what there is, what it takes, what went wrong and what to do about it.

Owns words and options. Refuses to know how anything is done: each command imports what it needs when it runs,
so that `--help` answers at once and playing never loads what only training needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from installation.page import SettingsError
from installation.visits.visit import VisitError

_BAD_INPUT = 2  # exit status: a file or an option is not as it must be
_HERE = Path(__file__).parent


class _Size(click.ParamType[tuple[int, int]]):
    """WIDTHxHEIGHT in pixels."""

    name = "WxH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        width, _, height = str(value).lower().partition("x")
        if not (
            width.isdigit() and height.isdigit() and 64 <= int(width) <= 8192 and 64 <= int(height) <= 8192
        ):
            self.fail(f"{value!r} is no size; write for example 1280x720", param, ctx)
        return int(width), int(height)


class _Port(click.ParamType[int | None]):
    """The number of a port that a user may take, or off."""

    name = "PORT|off"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        if value is None or isinstance(value, int) or value == "off":
            return value if isinstance(value, int) else None
        if not str(value).isdigit() or not 1024 <= int(value) <= 65535:
            self.fail(f"{value!r} is no port; write a number from 1024 to 65535, or off", param, ctx)
        return int(value)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Press a soft object, steer a tune.

    \b
    The three commands of every day:
      ./play             run the installation, full screen
      ./play doctor      what is missing on this machine, and what to type
      ./play replay ...  a recorded visit as sound, pictures and notes

    Any command says more with --help.
    """  # noqa: D301 - \\b tells click to keep the lines that follow as they are


@cli.command()
@click.option("--windowed", is_flag=True, help="In a window instead of full screen.")
@click.option("--headless", is_flag=True, help="Without a screen: a recorded visit stands in for hands.")
@click.option(
    "--size", type=_Size(), default="1280x720", show_default=True, help="Of the window or pictures."
)
@click.option(
    "--level", type=click.IntRange(min=0), help="Guidance level to start with (keys 0-5 change it)."
)
@click.option("--lock", is_flag=True, help="Keep the guidance level whatever visitors do (key l).")
@click.option(
    "--style", metavar="NAME", help="Style to play; without it the one that content/levels.yaml names."
)
@click.option(
    "--port",
    default="auto",
    show_default=True,
    metavar="auto|none|DEVICE",
    help="Where the object is; of two objects, DEVICE,DEVICE.",
)
@click.option(
    "--controllers", default="", metavar="CONTROL=PAD,...|off",
    help="MIDI controls and gamepads to pads, as in 'midi 1=rhythm, gamepad 0 axis 5=jump'; what is not named "
    "takes the next free pad when it is moved.",
)  # fmt: skip
@click.option("--audio", metavar="DEVICE|null", help="Sound device by (part of) its name; null: no sound.")
@click.option("--seconds", type=click.FloatRange(min=0.1, max=3600 * 24 * 365), help="Stop after so long.")
@click.option(
    "--out", type=click.Path(path_type=Path), default="out", show_default=True, help="Headless: results."
)
@click.option("--record", type=click.Path(path_type=Path), help="Write the visit down into this new file.")
@click.option(
    "--language", metavar="NAME", help="Of the words on the wall (content/languages); else as it was last."
)
@click.option(
    "--console", type=_Port(), default="8420", show_default=True, metavar="PORT|off",
    help="Where the facilitator's page is served, at this machine only.",
)  # fmt: skip
@click.option("--lan", is_flag=True, help="Open the facilitator's page to the room's network, over TLS.")
@click.option("--kiosk", is_flag=True, help="Lock-down: esc does not leave.")
@click.option("--dev", is_flag=True, help="For work on the picture: reload shaders when they change.")
def play(**options: Any) -> None:
    """Run the installation.

    Press the body with the mouse (its wheel sets how hard), with fingers, or with the keys Q W S A, held: its four
    pads where they lie; with shift, hard. Keys: 0-5 guidance level, l lock, r reset, f full screen or window,
    n language, c calm, h high contrast, t captions, e sounds that guide, i where the page is, k keep
    a tune, [ and ] recall, u take back, esc leave. With no display it plays headless and writes what `replay`
    writes into --out.
    """
    _app().play(**options)


@cli.command()
@click.argument("visit", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for what comes of it.")
@click.option("--pictures", type=click.IntRange(0, 100_000), default=8, show_default=True, help="How many.")
@click.option("--size", type=_Size(), default="1280x720", show_default=True, help="Of the pictures.")
@click.option("--style", metavar="NAME", help="Play it in this style instead of the visit's own.")
@click.option("--seconds", type=click.FloatRange(min=0.1, max=3600), help="Go on, or stop, after so long.")
def replay(**options: Any) -> None:
    """Run a recorded VISIT through the whole loop, faster than real time.

    Writes audio.wav, melody.mid, events.jsonl, pictures/*.png and summary.json into --out. The same visit gives
    the same sound, notes and events, byte for byte. Some visits are in content/visits, with a page about the file.
    summary.json says when the first sound and the first picture were there, in seconds since the program began
    (first_sound_s, first_picture_s), and how loud it is (lufs, peak_dbtp).
    """
    _app().replay(**options)


@cli.command()
def doctor() -> None:
    """Look at this machine: what is missing, and what to type."""
    sys.exit(import_module("installation.shell.doctor").main())


@cli.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Figures as one JSON object on standard output.")
def bench(name: str | None, *, as_json: bool) -> None:
    """Measure something and print figures, never a verdict.

    Without a NAME: what can be measured.
    """
    import_module("installation.shell.benches").bench(name, as_json=as_json)


@cli.command()
@click.argument("name", required=False)
@click.option(
    "--count", type=click.IntRange(min=1), help="How many seeded trials; each soak has its own number."
)
@click.option("--again", is_flag=True, help="Begin with the first seed again instead of going on.")
@click.option(
    "--seed", type=click.IntRange(min=0), help="Only the trial with this seed: a failure is its seed."
)
def soak(name: str | None, *, count: int | None, again: bool, seed: int | None) -> None:
    """Run a long seeded test; stopped, it goes on where it was.

    Without a NAME: what there is. ./check runs short versions of all of them.
    """
    import_module("installation.shell.benches").soak(name, count=count, again=again, seed=seed)


def _app() -> Any:
    return import_module("installation.app")


def _attach() -> None:
    """Add the commands of other rooms: each `*commands.py` has a list called `commands`, and imports lightly."""
    for path in sorted([*_HERE.glob("shell/*_commands.py"), *_HERE.glob("training/commands.py")]):
        module = ".".join(["installation", *path.relative_to(_HERE).with_suffix("").parts])
        for command in import_module(module).commands:
            cli.add_command(command)


def main() -> None:
    """Run a command; what people can put right ends as one sentence, not as a traceback."""
    _attach()
    try:
        cli.main(prog_name="./play", standalone_mode=False)  # what people type; it sets up first
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit("stopped")
    except (SettingsError, VisitError) as error:
        click.echo(str(error), err=True)
        sys.exit(_BAD_INPUT)
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}" if error.filename else str(error), err=True)
        sys.exit(_BAD_INPUT)
