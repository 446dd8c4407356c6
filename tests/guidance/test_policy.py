"""The policy: levels rise by marks that were reached, sink when somebody is lost, and a person's choice holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from installation.guidance import levels as standing
from installation.guidance import policy, targets
from installation.settings import read_levels

if TYPE_CHECKING:
    from installation.guidance.decision import Decision
    from installation.guidance.levels import GuidanceState

S = 1_000_000_000
LEVELS = read_levels(
    """
start: invite
style: plain
levels:
  - {name: invite, pads: [], on_touch: one_pad}
  - {name: one_pad, pads: [density, range], in_turn: true, target: {after_s: 1, hold_s: 0.5, patience_s: 4},
     got: {reached: 2, of: 3, next: two_pads}, idle_s: 40, on_idle: invite}
  - {name: two_pads, pads: [range, density], target: {after_s: 1, hold_s: 0.5, patience_s: 4},
     got: {reached: 2, of: 3, next: free}, lost: {missed: 3, back: one_pad}, idle_s: 40, on_idle: invite}
  - {name: free, pads: [rhythm, range, density, jump], idle_s: 40, on_idle: invite}
""",
    "levels.yaml",
)
PLACE = ("plain", 0)
REST = (1.0,) * 4
NONE = (False,) * 4


def gauge(level: float) -> float:
    return 0.1 + 0.08 * level


class Visit:
    """The policy with hands; marks are decoded as a step would."""

    def __init__(self, level: int | None = None, *, locked: bool = False) -> None:
        self.state: GuidanceState = standing.begin(LEVELS, 0, level, locked=locked)
        self.now_s = 0.0
        self.told: list[Decision] = []

    def hold(self, seconds: float, pad: int = -1, level: float = 5.0) -> None:
        """Press one pad (or none) for so long."""
        touched = tuple(each == pad for each in range(4))
        levels = tuple(level if each == pad else 1.0 for each in range(4))
        for _ in range(round(seconds / 0.02)):
            self.now_s += 0.02
            self.state, told = policy.advance(
                self.state, LEVELS, touched, levels, tuple(map(gauge, levels)), round(self.now_s * S)
            )
            self.told += told
            while (wanted := targets.wanted(self.state.aim, PLACE)) is not None:
                aim = targets.measured(self.state.aim, PLACE, gauge(wanted[1]))
                self.state = replace(self.state, aim=aim)

    def meet_a_mark(self, *, reach: bool) -> None:
        """Try the pads out, then reach the mark, or press far from it until it is given up."""
        live = standing.live_pads(self.state, LEVELS.levels[self.state.level])
        self.hold(1.3, live.index(True), 2.0)
        mark = self.state.aim.target
        assert mark is not None
        if reach:
            self.hold(0.7, mark.pad, mark.level)
        else:
            self.hold(4.2, mark.pad, 1.5)
        self.hold(0.2)

    @property
    def level(self) -> str:
        return LEVELS.levels[self.state.level].name

    def last(self, kind: str) -> Decision:
        return next(each for each in reversed(self.told) if each.kind == kind)


def test_two_of_the_last_three_marks_raise_the_level_and_it_says_so() -> None:
    visit = Visit(1)
    for reach in (True, False):
        visit.meet_a_mark(reach=reach)
        assert visit.level == "one_pad"
    visit.meet_a_mark(reach=True)
    assert visit.level == "two_pads"
    assert visit.last("level").reason == "2 of the last 3 marks were reached"
    assert visit.last("level").facts["results"] == [True, False, True]


def test_pressing_alone_raises_nothing() -> None:
    visit = Visit(1)
    for _ in range(60):
        visit.hold(0.3, 2, 2.0)
        visit.hold(0.3)
    assert visit.level == "one_pad"


def test_nothing_changes_under_a_finger() -> None:
    visit = Visit(1)
    visit.meet_a_mark(reach=True)
    live = standing.live_pads(visit.state, LEVELS.levels[1]).index(True)
    visit.hold(1.3, live, 2.0)
    visit.hold(2.0, live, visit.state.aim.target.level)
    assert visit.level == "one_pad"
    visit.hold(0.1)
    assert visit.level == "two_pads"


def test_each_pad_has_its_turn_once_its_mark_is_reached_or_missed() -> None:
    visit = Visit(1)
    turns = [visit.state.turn]
    for reach in (False, True):
        visit.meet_a_mark(reach=reach)
        turns.append(visit.state.turn)
    assert turns == [0, 1, 0]


def test_three_missed_in_a_row_lower_it_and_give_more_room() -> None:
    visit = Visit(2)
    for _ in range(3):
        assert visit.level == "two_pads"
        visit.meet_a_mark(reach=False)
    assert visit.level == "one_pad"
    assert "last 3 marks were missed" in visit.last("level").reason
    assert visit.state.aim.room > 1.5


def test_hints_that_lead_to_nothing_lower_it_too() -> None:
    visit = Visit(2)
    visit.state = replace(
        visit.state, aim=replace(visit.state.aim, barren=targets.BARREN)
    )  # a style whose pads do nothing
    for _ in range(50):
        visit.hold(0.6, 1, 5.0)
        visit.hold(0.3)
        if visit.level != "two_pads":
            break
    assert {each.facts["stuck"] for each in visit.told if each.kind == "hint"} <= {"one_pad", "alike"}
    assert visit.last("level").reason == "3 hints in a row led to nothing"
    assert visit.level == "one_pad"


def test_a_locked_level_stays_and_so_does_one_that_a_person_chose() -> None:
    locked, chosen = Visit(1, locked=True), Visit(0)
    chosen.state, _ = standing.choose(chosen.state, 1, 0, "a facilitator chose it", chosen=True)
    for visit in (locked, chosen):
        for _ in range(4):
            visit.meet_a_mark(reach=True)
        assert visit.level == "one_pad"
        assert visit.state.aim.ended == 4, "marks go on"
    chosen.hold(41)
    assert chosen.level == "invite"
    assert locked.hold(50) is None
    assert locked.level == "one_pad"


def test_without_anything_new_the_same_state_comes_back_between_two_looks() -> None:
    state, _ = policy.advance(standing.begin(LEVELS, 0, 2), LEVELS, NONE, REST, REST, S)
    again, told = policy.advance(state, LEVELS, NONE, REST, REST, S + policy.LOOK_NS - 1)
    assert again is state
    assert told == ()


@given(
    st.lists(
        st.tuples(st.floats(0.05, 3), st.integers(-1, 3), st.sampled_from([2.0, 5.0, 10.0])), max_size=25
    ),
    st.integers(0, 3),
)
def test_whatever_hands_do_every_decision_has_its_reason_and_evidence_that_a_journal_can_hold(
    presses: list[tuple[float, int, float]], level: int
) -> None:
    visit = Visit(level)
    for seconds, pad, depth in presses:
        visit.hold(seconds, pad, depth)
        assert 0 <= visit.state.level < len(LEVELS.levels)
    for decision in visit.told:
        assert decision.kind in {"level", "target", "hint"}
        assert decision.reason
        assert json.loads(json.dumps(dict(decision.facts))) == dict(decision.facts)
    assert visit.told == [] or visit.state.decided == visit.told[-1]


@given(st.integers(0, 2**32), st.lists(st.tuples(st.integers(-1, 3), st.floats(1, 10)), max_size=10))
def test_the_same_visit_is_guided_the_same_way(seed: int, presses: list[tuple[int, float]]) -> None:
    visits = [Visit(2), Visit(2)]
    for visit in visits:
        visit.state = replace(visit.state, aim=targets.begin(seed))
        for pad, depth in presses:
            visit.hold(0.9, pad, depth)
    assert visits[0].told == visits[1].told
    assert visits[0].state == visits[1].state
