"""What is written down while it plays can be read again."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from installation.inputs import Input, LevelChosen, LockSet, PressuresGiven, ResetAsked, StyleChosen
from installation.shell.scribes import CalibrationKeeper, VisitWriter
from installation.step import step
from installation.visits.visit import LONGEST_MS, CommandGiven, PadsPressed, Visit, parse
from installation.world import STEP_NS, World, begin
from tests.fakes import kit

RULES = kit.rules()


def recorded(path: Path, script: dict[int, tuple[Input, ...]], steps: int = 20) -> tuple[Visit, World]:
    """A visit in which `script` says what comes in which step."""
    writer = VisitWriter(path, "plain", 3)
    world = begin(RULES, "plain", 3)
    for number in range(1, steps + 1):
        inputs = script.get(number, ())
        world, _ = step(world, inputs, RULES)
        writer.take(world, inputs)
    writer.close()
    return parse(path.read_bytes(), path.name, levels=range(4), styles=RULES.styles), world


def test_a_recorded_visit_is_read_back(tmp_path: Path) -> None:
    script = {
        2: (PressuresGiven(2 * STEP_NS, (0.0, 0.5, 0.0, 0.0)),),
        4: (LevelChosen(4 * STEP_NS, 2), LockSet(4 * STEP_NS, locked=True)),
        6: (StyleChosen(6 * STEP_NS, "plain"), ResetAsked(6 * STEP_NS)),
    }
    visit, _ = recorded(tmp_path / "visit.jsonl", script)
    assert (visit.level, visit.style) == (3, "plain")
    assert visit.events == (
        PadsPressed(2 * STEP_NS, (0.0, 0.5, 0.0, 0.0)),
        CommandGiven(4 * STEP_NS, "level", 2),
        CommandGiven(4 * STEP_NS, "lock", value=True),
        CommandGiven(6 * STEP_NS, "style", "plain"),
        CommandGiven(6 * STEP_NS, "reset", None),
        PadsPressed(6 * STEP_NS, (0.0, 0.0, 0.0, 0.0)),
    )


def test_inputs_that_came_out_of_step_do_not_make_time_run_backwards(tmp_path: Path) -> None:
    script = {
        5: (LevelChosen(7 * STEP_NS, 1), PressuresGiven(7 * STEP_NS, (1.0, 0.0, 0.0, 0.0))),
        6: (LevelChosen(2 * STEP_NS, 2),),
    }
    visit, _ = recorded(tmp_path / "visit.jsonl", script)
    assert [event.at_ns // STEP_NS for event in visit.events] == [5, 5, 6]


def test_a_recording_ends_where_a_visit_must(tmp_path: Path) -> None:
    writer = VisitWriter(tmp_path / "visit.jsonl", "plain", None)
    last = round(LONGEST_MS * 1_000_000 / STEP_NS)
    world = begin(RULES, "plain", 3)
    writer.take(replace(world, step=last), (LevelChosen(0, 1),))
    writer.take(replace(world, step=last + 1), (LevelChosen(0, 2),))
    writer.close()
    visit = parse((tmp_path / "visit.jsonl").read_bytes(), "x", levels=range(4), styles=RULES.styles)
    assert visit.events == (CommandGiven(round(LONGEST_MS * 1_000_000), "level", 1),)


def test_a_full_disk_ends_the_recording_with_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    writer = VisitWriter(Path("/dev/full"), "plain", None)
    writer.take(begin(RULES, "plain", 3), (LevelChosen(0, 1),))
    with caplog.at_level(logging.ERROR):
        writer.close()
    assert "could not be recorded" in caplog.text


def test_what_the_pads_have_learnt_outlives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "pads.json"
    keeper = CalibrationKeeper(path)
    assert keeper.kept is None
    keeper.take(replace(begin(RULES, "plain", 3), port="a board"), ())
    keeper.close()
    again = CalibrationKeeper(path)
    assert again.kept is not None
    assert again.kept == path.read_text(encoding="utf-8")


def test_without_a_board_nothing_is_learnt(tmp_path: Path) -> None:
    keeper = CalibrationKeeper(tmp_path / "pads.json")
    keeper.take(begin(RULES, "plain", 3), ())
    keeper.close()
    assert not (tmp_path / "pads.json").exists()


@pytest.mark.parametrize("content", ["", "not json", "[]", "\x00"])
def test_what_cannot_be_read_is_learnt_anew(
    content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "pads.json").write_text(content)
    assert CalibrationKeeper(tmp_path / "pads.json").kept is None
    assert "learnt anew" in caplog.text
