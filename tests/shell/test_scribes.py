"""What is written down while it plays."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

from installation.house import House
from installation.inputs import (
    LanguageChosen,
    LevelChosen,
    LockSet,
    PadFrameArrived,
    PortChanged,
    PressuresGiven,
    ResetAsked,
    StyleChosen,
)
from installation.pads import hands
from installation.shell.scribes import HOUSE_STEPS, KEEP_STEPS, CalibrationKeeper, HouseKeeper, VisitWriter
from installation.step import step
from installation.visits.visit import parse
from installation.world import STEP_NS, World, begin
from tests.fakes import kit

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

RULES = kit.rules()


def play(world: World, scribe: object, steps: int, *told: object) -> World:
    for _ in range(steps):
        now = tuple(one for one in told if world.time_ns < one.at_ns <= world.time_ns + STEP_NS)
        world, effects = step(world, now, RULES)
        scribe.take(world, now, effects)
    return world


def test_a_recorded_visit_can_be_read_back_with_its_pressures_and_commands(tmp_path: Path) -> None:
    path = tmp_path / "new" / "visit.jsonl"
    writer = VisitWriter(path, "plain", 3)
    told = (
        PressuresGiven(2 * STEP_NS, (0.0, 0.5, 0.0, 0.0)),
        LevelChosen(5 * STEP_NS, 2),
        LockSet(6 * STEP_NS, locked=True),
        StyleChosen(7 * STEP_NS, "brisk"),
        PressuresGiven(9 * STEP_NS, (0.0, 0.0, 0.0, 0.0)),
        ResetAsked(10 * STEP_NS),
    )
    play(begin(RULES, "plain", 3), writer, 20, *told)
    writer.close()
    visit = parse(path.read_text(), "visit.jsonl", levels=range(4), styles=RULES.styles)
    assert (visit.level, visit.style) == (3, "plain")
    assert [getattr(event, "command", None) or event.pressures for event in visit.events] == [
        (0.0, 0.5, 0.0, 0.0),
        "level",
        "lock",
        "style",
        (0.0, 0.0, 0.0, 0.0),
        "reset",
    ]


def touched_board(scribe: CalibrationKeeper, steps: int) -> World:
    world = begin(RULES, "plain", 3, calibration=scribe.kept)
    told = [PortChanged(1, "/dev/ttyX")]
    told += [PadFrameArrived(n * STEP_NS, (3_000 + 40 * n, 3_000, 3_000, 3_000)) for n in range(2, steps, 2)]
    return play(world, scribe, steps, *told)


def test_what_the_pads_have_learnt_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "data" / "pads.json"
    keeper = CalibrationKeeper(path)
    assert keeper.kept is None
    world = touched_board(keeper, 300)
    keeper.close()
    again = CalibrationKeeper(path)
    assert again.kept == hands.remember(world.hands)
    assert hands.remember(begin(RULES, "plain", calibration=again.kept).hands) == again.kept


def test_what_cannot_be_read_is_learnt_anew(tmp_path: Path) -> None:
    path = tmp_path / "pads.json"
    for text in ("", "{", "[]", '{"pads": 3}'):
        path.write_text(text)
        assert CalibrationKeeper(path).kept is None


def test_a_full_disk_is_a_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    keeper = CalibrationKeeper(blocker / "pads.json")
    touched_board(keeper, 10)
    keeper.close()
    assert blocker.read_text() == "not a folder"
    assert "what the pads have learnt cannot be kept" in caplog.text


def test_on_a_full_disk_what_the_pads_had_learnt_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "pads.json"
    keeper = CalibrationKeeper(path)
    touched_board(keeper, 300)
    keeper.close()
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, limits[1]))  # no file grows longer than this now
    try:
        keeper.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["pads.json"], "nothing half-written is left"
    assert "what the pads have learnt cannot be kept" in caplog.text


def test_without_a_board_nothing_is_kept(tmp_path: Path) -> None:
    keeper = CalibrationKeeper(tmp_path / "pads.json")
    play(begin(RULES, "plain", 3), keeper, 5)
    keeper.close()
    assert not (tmp_path / "pads.json").exists()
    assert KEEP_STEPS * STEP_NS == 60_000_000_000


def test_what_the_house_has_set_is_there_after_a_power_cut_and_after_an_end(tmp_path: Path) -> None:
    path = tmp_path / "data" / "house.json"
    keeper = HouseKeeper(path)
    assert keeper.kept == House()
    world = play(begin(RULES, "plain"), keeper, HOUSE_STEPS, LanguageChosen(STEP_NS, "de"))
    assert HouseKeeper(path).kept == House("de")
    play(world, keeper, 1, LanguageChosen(world.time_ns + 1, "fr"))
    assert HouseKeeper(path).kept == House("de")
    keeper.close()
    assert HouseKeeper(path).kept == House("fr")


def test_settings_of_the_house_that_cannot_be_read_are_set_anew(tmp_path: Path) -> None:
    path = tmp_path / "house.json"
    for text in ("", "{", '{"volume_db": 1e9}'):
        path.write_text(text)
        assert HouseKeeper(path).kept == House()


def test_a_disk_that_is_full_does_not_end_the_show_and_settings_are_kept_once_it_has_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocker, path = tmp_path / "full", tmp_path / "full" / "house.json"
    blocker.write_text("")
    keeper = HouseKeeper(path)
    world = play(begin(RULES, "plain"), keeper, HOUSE_STEPS, LanguageChosen(STEP_NS, "de"))
    play(world, keeper, HOUSE_STEPS)
    assert [record.levelname for record in caplog.records] == [
        "WARNING",
        "ERROR",
    ]  # once each, not every second
    assert world.house.language == "de"
    blocker.unlink()
    keeper.close()
    assert HouseKeeper(path).kept == House("de")
