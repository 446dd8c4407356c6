"""The command that makes contact sheets: every level in every language, look and size, to be looked at.

Owns which pictures stand on a sheet and its captions. Imports nothing heavy until it runs. The moments are made
up (visuals/examples.py): what a visit looks like, `replay` shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from installation.snapshot import Snapshot

HOME = Path(__file__).resolve().parents[2]
_SIZES = ((1280, 720), (1920, 1080), (1080, 1920), (1024, 768), (1000, 1000))
_PRESSES = {
    "invite": (0.0, 0.0, 0.0, 0.0),
    "one_pad": (0.0, 0.0, 0.7, 0.0),
    "two_pads": (0.0, 0.8, 0.0, 0.0),
    "four_pads": (0.5, 0.0, 0.0, 0.8),
    "gestures": (0.8, 0.6, 0.0, 0.0),
    "ringtone": (0.0, 0.0, 0.0, 0.0),
}
_ASKED = {"one_pad": (2, 0.95), "two_pads": (2, 0.6), "four_pads": (3, 0.3)}
"""Where marks stand on gauges: pad and place."""
_SHORT, _SHORT_OF_MANY = 360, 240  # a picture's shorter side on a sheet, and on one of many rows
_MANY_ROWS = 12
_GAP, _CAPTION = 12, 22


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture of a sheet."""

    level: int
    language: str
    look: str
    size: tuple[int, int]
    told: str = ""  # what is told to a hand that rests: "why", "from_what" or "guess"
    made: str = ""  # a gesture that was just made
    shown: str = ""  # a gesture that the wall shows
    pressed: str = ""  # the pad that was just pressed
    phase: str = ""  # of a ringtone


def languages(home: Path = HOME) -> list[str]:
    """The languages there are, English first."""
    names = sorted(path.stem for path in (home / "content" / "languages").glob("*.yaml"))
    return sorted(names, key=lambda name: name != "en")


def rows_of(level: int | None, language: str | None, size: tuple[int, int] | None) -> Iterator[list[Cell]]:
    """The sheet: for every level and size a row of every language in every look.

    A level that has more to show has rows of its own: what each pad does, what is told to a hand that rests, gestures,
    a ringtone's phases.
    """
    from installation.visuals.examples import LEVELS  # noqa: PLC0415 - heavy only once the command runs
    from installation.visuals.look import LOOKS  # noqa: PLC0415

    sizes = (size,) if size else _SIZES
    spoken = [language] if language else languages()
    for number in range(len(LEVELS)) if level is None else (level,):
        for each in sizes:
            yield [Cell(number, name, look, each) for name in spoken for look in LOOKS]
        yield from _more_rows(LEVELS[number], Cell(number, spoken[0], "usual", sizes[0]), sizes, spoken)


def _more_rows(
    level: str, cell: Cell, sizes: Sequence[tuple[int, int]], spoken: Sequence[str]
) -> Iterator[list[Cell]]:
    """What a level has to show beside itself."""
    from installation.score import PADS  # noqa: PLC0415
    from installation.visuals.gesture_examples import MADE  # noqa: PLC0415
    from installation.visuals.whole_examples import PHASES  # noqa: PLC0415

    match level:
        case "four_pads":
            for each in sizes:
                yield [replace(cell, pressed=pad, size=each) for pad in PADS]
            row = [replace(cell, told="why", size=each) for each in sizes]
            row += [replace(cell, told="from_what", language=name) for name in spoken]
            yield [*row, replace(cell, told="guess"), replace(cell, told="why", look="all")]
        case "gestures":
            yield [replace(cell, made=name) for name in MADE] + [
                replace(cell, shown=name) for name in MADE if name != "tap"
            ]
            yield [replace(cell, made="twist", look="calm"), replace(cell, made="slide", look="contrast")]
        case "ringtone":
            yield [replace(cell, phase=phase) for phase in PHASES]


def _moment(cell: Cell) -> Snapshot:
    """What a cell shows."""
    from installation.snapshot import LONG_AGO_S, TargetView  # noqa: PLC0415
    from installation.visuals import examples, gesture_examples, told_examples  # noqa: PLC0415

    if cell.told:
        rest_s = 3.0 if cell.told == "why" else 8.0
        return told_examples.rested(cell.level, rest_s, known=cell.told != "guess")
    if cell.made:
        return gesture_examples.made(cell.made)
    if cell.shown:
        return gesture_examples.proposed(cell.shown)
    if cell.pressed:
        return examples.reported(cell.pressed)
    if cell.phase:
        return examples.composed(cell.phase)
    name, target = examples.LEVELS[cell.level], None
    if name in _ASKED:
        target = TargetView(*_ASKED[name], 0.09, 0.0, 3.0, LONG_AGO_S)
    return examples.moment(cell.level, _PRESSES[name], target=target)


def _drawn(cells: Sequence[Cell]) -> Iterator[tuple[Cell, NDArray[np.uint8]]]:
    """The picture of each cell at its full size, those of a size one after the other."""
    from installation.shell.offscreen import Offscreen  # noqa: PLC0415

    for size in dict.fromkeys(cell.size for cell in cells):
        screen = Offscreen(size, HOME / "shaders", scale=1.0)
        try:
            for cell in cells:
                if cell.size == size:
                    yield cell, screen.draw(_moment(cell), language=cell.language, look=cell.look)
        finally:
            screen.close()


def _write_sheet(rows: list[list[Cell]], out: Path) -> None:
    """Draw every cell and lay them out, each with a caption."""
    from PIL import Image, ImageDraw  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    short = _SHORT_OF_MANY if len(rows) > _MANY_ROWS else _SHORT
    places: dict[Cell, tuple[int, int, int, int]] = {}
    wide, y = 0, _GAP
    for row in rows:
        x, high = _GAP, 0
        for cell in row:
            scale = short / min(cell.size)
            box = (x, y, round(scale * cell.size[0]), round(scale * cell.size[1]))
            places[cell] = box
            x, high = x + box[2] + _GAP, max(high, box[3])
        wide, y = max(wide, x), y + high + _CAPTION + _GAP
    sheet = Image.new("RGB", (wide, y), (12, 12, 16))
    pen = ImageDraw.Draw(sheet)
    drawn = _drawn(list(places))
    for cell, pixels in track(drawn, "pictures", total=len(places), console=Console(stderr=True)):
        x, y, across, high = places[cell]
        picture = Image.fromarray(pixels).resize((across, high), Image.Resampling.LANCZOS)
        sheet.paste(picture, (x, y))
        pen.text((x, y + high + 4), _caption(cell), fill=(170, 170, 180))
    out.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(out)


def _caption(cell: Cell) -> str:
    """What a cell shows, in words."""
    more = (cell.told, cell.made, cell.shown, cell.pressed, cell.phase)
    what = " ".join(filter(None, (f"level {cell.level}", *more)))
    return f"{what} · {cell.language} · {cell.look} · {cell.size[0]}x{cell.size[1]}"


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The sheet, a PNG."
)
@click.option("--level", type=click.IntRange(0, 5), help="This level only.")
@click.option("--language", metavar="NAME", help="This language only (of content/languages).")
@click.option("--size", metavar="WxH", help="This size only.")
def pictures(out: Path, level: int | None, language: str | None, size: str | None) -> None:
    """A contact sheet of every level in every language, look and size, and of what each level has to show besides.

    The whole sheet has some six hundred pictures and takes a few minutes; the options make it smaller.
    """
    if language is not None and language not in languages():
        raise click.BadParameter(f"there is no language {language!r}; there are {', '.join(languages())}")
    rows = list(rows_of(level, language, _size(size)))
    _write_sheet(rows, out)
    click.echo(f"{sum(len(row) for row in rows)} pictures in {out}")


def _size(text: str | None) -> tuple[int, int] | None:
    """Width and height from "1280x720"."""
    if text is None:
        return None
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and 64 <= int(width) <= 8192 and 64 <= int(height) <= 8192):
        raise click.BadParameter(f"{text!r} is no size; write for example 1280x720")
    return int(width), int(height)


commands = [pictures]
