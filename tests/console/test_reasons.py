"""Why: the guidance's decisions, as the page says them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from installation.console.reasons import Reason, reason
from installation.guidance import hints, targets
from installation.inputs import LevelChosen, PressuresGiven
from installation.snapshot import UNGUIDED, GuideView, view
from installation.step import step
from installation.world import STEP_NS, World, begin
from tests.console.test_page_words import SAID
from tests.fakes import kit

RULES = kit.rules()


def guide(decided: str, **facts: Any) -> GuideView:
    return replace(UNGUIDED, decided=decided, facts=facts)


def level(before: int, now: int, **facts: Any) -> GuideView:
    return guide("level", level=now, before=before, **facts)


def play(world: World, seconds: float, *told: Any) -> World:
    for number in range(round(seconds * 1e9 / STEP_NS)):
        world, _ = step(world, told if number == 0 else (), RULES)
    return world


def test_what_the_world_decides_is_said_from_its_beginning_on() -> None:
    world = begin(RULES, "plain", 0)
    assert reason(view(world, RULES).guide) == Reason("begun")
    world = play(world, 0.1, PressuresGiven(1, (0.0, 0.5, 0.0, 0.0)))
    assert reason(view(world, RULES).guide) == Reason("touched", pad=1)
    world = play(world, 8.0, PressuresGiven(world.time_ns + 1, (0.0,) * 4))
    assert reason(view(world, RULES).guide) == Reason("idle", 5)
    world = play(world, 0.1, LevelChosen(world.time_ns + 1, 2))
    assert reason(view(world, RULES).guide) == Reason("chosen")


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (level(1, 0, idle_s=40), Reason("idle", 40)),
        (level(1, 2, results=[False, True, True]), Reason("reached", 2, 3)),
        (level(2, 1, results=[True, False, False, False]), Reason("missed", 3)),
        (level(2, 1, results=[False] * 3), Reason("missed", 3)),
        (level(2, 1, unheeded=3), Reason("unheeded", 3)),
        (guide("hint", hint="hint.harder.first", stuck="missing", seconds=6.6), Reason("stuck_below", 7)),
        (guide("hint", hint="hint.softer.again", stuck="missing", seconds=6.6), Reason("stuck_above", 7)),
        (guide("hint", hint="hint.alike.first", stuck="alike", seconds=8.2), Reason("stuck_alike", 8)),
        (guide("target", what="set", pad="density", value=0.5), Reason("mark_set", pad=2)),
        (guide("target", what="missed", pad="jump", tried_s=20.0), Reason("mark_missed", 20, pad=3)),
    ],
)
def test_a_decision_is_said_from_its_evidence(decision: GuideView, said: Reason) -> None:
    assert reason(decision) == said
    assert f"why_{said.key}" in SAID


def test_every_way_of_being_stuck_and_every_news_of_a_mark_has_words() -> None:
    stuck = set(re.findall(r'Stuck\("(\w+)"', Path(hints.__file__).read_text(encoding="utf-8")))
    assert len(stuck) == 5
    for why in stuck - {"missing"}:
        said = reason(guide("hint", hint=f"hint.{why}.first", stuck=why, seconds=7.0))
        assert f"why_{said.key}" in SAID
    source = Path(targets.__file__).read_text(encoding="utf-8")
    marks = set(re.findall(r'"what": "(\w+)"', source)) | set(re.findall(r'what = "(\w+)" if', source))
    marks |= set(re.findall(r'what = "\w+" if \w+ else "(\w+)"', source))
    assert marks == {"set", "reached", "missed"}
    assert all(f"why_mark_{what}" in SAID for what in marks)
