"""Soaks go on where they were, and a failure is its seed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from installation.shell import benches

if TYPE_CHECKING:
    from pathlib import Path

SOAK = '''"""Fails at every seventh seed."""
from pathlib import Path

TRIALS = 20
TRIED = Path(__file__).with_suffix(".tried")


def trial(seed: int) -> str:
    with TRIED.open("a") as file:
        file.write(f"{seed} ")
    return "seven" if seed % 7 == 6 else ""
'''
BENCH = '''"""What is what."""


def figures() -> dict[str, object]:
    return {"deep": {"pi": 3.14159}, "plain": 3}
'''


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / "soak_odd.py").write_text(SOAK)
    (folder / "plain.py").write_text(BENCH)
    monkeypatch.delenv("DEFORMTUNE_DATA", raising=False)
    monkeypatch.setattr(benches, "HOME", tmp_path)
    monkeypatch.setattr(benches, "BENCHMARKS", folder)
    return tmp_path


def run_soak(count: int | None = None, *, again: bool = False, seed: int | None = None) -> int:
    with pytest.raises(SystemExit) as left:
        benches.soak("odd", count=count, again=again, seed=seed)
    return int(left.value.code or 0)


def tried(home: Path) -> list[int]:
    return [int(word) for word in (home / "benchmarks" / "soak_odd.tried").read_text().split()]


def test_a_soak_goes_on_with_the_seed_after_the_last(home: Path) -> None:
    assert run_soak(5) == 0
    assert run_soak(10) == 1
    assert tried(home) == list(range(10))
    assert run_soak() == 1
    assert tried(home) == list(range(20))
    assert json.loads((home / "data" / "soaks" / "odd.json").read_text())["failed"].keys() == {"6", "13"}


def test_again_begins_with_the_first_seed_and_a_seed_runs_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_soak(3)
    run_soak(2, again=True)
    assert tried(home) == [0, 1, 2, 0, 1]
    assert run_soak(seed=13) == 1
    assert "seven" in capsys.readouterr().out
    assert run_soak(seed=1) == 0


def test_a_broken_note_of_how_far_it_was_means_from_the_start(home: Path) -> None:
    (home / "data" / "soaks").mkdir(parents=True)
    (home / "data" / "soaks" / "odd.json").write_text("{")
    run_soak(2)
    assert tried(home) == [0, 1]


@pytest.mark.usefixtures("home")
def test_figures_come_as_a_table_or_as_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    benches.bench("plain", as_json=True)
    assert json.loads(capsys.readouterr().out) == {"deep": {"pi": 3.14159}, "plain": 3}
    benches.bench("plain", as_json=False)
    shown = capsys.readouterr().out
    assert "What is what." in shown
    assert "deep / pi" in shown
    benches.bench(None, as_json=False)
    assert "plain" in capsys.readouterr().out
