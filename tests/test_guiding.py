"""Guidance in the world: marks stand where pressing leads, decisions are journalled, and nothing decodes twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from installation.effects import NoteDown, StartNote
from installation.explanation.what import meters
from installation.inputs import LevelChosen, LockSet, LookSet, PressuresGiven
from installation.sequencer import cue
from installation.settings import read_levels
from installation.snapshot import LONG_AGO_S, view
from installation.step import step
from installation.world import STEP_NS, World, begin, rules_of
from tests.fakes import kit

if TYPE_CHECKING:
    from installation.world import Rules

LEVELS = """
start: invite
style: plain
levels:
  - {name: invite, pads: [], on_touch: one_pad}
  - {name: one_pad, pads: [density, range], in_turn: true, steps: 4, explains: [what, what_if],
     idle_s: 60, on_idle: invite,
     target: {after_s: 0.5, within: 0.1, hold_s: 0.4, patience_s: 6}, got: {reached: 2, of: 3, next: free}}
  - {name: free, pads: [rhythm, range, density, jump], explains: [], hints: false}
"""
PADS_ORDER = ("rhythm", "range", "density", "jump")


def rules() -> Rules:
    plain = kit.rules()
    return rules_of(read_levels(LEVELS, "levels.yaml"), plain.styles, plain.kits)


class Visit:
    """A world with hands."""

    def __init__(self, level: int | None = None) -> None:
        self.rules = rules()
        self.world: World = begin(self.rules, "plain", level)
        self.notes: list[NoteDown] = []

    def hold(self, seconds: float, **pads: float) -> None:
        given = tuple(pads.get(name, 0.0) for name in PADS_ORDER)
        decoder = self.rules.kits["plain"].decoder
        for _ in range(round(seconds * 1e9) // STEP_NS):
            before = decoder.decoded
            told = (PressuresGiven(self.world.time_ns + 1, given),)
            self.world, effects = step(self.world, told, self.rules)
            assert decoder.decoded - before <= 1, "at most one decode a step"
            self.notes += [effect for effect in effects if isinstance(effect, NoteDown)]

    def facts(self, kind: str) -> list[dict[str, object]]:
        return [note.facts for note in self.notes if note.kind == kind]


def test_a_mark_stands_where_its_pressure_level_leads_in_the_decoded_measure() -> None:
    visit = Visit(1)
    visit.hold(1.0, density=0.2)
    mark = view(visit.world, visit.rules).target
    assert mark is not None
    assert PADS_ORDER[mark.pad] == "density"
    level = visit.world.guidance.aim.target.level
    visit.hold(0.2, density=0.97 * (level - 1) / 9)
    shown = view(visit.world, visit.rules)
    assert shown.pads[mark.pad].meter == pytest.approx(shown.target.value)
    assert shown.target.held > 0
    assert shown.words.task == "target.more|pad.density"


def test_while_a_mark_stands_the_sentence_is_the_order_alone_and_of_its_pad() -> None:
    visit = Visit(1)
    visit.hold(0.1)
    visit.hold(0.3, density=0.2)
    assert view(visit.world, visit.rules).words.said == "said.changed.density.more|pad.density"
    visit.hold(0.7, density=0.2)
    mark = visit.world.guidance.aim.target
    orders = []
    for pressure in (0.0, 0.2, 1.0, 0.97 * (mark.level - 1) / 9):
        visit.hold(0.38, density=pressure)
        shown = view(visit.world, visit.rules)
        assert shown.words.said == "", "what a press did is not reported now"
        orders.append(shown.words.task)
    wanted = ["more", "more", "less" if mark.level < 10 else "stay", "stay"]
    assert orders == [f"target.{order}|pad.density" for order in wanted]


def test_while_a_mark_stands_hollow_beads_are_of_its_pad_and_never_lead_away_from_it() -> None:
    visit = Visit(1)
    visit.hold(1.0, density=0.2)
    level = visit.world.guidance.aim.target.level
    visit.hold(0.2)
    assert {ghost.pad for ghost in view(visit.world, visit.rules).ghosts} == {2}
    visit.hold(0.38, density=0.97 * (level - 1) / 9)
    assert view(visit.world, visit.rules).ghosts == (), "the gauge is where it shall be"


def test_reaching_it_is_shown_praised_and_journalled_with_its_evidence() -> None:
    visit = Visit(1)
    visit.hold(1.0, density=0.2)
    level = visit.world.guidance.aim.target.level
    visit.hold(0.8, density=0.97 * (level - 1) / 9)
    shown = view(visit.world, visit.rules)
    assert shown.target.held == 1.0
    assert shown.target.reached_s < 1
    assert shown.words.said.startswith("praise.")
    assert [facts["what"] for facts in visit.facts("target")] == ["set", "reached"]
    assert shown.guide.reason == visit.facts("target")[-1]["reason"]
    assert shown.guide.decided == "target"


def test_two_of_them_raise_the_level_with_the_reason_in_the_journal() -> None:
    visit = Visit(1)
    for _ in range(2):
        pad = visit.rules.levels.levels[1].pads[visit.world.guidance.turn]
        visit.hold(0.9, **{pad: 0.2})
        visit.hold(0.8, **{pad: 0.97 * (visit.world.guidance.aim.target.level - 1) / 9})
        visit.hold(0.3)
    raised = visit.facts("level")[-1]
    assert (raised["name"], raised["before"]) == ("free", 1)
    assert "2 of the last 2 marks" in str(raised["reason"])


def test_a_coarse_level_asks_the_model_for_whole_steps_only() -> None:
    visit = Visit(1)
    asked = set()
    for pressure in range(1, 20):
        visit.hold(0.05, density=pressure / 20)
        asked.add(visit.world.heard.asked.levels[2])
    assert asked == {1.0, 4.0, 7.0, 10.0}


def test_a_level_that_explains_nothing_shows_neither_colours_nor_sentences() -> None:
    visit = Visit(2)
    visit.hold(0.5, density=0.9)
    shown = view(visit.world, visit.rules)
    assert shown.explains == ()
    assert {bead.changed_by for bead in shown.beads} == {-1}
    assert shown.words.said == ""
    assert shown.target is None
    visit.hold(20.0)
    assert visit.facts("hint") == []


def test_a_stuck_visitor_sees_the_hint_and_the_console_its_reason() -> None:
    visit = Visit(1)
    visit.hold(7.0)
    shown = view(visit.world, visit.rules)
    assert shown.words.said == shown.guide.hint == "hint.touch.first"
    assert shown.guide.hint_s < 1
    assert "no touch" in shown.guide.reason
    assert visit.facts("hint")[0]["hint"] == "hint.touch.first"


def test_what_a_person_chose_is_shown_and_holds() -> None:
    visit = Visit(0)
    told = (LevelChosen(1, 1), LockSet(1, locked=False))
    visit.world, _ = step(visit.world, told, visit.rules)
    shown = view(visit.world, visit.rules)
    assert (shown.level_name, shown.guide.chosen, shown.guide.hint_s) == ("one_pad", True, LONG_AGO_S)
    assert shown.guide.reason == "a facilitator chose it"


def test_the_marks_gauge_is_the_same_as_the_pads() -> None:
    visit = Visit(1)
    visit.hold(1.0, density=0.5)
    shown = view(visit.world, visit.rules)
    assert tuple(pad.meter for pad in shown.pads) == meters(visit.world.heard.measure)


def heard(visit: Visit, seconds: float, **pads: float) -> list[StartNote]:
    """Cues that begin while pads are held so."""
    given = tuple(pads.get(name, 0.0) for name in PADS_ORDER)
    found = []
    for _ in range(round(seconds * 1e9) // STEP_NS):
        visit.world, effects = step(
            visit.world, (PressuresGiven(visit.world.time_ns + 1, given),), visit.rules
        )
        found += [one for one in effects if isinstance(one, StartNote) and one.note >= cue.FIRST_NOTE]
    return found


def test_a_house_that_has_it_so_lets_a_mark_be_heard_when_it_comes_and_when_it_is_reached() -> None:
    visit = Visit(1)
    assert not heard(visit, 1.0, density=0.2), "not unless the house has it so"
    visit = Visit(1)
    visit.world, _ = step(visit.world, (LookSet(1, "cues", on=True),), visit.rules)
    assert len(heard(visit, 1.4, density=0.2)) == 3, "the third pad calls"
    level = visit.world.guidance.aim.target.level
    assert len(heard(visit, 1.2, density=0.97 * (level - 1) / 9)) == 1 + 4, (
        "stay, and before that is over it is reached"
    )
    visit.world, _ = step(visit.world, (LookSet(1, "cues", on=False),), visit.rules)
    assert visit.world.cue.told is None
