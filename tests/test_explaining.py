"""Explanation in the world: hands rest and are told why; a preview is heard while they hold still."""

from __future__ import annotations

from dataclasses import replace as changed
from typing import TYPE_CHECKING

import msgspec
import pytest

from installation import explaining
from installation.effects import EndAllNotes, StartNote, StopNote
from installation.explanation import telling
from installation.explanation.telling import RESTS_NS, SAYS_NS
from installation.inputs import KeepAsked, PressuresGiven, ResetAsked, StyleChosen
from installation.sequencer import foretaste
from installation.snapshot import view
from installation.step import step
from installation.world import STEP_NS, begin
from tests.explanation.test_telling import familiar
from tests.fakes import kit

if TYPE_CHECKING:
    from installation.inputs import Input

FOUR_PADS = 3
SECOND = 1_000_000_000 // STEP_NS
OFF, BUSY = (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.5, 0.0)
BUSY_AND_WIDE = (0.0, 0.6, 0.5, 0.0)


class Visitor:
    """A hand in a world."""

    def __init__(self) -> None:
        self.rules = changed(kit.rules(), familiar=familiar())
        self.world = begin(self.rules, "plain", FOUR_PADS, locked=True)
        self.effects: list[object] = []
        self.most = 0

    def press(self, pressures: tuple[float, ...], steps: int) -> None:
        self.go(steps, PressuresGiven(self.world.time_ns, pressures))

    def go(self, steps: int, *told: object) -> None:
        decoder = self.rules.kits["plain"].decoder
        for number in range(steps):
            before = decoder.decoded
            self.world, effects = step(self.world, told if number == 0 else (), self.rules)
            self.most = max(self.most, decoder.decoded - before)
            self.effects += effects

    def said(self) -> str:
        """What explanation has to say; guidance may speak first."""
        return telling.said(self.world.telling, self.world.time_ns, ("why", "from_what", "how_well"))

    def previews(self) -> list[StartNote]:
        return [one for one in self.effects if isinstance(one, StartNote) and one.part == foretaste.PART]


def test_a_hand_that_rests_hears_why_and_from_what_and_sees_both_measures_and_the_way() -> None:
    visitor = Visitor()
    visitor.press(OFF, SECOND)
    visitor.press(BUSY, SECOND)
    visitor.press(BUSY_AND_WIDE, RESTS_NS // STEP_NS + SECOND)
    told = view(visitor.world, visitor.rules).telling
    assert visitor.said().startswith("said.why.")
    assert view(visitor.world, visitor.rules).words.said == visitor.said()
    assert told.rest_s > 0
    assert told.why is not None
    assert told.why.pad == 1, "density was held before already"
    assert told.path
    visitor.go(SAYS_NS // STEP_NS)
    assert visitor.said().startswith("said.from.")
    assert view(visitor.world, visitor.rules).telling.origin is not None
    assert visitor.most <= 1, "no step decodes twice, whatever is explained"


def test_after_why_a_hand_that_holds_still_is_told_what_the_hollow_beads_are() -> None:
    visitor = Visitor()
    rule = visitor.rules.levels.levels[FOUR_PADS]
    visitor.press(OFF, SECOND)
    visitor.press(BUSY, SECOND)
    visitor.go((RESTS_NS + SAYS_NS) // STEP_NS)
    shown = view(visitor.world, visitor.rules)
    assert shown.ghosts
    assert explaining.said(visitor.world, rule) == "said.further|pad.density|sign.density"
    assert shown.pads[2].further > shown.pads[2].meter, "and its gauge shows how far they would take it"
    assert all(pad.further == pad.meter for pad in (shown.pads[0], shown.pads[1], shown.pads[3]))
    visitor.press(OFF, (RESTS_NS + SAYS_NS) // STEP_NS + SECOND)
    assert not explaining.said(visitor.world, rule).startswith("said.further"), (
        "no hand presses that could press on"
    )


def test_what_a_press_did_is_reported_of_a_pad_that_plays() -> None:
    visitor = Visitor()
    visitor.press(OFF, SECOND)
    visitor.press(BUSY, SECOND // 4)
    rules = visitor.rules.levels.levels
    assert explaining.reported(visitor.world, rules[FOUR_PADS]) == "said.changed.density.more|pad.density"
    resting = msgspec.structs.replace(rules[FOUR_PADS], pads=("range", "rhythm"))
    assert explaining.reported(visitor.world, resting) == ""
    silent = msgspec.structs.replace(rules[FOUR_PADS], explains=("why",))
    assert explaining.reported(visitor.world, silent) == ""
    visitor.press(BUSY_AND_WIDE, SECOND // 4)
    assert explaining.reported(visitor.world, rules[FOUR_PADS]) == "said.changed.range.more|pad.range"


def test_hands_that_move_are_told_nothing_of_it() -> None:
    visitor = Visitor()
    visitor.press(OFF, SECOND)
    for number in range(30):
        visitor.press((0.0, 0.0, 0.2 + 0.02 * number, 0.0), SECOND // 5)
        assert not visitor.said()
        assert view(visitor.world, visitor.rules).telling.rest_s == 0


def test_a_preview_is_heard_once_while_a_hand_holds_still_and_is_what_the_hollow_beads_show() -> None:
    visitor = Visitor()
    visitor.press(OFF, SECOND)
    visitor.press(BUSY, 2 * SECOND)
    assert not visitor.previews()
    visitor.go(4 * SECOND)
    heard = visitor.previews()
    assert heard
    assert all(note.velocity <= 60 for note in heard)
    visitor.go(8 * SECOND)
    assert visitor.previews() == heard, "once"
    visitor.press(BUSY_AND_WIDE, 1)
    visitor.go(6 * SECOND)
    assert len(visitor.previews()) > len(heard), "the hand has moved and holds still again"


def test_what_is_heard_of_a_preview_is_shaped_as_the_tune_is() -> None:
    visitor = Visitor()
    visitor.press(BUSY, SECOND)
    ghosts = view(visitor.world, visitor.rules).ghosts
    assert [ghost.pitch for ghost in ghosts] == [
        note.pitch for note in explaining.new_notes(visitor.world, visitor.rules)
    ]


def heard_previewing() -> tuple[Visitor, int]:
    """A visitor whose hand has held still until a note of a preview sounds, and that note's number."""
    visitor = Visitor()
    visitor.press(OFF, SECOND)
    visitor.press((0.0, 0.0, 0.5, 0.0), 2 * SECOND)
    for _ in range(6 * SECOND):
        if visitor.world.foretaste.sounding is not None:
            break
        visitor.go(1)
    note = visitor.world.foretaste.sounding
    assert note is not None
    visitor.effects.clear()
    return visitor, note


@pytest.mark.parametrize("ending", [PressuresGiven(0, OFF), StyleChosen(0, "brisk"), ResetAsked(0)])
def test_a_hand_that_lets_go_another_style_or_a_reset_ends_a_preview(ending: Input) -> None:
    visitor, note = heard_previewing()
    visitor.go(2 * SECOND, ending)
    assert [effect.note for effect in visitor.effects if isinstance(effect, StopNote)].count(note) == 1


def test_a_reset_ends_a_preview_before_it_ends_all_notes_and_not_once_more() -> None:
    visitor, note = heard_previewing()
    visitor.go(2 * SECOND, ResetAsked(0))
    ended = [effect for effect in visitor.effects if isinstance(effect, (StopNote, EndAllNotes))]
    place = next(place for place, effect in enumerate(ended) if isinstance(effect, EndAllNotes))
    before = [effect.note for effect in ended[:place] if isinstance(effect, StopNote)]
    assert note in before
    assert note not in [effect.note for effect in ended[place:] if isinstance(effect, StopNote)]


def test_last_a_hand_that_rests_is_told_how_to_keep_a_tune_and_then_how_to_have_it_back() -> None:
    visitor = Visitor()
    rule = visitor.rules.levels.levels[FOUR_PADS]
    visitor.press(BUSY, SECOND)
    visitor.go((RESTS_NS + 4 * SAYS_NS) // STEP_NS)
    assert explaining.said(visitor.world, rule) == "said.shelf.how"
    visitor.go(1, KeepAsked(visitor.world.time_ns))
    assert explaining.said(visitor.world, rule) == "said.shelf.again"
    visitor.go(SAYS_NS // STEP_NS)
    assert not explaining.said(visitor.world, rule)
    assert not explaining.said(visitor.world, visitor.rules.levels.levels[1]), "no such gesture there"
