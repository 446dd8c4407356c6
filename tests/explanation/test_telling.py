"""Telling: silent while a hand moves; once it rests, one sentence after the other, one piece of work a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from installation.explanation import telling
from installation.explanation.origin import Familiar
from installation.explanation.telling import RESTS_NS, SAYS_NS, SILENT, STANDS_NS
from installation.latent.tune import Asked
from installation.score import HOLD, TICKS
from tests.fakes import kit

if TYPE_CHECKING:
    from installation.latent.control import Levels

OFF, RANGE, DENSITY = (False,) * 4, (False, True, False, False), (False, False, True, False)
REST: Levels = (1.0, 1.0, 1.0, 1.0)
STEP_NS = 2_000_000
ALL = ("why", "from_what", "how_well")


def familiar() -> Familiar:
    """One bar of one tune."""
    bars = np.array([[60] + [HOLD] * (TICKS - 1)], np.uint8)
    points = np.ones((1, 32), np.float32)
    tune_of, strange = np.zeros(1, np.uint16), np.array([0.0, 9.0], np.float32)
    return Familiar("", points, bars, tune_of, (("Air", 0),), (("Book", 1850),), strange)


class Hand:
    """A hand before the wall: it asks, and time passes."""

    def __init__(self, known: Familiar | None = None) -> None:
        self.player = kit.rules().kits["plain"]
        self.state, self.at_ns, self.known = SILENT, 0, known
        self.most = 0

    def hold(self, levels: Levels, touched: tuple[bool, ...], for_ns: int, bar: int = 0) -> None:
        heard = self.player.play(Asked("plain", bar, levels))
        for _ in range(for_ns // STEP_NS):
            self.at_ns += STEP_NS
            count = self.player.decoder.decoded
            self.state = telling.advance(
                self.state, heard, touched, self.at_ns, self.player, self.known, spare=True
            )
            self.most = max(self.most, self.player.decoder.decoded - count)

    def said(self, explains: tuple[str, ...] = ALL) -> str:
        return telling.said(self.state, self.at_ns, explains)


def test_a_hand_that_rests_on_a_pad_is_told_why_from_what_and_how_well_in_turn() -> None:
    hand = Hand(familiar())
    hand.hold(REST, OFF, STANDS_NS * 2)
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, RESTS_NS)
    assert not hand.said(), "not yet: it may be about to move"
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, STEP_NS * 2)
    assert hand.said() == "said.why.all|4|pad.density"
    assert hand.said(("from_what",)).startswith("said.from.")
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, SAYS_NS, bar=1)
    assert hand.said() == "said.from.known|Air|1850|1|7"
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, SAYS_NS, bar=2)
    assert hand.said().startswith("said.well.")
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, SAYS_NS)
    assert not hand.said(), "everything is said"
    assert hand.most <= 1, "no step decodes twice"
    assert not hand.said(())


def test_a_hand_that_moves_is_told_nothing_and_one_that_let_go_still_hears_of_its_tune() -> None:
    hand = Hand()
    hand.hold(REST, OFF, STANDS_NS * 2)
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, STANDS_NS * 2)
    hand.hold(REST, OFF, RESTS_NS // 2)
    assert not hand.said()
    hand.hold(REST, OFF, RESTS_NS)
    assert hand.said() == "said.why.all|4|pad.density"
    hand.hold((1.0, 1.0, 1.25, 1.0), DENSITY, STEP_NS * 2)
    assert not hand.said()


def test_what_a_hand_only_passed_by_is_not_explained() -> None:
    hand = Hand()
    hand.hold(REST, OFF, STANDS_NS * 2)
    hand.hold((1.0, 1.0, 9.0, 1.0), DENSITY, STANDS_NS // 2)
    hand.hold((1.0, 6.0, 1.0, 1.0), RANGE, STANDS_NS * 2)
    hand.hold(REST, OFF, RESTS_NS * 2)
    assert hand.said() == "said.why.one_by|pad.range"


def test_without_a_hand_there_is_nothing_to_tell_and_the_state_stays_the_same_object() -> None:
    hand = Hand(familiar())
    hand.hold(REST, OFF, RESTS_NS * 2)
    before = hand.state
    hand.hold(REST, OFF, RESTS_NS * 2, bar=1)
    assert hand.state is before
    assert not hand.said()
    assert telling.rested_ns(hand.state, hand.at_ns) == 0


def test_a_step_without_time_to_spare_does_no_work() -> None:
    hand = Hand()
    hand.hold(REST, OFF, STANDS_NS * 2)
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, STANDS_NS * 1)
    hand.hold((1.0, 1.0, 5.0, 1.0), DENSITY, STEP_NS * 2)
    heard = hand.player.play(Asked("plain", 0, (1.0, 1.0, 5.0, 1.0)))
    later = hand.at_ns + RESTS_NS
    args = (heard, DENSITY, later, hand.player, None)
    assert telling.advance(hand.state, *args, spare=False) is hand.state
    assert telling.advance(hand.state, *args, spare=True) is not hand.state


def test_the_map_is_spanned_by_the_two_pads_moved_last_and_remembers_the_way() -> None:
    hand = Hand()
    hand.hold((5.0, 1.0, 1.0, 1.0), RANGE, STEP_NS)
    assert hand.state.axes in {(0, 1), (0, 2)}
    hand.hold((5.0, 1.0, 1.0, 4.0), RANGE, STEP_NS)
    assert hand.state.axes == (0, 3)
    hand.hold((5.0, 1.0, 1.0, 4.25), RANGE, STEP_NS)
    assert hand.state.path == ((5.0, 1.0, 1.0, 1.0), (5.0, 1.0, 1.0, 4.0)), "nearer places are the same dot"
    for number in range(200):
        hand.hold((1.0 + number % 9, 1.0, 1.0, 1.0), RANGE, STEP_NS)
    assert len(hand.state.path) <= 48


def test_the_way_does_not_lead_home_when_a_hand_lets_go() -> None:
    hand = Hand()
    hand.hold((1.0, 5.0, 1.0, 1.0), RANGE, STEP_NS)
    hand.hold(REST, OFF, STEP_NS)
    assert hand.state.path == ((1.0, 5.0, 1.0, 1.0),)
