"""Contact sheets."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from installation.score import PADS
from installation.shell.picture_commands import Cell, languages, pictures, rows_of
from installation.visuals.examples import LEVELS
from installation.visuals.gesture_examples import MADE
from installation.visuals.look import LOOKS
from installation.visuals.whole_examples import PHASES

if TYPE_CHECKING:
    from pathlib import Path


def test_a_whole_sheet_shows_every_level_in_every_language_look_and_size() -> None:
    cells = [cell for row in rows_of(None, None, None) for cell in row]
    plain = {
        (cell.level, cell.language, cell.look, cell.size)
        for cell in cells
        if cell == Cell(*_first_four(cell))
    }
    sizes = {cell.size for cell in cells}
    assert len(sizes) == 5
    assert plain == set(product(range(len(LEVELS)), languages(), LOOKS, sizes))
    assert languages()[0] == "en"
    assert len(languages()) >= 4
    assert len(cells) == len(set(cells)), "none twice"


def _first_four(cell: Cell) -> tuple[int, str, str, tuple[int, int]]:
    return cell.level, cell.language, cell.look, cell.size


def test_a_whole_sheet_shows_what_pads_did_what_is_told_gestures_and_a_ringtones_phases() -> None:
    cells = [cell for row in rows_of(None, None, None) for cell in row]
    assert {cell.pressed for cell in cells} == {"", *PADS}
    assert {cell.told for cell in cells} == {"", "why", "from_what", "guess"}
    assert {cell.made for cell in cells} == {"", *MADE}
    assert {cell.shown for cell in cells} >= {"slide", "twist", "squeeze", "two_handed"}
    assert {cell.phase for cell in cells} == {"", *PHASES}
    assert not any(cell.told or cell.made for row in rows_of(2, None, None) for cell in row)


def test_a_sheet_of_one_level_is_written(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "sheet.png"
    found = CliRunner().invoke(
        pictures, ["--out", str(out), "--level", "5", "--language", "de", "--size", "160x90"]
    )
    assert found.exit_code == 0, found.output
    assert found.stdout == f"{len(LOOKS) + len(PHASES)} pictures in {out}\n"
    with Image.open(out) as sheet:
        assert np.asarray(sheet).std() > 10


@pytest.mark.parametrize(
    "wrong", [["--level", "6"], ["--language", "klingon"], ["--size", "big"], ["--size", "2x2"], []]
)
def test_what_is_not_there_is_refused_and_nothing_written(tmp_path: Path, wrong: list[str]) -> None:
    out = tmp_path / "sheet.png"
    arguments = ["--out", str(out), *wrong] if wrong else []
    assert CliRunner().invoke(pictures, arguments).exit_code == 2
    assert not out.exists()
