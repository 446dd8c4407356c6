"""`./play reopen`: the same bytes in every process, and an error in words for what cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from PIL import Image

from installation.ringtone.code import grouped, mark_text, write
from installation.ringtone.piece import Ringtone
from installation.shell.content import load_content, load_rules
from installation.shell.ringtone_commands import reopen

if TYPE_CHECKING:
    from click.testing import Result

    from installation.world import Rules

ROOT = Path(__file__).parents[2]
SAME = ("ringtone.wav", "ringtone.mid", "ringtone.musicxml", "score.svg", "code.txt")
LIMIT_S = 300


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(ROOT, load_content(ROOT / "content"))


@pytest.fixture(scope="module")
def code(rules: Rules) -> str:
    return write(Ringtone("lament", ((1, 3, 2, 4), (2, 6, 5, 1))), rules.edition)


def reopened(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "installation", "reopen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=LIMIT_S)


def test_the_same_code_gives_the_same_bytes_in_a_fresh_process_and_a_card(tmp_path: Path, code: str) -> None:
    one = reopened(code, "--out", tmp_path / "one", "--language", "de")
    assert one.returncode == 0, one.stderr
    other = reopened(grouped(code).lower(), "--out", tmp_path / "other", "--language", "de", "--no-picture")
    assert other.returncode == 0, other.stderr
    for name in SAME:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes(), name
    with Image.open(tmp_path / "one" / "card.png") as card:
        assert card.size == (1080, 1350)
    assert (tmp_path / "one" / "score.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "one" / "code.txt").read_text(encoding="utf-8").strip() == grouped(code)
    assert not (tmp_path / "other" / "card.png").exists()


def said(*arguments: str | Path) -> Result:
    """What the command says, in this process: nothing is rendered."""
    return CliRunner().invoke(reopen, list(map(str, arguments)))


def test_a_wrong_character_is_an_error_in_words_and_leaves_no_folder(tmp_path: Path, code: str) -> None:
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    done = said(wrong, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "character" in done.output
    assert not (tmp_path / "out").exists()


def test_this_copys_marks_can_be_asked_for(rules: Rules) -> None:
    output = said("--marks").output
    assert all(f"{name} " in output for name in rules.styles)
    assert mark_text(rules.edition.sound) in output


@pytest.mark.parametrize(
    "arguments", [(), ("GRM2",), ("--out", "x"), ("GRM2", "--out", "x", "--language", "tlh")]
)
def test_what_is_missing_or_unknown_is_said(arguments: tuple[str, ...]) -> None:
    done = said(*arguments)
    assert done.exit_code == 2
    assert "Error" in done.output
