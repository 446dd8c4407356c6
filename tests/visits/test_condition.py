"""A study's condition changes the rules while it holds, and nothing after it."""

from __future__ import annotations

import pytest

from installation.effects import StartNote
from installation.inputs import ConditionSet, Input, LevelChosen, PressuresGiven
from installation.score import PADS
from installation.snapshot import Snapshot, view
from installation.step import step
from installation.visits.condition import condition
from installation.world import STEP_NS, World, begin
from tests.fakes import kit

RULES = kit.rules()
FOUR_PADS = 3
PRESSED = (0.0, 0.43, 0.6, 0.0)


def run(world: World, steps: int, *inputs: Input) -> tuple[World, list[object], list[Snapshot]]:
    effects: list[object] = []
    seen = []
    for _ in range(steps):
        now = tuple(told for told in inputs if world.time_ns < told.at_ns <= world.time_ns + STEP_NS)
        world, asked = step(world, now, RULES)
        effects += asked
        seen.append(view(world, RULES))
    return world, effects, seen


def played(**kinds: bool) -> tuple[World, list[object], list[Snapshot]]:
    told = (ConditionSet(1, "s1", "some", **kinds), PressuresGiven(60 * STEP_NS, PRESSED))
    return run(begin(RULES, "plain", FOUR_PADS), 1_500, *told)


def test_with_explanations_the_wall_tells_what_a_press_does() -> None:
    world, effects, seen = played(explanations=True)
    assert any(one.ghosts for one in seen)
    assert any(one.words.said for one in seen)
    assert world.condition is not None
    assert world.condition.levels == RULES.levels
    assert any(getattr(one, "kind", "") == "condition" for one in effects)


def test_without_explanations_nothing_is_told_and_everything_plays() -> None:
    world, _, seen = played(explanations=False)
    assert not any(one.ghosts or one.words.said or one.explains or one.target for one in seen)
    assert not any(one.telling.why or one.telling.origin or one.dark for one in seen)
    _, _, with_them = played(explanations=True)
    assert [one.measure for one in seen] == [one.measure for one in with_them]
    assert world.guidance.level == FOUR_PADS


def test_the_published_interface_has_four_pads_in_ten_steps_the_tune_alone_and_no_picture() -> None:
    told = (ConditionSet(1, "s1", "published", published=True), PressuresGiven(60 * STEP_NS, PRESSED))
    world, effects, seen = run(begin(RULES, "plain", 0), 1_500, *told)
    assert all(pad.live for pad in seen[-1].pads)
    assert seen[-1].dark
    assert all(level == int(level) for level in world.heard.asked.levels)
    assert world.heard.asked.levels[PADS.index("range")] > 1
    late = [one for one in effects if isinstance(one, StartNote) and one.frame > 48_000]
    assert {one.part for one in late} == {"melody"}
    assert world.guidance.level == 0, "nothing changes by itself"


def test_conditions_follow_one_another_and_end() -> None:
    world, _, _ = played(explanations=False)
    world, _, seen = run(
        world, 2, ConditionSet(world.time_ns + 1, "s1", "published", explanations=False, published=True)
    )
    assert seen[-1].dark
    world, _, seen = run(world, 2, ConditionSet(world.time_ns + 1, "s1", "on"))
    assert world.condition is not None
    assert world.condition.levels == RULES.levels
    world, _, seen = run(world, 2, ConditionSet(world.time_ns + 1, "", ""))
    assert world.condition is None
    assert not seen[-1].dark
    world, _, seen = run(world, 2, LevelChosen(world.time_ns + 1, 1))
    assert seen[-1].explains == RULES.levels.levels[1].explains


@pytest.mark.parametrize("published", [True, False])
def test_levels_keep_their_names_and_numbers(*, published: bool) -> None:
    found = condition("s", "c", RULES.levels, explanations=False, published=published)
    assert [level.name for level in found.levels.levels] == [level.name for level in RULES.levels.levels]
    assert found.picture is not published
    assert found.usual == RULES.levels
