"""The shelf in the world: kept by a gesture or a key, recalled exactly, taken back."""

from __future__ import annotations

from installation.effects import NoteDown
from installation.inputs import (
    Input,
    KeepAsked,
    LevelChosen,
    PressuresGiven,
    RecallAsked,
    ResetAsked,
    StyleChosen,
    UndoAsked,
)
from installation.snapshot import view
from installation.step import step
from installation.world import STEP_NS, World, begin
from tests.fakes import kit

FOUR_PADS = 3
SECOND = 1_000_000_000 // STEP_NS
OFF = (0.0, 0.0, 0.0, 0.0)
WIDE, BUSY = (0.0, 0.6, 0.0, 0.0), (0.0, 0.0, 0.6, 0.0)


class Visitor:
    """Two hands and a keyboard in a world."""

    def __init__(self, level: int = FOUR_PADS) -> None:
        self.rules = kit.rules()
        self.world: World = begin(self.rules, "plain", level, locked=True)
        self.noted: list[NoteDown] = []

    def go(self, steps: int, *inputs: Input) -> None:
        for number in range(steps):
            self.world, effects = step(self.world, inputs if number == 0 else (), self.rules)
            self.noted += [effect for effect in effects if isinstance(effect, NoteDown)]

    def press(self, pressures: tuple[float, ...], steps: int) -> None:
        self.go(steps, PressuresGiven(self.world.time_ns, pressures))

    def hold(self, pressures: tuple[float, ...]) -> None:
        """Hold long enough to stand, then let go."""
        self.press(pressures, SECOND // 2)
        self.press(OFF, 10)

    def pat(self, times: int) -> None:
        """The whole hand down and up, so many times."""
        for _ in range(times):
            self.press((0.5,) * 4, SECOND // 10)
            self.press(OFF, SECOND // 10)

    def phrase(self) -> list[tuple[int, tuple[int, ...]]]:
        """The four bars as they sound from now on."""
        heard: dict[int, tuple[int, ...]] = {}
        for _ in range(9 * SECOND):
            self.go(1)
            heard[self.world.heard.asked.bar] = self.world.heard.measure.symbols
        return sorted(heard.items())

    def noted_kinds(self) -> list[str]:
        return [note.kind for note in self.noted if note.kind in {"kept", "recalled", "undone", "refused"}]


def test_two_pats_keep_what_a_hand_held_and_two_more_recall_the_same_symbols() -> None:
    visitor = Visitor()
    visitor.press(BUSY, SECOND)
    held = visitor.phrase()
    visitor.press(OFF, SECOND)
    rest = visitor.phrase()
    visitor.pat(2)
    assert len(view(visitor.world, visitor.rules).shelf.slots) == 1
    assert visitor.phrase() == rest, "keeping changes nothing of what sounds"
    visitor.pat(2)
    assert view(visitor.world, visitor.rules).shelf.recalled == 0
    assert visitor.phrase() == held
    assert visitor.noted_kinds() == ["kept", "recalled"]


def test_a_pad_that_is_pressed_takes_over_from_what_is_recalled() -> None:
    visitor = Visitor()
    visitor.hold(BUSY)
    visitor.go(1, KeepAsked(1), RecallAsked(1, 0))
    assert visitor.world.shelf.recalled == 0
    visitor.press(WIDE, SECOND // 2)
    assert visitor.world.shelf.playing is None
    assert visitor.world.heard.asked.levels == visitor.world.hands.levels


def test_a_third_pat_takes_the_last_change_back() -> None:
    visitor = Visitor()
    visitor.hold(BUSY)
    first = visitor.world.shelf.stood
    visitor.hold(WIDE)
    visitor.pat(3)
    visitor.go(SECOND)
    assert visitor.world.shelf.slots == ()
    assert visitor.world.shelf.playing == first
    assert visitor.world.heard.asked.levels == first.kept.levels


def test_a_recalled_tune_brings_its_style_along_and_another_style_ends_it() -> None:
    visitor = Visitor()
    visitor.hold(BUSY)
    visitor.go(1, KeepAsked(1))
    visitor.go(1, StyleChosen(1, "brisk"))
    visitor.go(1, RecallAsked(1, 0))
    assert visitor.world.style == "plain"
    visitor.go(1, StyleChosen(1, "brisk"))
    assert (visitor.world.style, visitor.world.shelf.playing) == ("brisk", None)
    assert len(visitor.world.shelf.slots) == 1


def test_what_cannot_be_done_is_refused_with_a_reason() -> None:
    visitor = Visitor()
    visitor.go(1, KeepAsked(1), RecallAsked(1, 0))
    visitor.go(1, UndoAsked(1))
    reasons = [note.facts["reason"] for note in visitor.noted if note.kind == "refused"]
    assert [reason.split()[:2] for reason in reasons] == [
        ["nothing", "was"],
        ["there", "is"],
        ["there", "is"],
    ]


def test_another_visitor_has_another_shelf() -> None:
    for command in (ResetAsked(1), LevelChosen(1, 0)):
        visitor = Visitor()
        visitor.hold(BUSY)
        visitor.go(1, KeepAsked(1))
        assert visitor.world.telling.path
        visitor.go(2, command)
        assert view(visitor.world, visitor.rules).shelf.slots == ()
        assert not visitor.world.telling.path
    visitor = Visitor(0)
    visitor.go(3, KeepAsked(1))
    assert visitor.world.shelf.slots == ()


def test_keys_keep_recall_and_take_back_with_a_sentence_for_each() -> None:
    visitor = Visitor()
    visitor.hold(BUSY)
    visitor.go(1, KeepAsked(visitor.world.time_ns))
    said = [view(visitor.world, visitor.rules).words.said]
    visitor.go(1, RecallAsked(visitor.world.time_ns, 0))
    said.append(view(visitor.world, visitor.rules).words.said)
    visitor.go(1, UndoAsked(visitor.world.time_ns))
    said.append(view(visitor.world, visitor.rules).words.said)
    assert said == ["said.shelf.kept", "said.shelf.recalled", "said.shelf.undone"]
