"""What is known of the hall: kept, read, and refused where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from installation.shell.sound_hall import UNKNOWN, Hall, keep_hall, read_hall

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_calibrated_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "data" / "sound.json"
    keep_hall(path, Hall(101.5, 85.0))
    assert read_hall(path) == Hall(101.5, 85.0)
    assert Hall(101.5, 85.0).ceiling_at_full_scale_db == -16.5


def test_a_hall_that_nobody_calibrated_has_no_ceiling(tmp_path: Path) -> None:
    assert read_hall(tmp_path / "sound.json") == UNKNOWN
    assert UNKNOWN.ceiling_at_full_scale_db is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"offset_db": 1e999, "ceiling_db": 90}', '{"offset_db": 100, "ceiling_db": 140}'],
)
def test_a_spoiled_file_is_a_line_in_the_log_and_the_show_goes_on(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "sound.json"
    path.write_text(text, "utf-8")
    assert read_hall(path) == UNKNOWN
    assert "calibrate" in caplog.text


@pytest.mark.parametrize("figures", [(20.0, 90.0), (float("nan"), 90.0), (100.0, 120.0), (100.0, 20.0)])
def test_what_no_hall_has_is_refused(figures: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="lies between"):
        Hall(*figures)
