"""Consent on the wall: asked only in a study, given with both hands, over with the visitor."""

from __future__ import annotations

from installation.inputs import ConditionSet, Input, LockSet, PressuresGiven, StudySet, VisitBegun
from installation.snapshot import Snapshot, view
from installation.step import step
from installation.world import STEP_NS, World, begin
from tests.fakes import kit

RULES = kit.rules()
ALL, TWO, NONE = (0.6, 0.6, 0.6, 0.6), (0.6, 0.6, 0.0, 0.0), (0.0,) * 4
SECOND = 1_000_000_000 // STEP_NS


def run(world: World, seconds: float, *told: Input) -> tuple[World, list[dict[str, object]], list[Snapshot]]:
    notes, seen = [], []
    for number in range(int(seconds * SECOND)):
        world, effects = step(world, told if number == 0 else (), RULES)
        notes += [effect.facts for effect in effects if getattr(effect, "kind", "") in {"consent", "house"}]
        seen += [view(world, RULES)] if number % 50 == 0 else []
    return world, notes, seen


def begun(*told: Input) -> World:
    world, _, _ = run(begin(RULES, "plain", 3), 0.1, *told)
    return world


def press(world: World, pressures: tuple[float, ...]) -> PressuresGiven:
    return PressuresGiven(world.time_ns + 1, pressures)


def words(seen: list[Snapshot]) -> set[str]:
    return {one.words.said for one in seen if one.words.said.startswith("consent")}


def test_without_a_study_nothing_is_asked_and_nothing_agreed_to() -> None:
    world = begun()
    world, notes, seen = run(world, 4, press(world, ALL))
    assert not world.house.consent
    assert notes == []
    assert words(seen) == set()


def test_in_a_study_it_is_asked_and_all_four_pads_held_for_three_seconds_agree() -> None:
    world = begun(StudySet(1, on=True))
    world, _, seen = run(world, 2.9, press(world, ALL))
    assert not world.house.consent
    assert words(seen) == {"consent.ask"}
    world, notes, seen = run(world, 0.3)
    assert world.house.consent
    assert notes == [{"consent": True}]
    world, _, seen = run(world, 1)
    assert words(seen) == {"consent.given"}
    world, _, seen = run(world, 1, press(world, NONE))
    assert words(seen) == set()


def test_fewer_pads_or_a_shorter_time_agree_to_nothing() -> None:
    world = begun(StudySet(1, on=True))
    for pressures, seconds in ((TWO, 4.0), (ALL, 2.0), (NONE, 1.0), (ALL, 2.0), (NONE, 1.0)):
        world, _, _ = run(world, seconds, press(world, pressures))
    assert not world.house.consent


def test_the_next_visitor_has_agreed_to_nothing() -> None:
    world = begun(StudySet(1, on=True))
    world, _, _ = run(world, 3.2, press(world, ALL))
    world, notes, _ = run(world, 7, press(world, NONE))
    assert world.guidance.level == 0, "it rests again"
    assert not world.house.consent
    assert {"given": False} in notes


def test_at_a_locked_level_a_minute_without_a_touch_is_the_end() -> None:
    world = begun(StudySet(1, on=True), LockSet(1, locked=True))
    world, _, _ = run(world, 3.2, press(world, ALL))
    world, _, _ = run(world, 59, press(world, NONE))
    assert world.house.consent
    world, notes, _ = run(world, 2)
    assert not world.house.consent
    assert {"given": False} in notes


def test_in_a_step_of_a_study_and_in_a_visit_that_is_led_it_stays_through_a_pause() -> None:
    for told in (ConditionSet(1, "s1", "told"), VisitBegun(1)):
        world = begun(StudySet(1, on=True), told)
        world = (
            world if told.__class__ is VisitBegun else run(world, 0.1, ConditionSet(world.time_ns, "", ""))[0]
        )
        world, _, _ = run(world, 3.2, press(world, ALL))
        assert world.house.consent
        if isinstance(told, ConditionSet):
            world, _, seen = run(world, 1, ConditionSet(world.time_ns, "s1", "told"), press(world, NONE))
            assert words(seen) == set(), "a condition says nothing of its own"
        world, _, _ = run(world, 62, press(world, NONE))
        assert world.house.consent
