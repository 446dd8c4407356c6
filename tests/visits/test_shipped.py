"""The visits that are shipped are whole, and can be made again."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from installation.visits.visit import PadsPressed, parse

CONTENT = Path(__file__).parents[2] / "content"
FOLDER = CONTENT / "visits"
STYLES = {path.stem for path in (CONTENT / "styles").glob("*.yaml")}
VISITS = sorted(FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("path", VISITS, ids=lambda path: path.stem)
def test_a_shipped_visit_is_whole_and_presses_something(path: Path) -> None:
    visit = parse(path.read_bytes(), path.name, levels=range(6), styles=STYLES)
    presses = [event for event in visit.events if isinstance(event, PadsPressed)]
    assert 20e9 <= visit.duration_ns <= 40e9
    assert max(max(press.pressures) for press in presses) > 0.5
    assert presses[-1].pressures == (0.0, 0.0, 0.0, 0.0)


def test_the_shipped_visits_are_what_their_script_makes() -> None:
    made = runpy.run_path(str(FOLDER / "make.py"))
    assert {path.stem for path in VISITS} == set(made["VISITORS"])
    for path in VISITS:
        assert path.read_text(encoding="utf-8") == made["lines"](made["VISITORS"][path.stem]), path.name
