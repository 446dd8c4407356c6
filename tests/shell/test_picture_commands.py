"""Contact sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from installation.shell.picture_commands import languages, pictures, rows_of
from installation.visuals.examples import LEVELS
from installation.visuals.gesture_examples import MADE
from installation.visuals.look import LOOKS

if TYPE_CHECKING:
    from pathlib import Path


def test_a_whole_sheet_shows_every_level_language_look_and_size() -> None:
    cells = [cell for row in rows_of(None, None, None) for cell in row]
    assert {cell.level for cell in cells} == set(range(len(LEVELS)))
    assert {cell.language for cell in cells} == set(languages())
    assert {cell.look for cell in cells} == set(LOOKS)
    assert len({cell.size for cell in cells}) == 5
    assert languages()[0] == "en"
    assert len(languages()) >= 4
    assert {cell.told for cell in cells} == {"", "why", "from_what", "guess"}
    assert {cell.made for cell in cells} == {"", *MADE}
    assert {cell.shown for cell in cells} >= {"slide", "twist", "squeeze", "two_handed"}
    assert not any(cell.told for row in rows_of(2, None, None) for cell in row)


def test_a_sheet_of_one_level_is_written(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "sheet.png"
    found = CliRunner().invoke(
        pictures, ["--out", str(out), "--level", "3", "--language", "de", "--size", "160x90"]
    )
    assert found.exit_code == 0, found.output
    assert found.output == f"{len(LOOKS)} pictures in {out}\n"
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
