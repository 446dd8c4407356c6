"""Marks change with what can be heard, and with nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from installation.ringtone.code import SOUND_MARKS, STYLE_MARKS
from installation.shell.editions import bones, edition, sound_mark
from tests.fakes import kit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from installation.settings import Style

MODEL = {"weights_sha256": "ab", "quantiles": [[1.0]]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one instrument and one table."""
    (tmp_path / "content" / "styles").mkdir(parents=True)
    (tmp_path / "content" / "instruments").mkdir()
    (tmp_path / "content" / "instruments" / "bell.flac").write_bytes(b"ding")
    (tmp_path / "content" / "styles" / "plain.safetensors").write_bytes(b"table")
    return tmp_path


def styles(**changes: object) -> Mapping[str, Style]:
    return {"plain": msgspec.structs.replace(kit.style("plain"), **changes), "brisk": kit.style("brisk")}


def test_marks_are_the_same_every_time_and_fit_into_a_code(home: Path) -> None:
    found = edition(home, styles(), MODEL)
    assert found == edition(home, styles(), MODEL)
    assert all(0 <= mark < STYLE_MARKS for mark in found.styles.values())
    assert 0 <= found.sound < SOUND_MARKS
    assert found.styles["plain"] != found.styles["brisk"]


def test_a_style_has_another_mark_with_its_table_its_model_its_tempo_but_not_with_its_title(
    home: Path,
) -> None:
    before = edition(home, styles(), MODEL)
    assert edition(home, styles(title="Other", description="words"), MODEL) == before
    assert edition(home, styles(tempo_bpm=99.0), MODEL).styles["plain"] != before.styles["plain"]
    assert edition(home, styles(), MODEL | {"weights_sha256": "cd"}).styles["plain"] != before.styles["plain"]
    (home / "content" / "styles" / "plain.safetensors").write_bytes(b"tablE")
    after = edition(home, styles(), MODEL)
    assert after.styles["plain"] != before.styles["plain"]
    assert after == replace(before, styles=after.styles)
    assert after.styles["brisk"] == before.styles["brisk"]


def test_the_sound_has_another_mark_with_its_instruments(home: Path) -> None:
    before = sound_mark(home)
    (home / "content" / "instruments" / "bell.flac").write_bytes(b"dong")
    assert sound_mark(home) != before


def test_comments_and_docstrings_are_not_heard_and_what_a_program_does_is() -> None:
    plain = "def f(a):\n    return a * 2\n"
    told = '"""Words."""\n\n\n# more\ndef f(a):  # and more\n    """And these."""\n    return (a * 2)\n'
    assert bones(plain) == bones(told)
    assert bones(plain) != bones(plain.replace("2", "3"))
    assert bones(plain) != bones(plain.replace("f(", "g("))
    with pytest.raises(SyntaxError):
        bones("def")
