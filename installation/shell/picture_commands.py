"""The command that makes contact sheets: every level, language, look and size, to be looked at.

Owns which pictures stand on a sheet and its captions. Imports nothing heavy until it runs. The moments are made
up (visuals/examples.py): what a visit looks like, `replay` shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_HIGH, _GAP, _CAPTION = 360, 12, 22


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


def languages(home: Path = HOME) -> list[str]:
    """The languages there are, English first."""
    names = sorted(path.stem for path in (home / "content" / "languages").glob("*.yaml"))
    return sorted(names, key=lambda name: name != "en")


def rows_of(level: int | None, language: str | None, size: tuple[int, int] | None) -> Iterator[list[Cell]]:
    """The sheet, a row a level: each size, then each further language and each look at the first size.

    A row shows gestures; of all levels the last row shows what is told to a hand that rests.
    """
    from installation.visuals.examples import LEVELS  # noqa: PLC0415 - heavy only once the command runs
    from installation.visuals.gesture_examples import MADE  # noqa: PLC0415
    from installation.visuals.look import LOOKS  # noqa: PLC0415

    sizes = (size,) if size else _SIZES
    spoken = [language] if language else languages()
    gestures = LEVELS.index("gestures")
    for number in range(len(LEVELS)) if level is None else (level,):
        row = [Cell(number, spoken[0], "usual", each) for each in sizes]
        row += [Cell(number, name, "usual", sizes[0]) for name in spoken[1:]]
        yield row + [Cell(number, spoken[0], look, sizes[0]) for look in LOOKS if look != "usual"]
        if number == gestures:
            cell = Cell(number, spoken[0], "usual", sizes[0])
            row = [replace(cell, made=name) for name in MADE]
            row += [replace(cell, shown=name) for name in MADE if name != "tap"]
            yield [
                *row,
                replace(cell, made="twist", look="calm"),
                replace(cell, made="slide", look="contrast"),
            ]
    if level is None:
        at = LEVELS.index("four_pads")
        row = [Cell(at, spoken[0], "usual", each, "why") for each in sizes]
        row += [Cell(at, name, "usual", sizes[0], "from_what") for name in spoken]
        yield [
            *row,
            Cell(at, spoken[0], "usual", sizes[0], "guess"),
            Cell(at, spoken[0], "all", sizes[0], "why"),
        ]


def _drawn(cell: Cell) -> NDArray[np.uint8]:
    """A cell's picture at its full size."""
    from installation.shell.offscreen import Offscreen  # noqa: PLC0415

    screen = Offscreen(cell.size, HOME / "shaders", language=cell.language, look=cell.look, scale=1.0)
    try:
        return screen.draw(_moment(cell))
    finally:
        screen.close()


def _moment(cell: Cell) -> Snapshot:
    """What a cell shows."""
    from installation.snapshot import LONG_AGO_S, TargetView  # noqa: PLC0415
    from installation.visuals import gesture_examples, told_examples  # noqa: PLC0415
    from installation.visuals.examples import LEVELS, moment  # noqa: PLC0415

    if cell.told:
        rest_s = 3.0 if cell.told == "why" else 8.0
        return told_examples.rested(cell.level, rest_s, known=cell.told != "guess")
    if cell.made:
        return gesture_examples.made(cell.made)
    if cell.shown:
        return gesture_examples.proposed(cell.shown)
    name, target = LEVELS[cell.level], None
    if name in _ASKED:
        target = TargetView(*_ASKED[name], 0.09, 0.0, 3.0, LONG_AGO_S)
    return moment(cell.level, _PRESSES[name], target=target)


def _write_sheet(rows: list[list[Cell]], out: Path) -> None:
    """Draw every cell and lay them out, `_HIGH` pixels high each, with a caption."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    def width(cell: Cell) -> int:
        return round(_HIGH * cell.size[0] / cell.size[1])

    wide = max(sum(width(cell) + _GAP for cell in row) for row in rows) + _GAP
    step = _HIGH + _CAPTION + _GAP
    sheet = Image.new("RGB", (wide, step * len(rows) + _GAP), (12, 12, 16))
    pen = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        x, y = _GAP, _GAP + number * step
        for cell in row:
            picture = Image.fromarray(_drawn(cell)).resize((width(cell), _HIGH), Image.Resampling.LANCZOS)
            sheet.paste(picture, (x, y))
            what = " ".join(filter(None, (f"level {cell.level}", cell.told, cell.made, cell.shown)))
            caption = f"{what} · {cell.language} · {cell.look} · {cell.size[0]}x{cell.size[1]}"
            pen.text((x, y + _HIGH + 4), caption, fill=(170, 170, 180))
            x += width(cell) + _GAP
    out.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(out)


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The sheet, a PNG."
)
@click.option("--level", type=click.IntRange(0, 5), help="This level only.")
@click.option("--language", metavar="NAME", help="This language only (of content/languages).")
@click.option("--size", metavar="WxH", help="This size only.")
def pictures(out: Path, level: int | None, language: str | None, size: str | None) -> None:
    """A contact sheet of every level, language, look and size."""
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
