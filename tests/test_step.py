"""The world, step by step: what a press does, what commands do, and what never happens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from installation.effects import EndAllNotes, NoteDown, ShakeObject, StartNote, StopNote, TouchPad, frame_at
from installation.inputs import (
    FingerLifted,
    FingerMoved,
    Input,
    LevelChosen,
    LockSet,
    PadFrameArrived,
    PortChanged,
    PressuresGiven,
    ResetAsked,
    SoundChanged,
    StyleChosen,
)
from installation.snapshot import view
from installation.step import live_pads, skip, step
from installation.world import LEAD_NS, STEP_NS, World, begin
from tests.fakes import kit

FOUR_PADS = 3
DENSITY = 2


def run(world: World, steps: int, rules: object, *inputs: Input) -> tuple[World, list[object]]:
    """`steps` steps; each input enters the step it belongs to."""
    effects: list[object] = []
    for _ in range(steps):
        until = world.time_ns + STEP_NS
        now = tuple(
            told for told in inputs if world.time_ns < told.at_ns <= until or told.at_ns == until == 0
        )
        world, asked = step(world, now, rules)
        effects += asked
    return world, effects


def given_pressure(at_ns: int, **pads: float) -> PressuresGiven:
    return PressuresGiven(
        at_ns, tuple(pads.get(name, 0.0) for name in ("rhythm", "range", "density", "jump"))
    )


def kinds(effects: list[object], kind: str) -> list[NoteDown]:
    return [effect for effect in effects if isinstance(effect, NoteDown) and effect.kind == kind]


def sounding_after(effects: list[object]) -> dict[int, str]:
    """What sounds after these effects, by note; the melody has one voice, and no note starts or ends twice."""
    sounding: dict[int, str] = {}
    for effect in effects:
        if isinstance(effect, StartNote):
            assert effect.note not in sounding
            assert effect.part != "melody" or "melody" not in sounding.values(), "the melody has one voice"
            sounding[effect.note] = effect.part
        elif isinstance(effect, StopNote):
            del sounding[effect.note]
    return sounding


def test_a_touch_is_heard_a_constant_time_after_it_arrived_wherever_in_the_step_it_came() -> None:
    rules = kit.rules()
    for late in (1, 700_000, STEP_NS):
        at = 100 * STEP_NS + late
        _, effects = run(begin(rules, "plain", FOUR_PADS), 120, rules, given_pressure(at, range=0.5))
        first = next(effect for effect in effects if isinstance(effect, TouchPad))
        assert first == TouchPad(frame_at(at + LEAD_NS), 1, 0.5)


def test_a_press_changes_the_tune_from_the_next_tick_on_and_says_which_pad_it_was() -> None:
    rules = kit.rules()
    world, _ = run(begin(rules, "plain", FOUR_PADS), 50, rules)
    before = world.heard.measure
    world, effects = run(world, 1, rules, given_pressure(50 * STEP_NS + 1, density=0.6))
    assert world.heard.measure != before
    assert kinds(effects, "press")[0].facts == {"pad": "density"}
    assert {bead.changed_by for bead in view(world, rules).beads} == {-1, DENSITY}
    world, effects = run(world, 1, rules, given_pressure(51 * STEP_NS + 1))
    assert world.heard.measure == before
    assert kinds(effects, "release")


def test_a_pad_that_is_not_live_sounds_softly_and_leaves_the_tune_alone() -> None:
    rules = kit.rules()
    world, _ = run(begin(rules, "plain", 2, locked=True), 10, rules)
    before = world.heard
    world, effects = run(world, 20, rules, given_pressure(10 * STEP_NS + 1, jump=1.0))
    assert world.heard is before
    assert 0 < next(effect for effect in effects if isinstance(effect, TouchPad)).pressure < 0.5


def test_notes_are_asked_for_ahead_of_their_time_at_exact_frames_and_once() -> None:
    rules = kit.rules()
    _, effects = run(begin(rules, "plain", FOUR_PADS), 3_000, rules)
    starts = [effect for effect in effects if isinstance(effect, StartNote) and effect.part == "melody"]
    assert len(starts) == len({start.note for start in starts})
    assert starts[0].frame == frame_at(LEAD_NS)
    assert abs(starts[1].frame - starts[0].frame - 8_000) <= 1  # the third tick: a third of a beat at 120


def test_the_phrase_goes_through_its_four_bars_and_begins_again() -> None:
    rules = kit.rules()
    bars = []
    world = begin(rules, "plain", FOUR_PADS)
    for _ in range(10):
        world, _ = run(world, 500, rules)
        bars.append(view(world, rules).bar)
    assert bars == [0, 1, 1, 2, 2, 3, 3, 0, 0, 1]


def test_no_step_decodes_twice() -> None:
    rules = kit.rules()
    decoder = rules.kits["plain"].decoder
    world, before = begin(rules, "plain", FOUR_PADS), 0
    for number in range(600):
        pressure = abs((number % 200) / 100 - 1)
        told = given_pressure(world.time_ns + 1, density=pressure, range=1 - pressure)
        world, _ = step(world, (told,), rules)
        assert decoder.decoded - before <= 1
        before = decoder.decoded


def test_a_facilitators_level_holds_even_when_locked_and_unknown_ones_are_refused_with_a_reason() -> None:
    rules = kit.rules()
    world, effects = run(
        begin(rules, "plain", 0),
        5,
        rules,
        LockSet(1, locked=True),
        LevelChosen(STEP_NS + 1, 2),
        LevelChosen(2 * STEP_NS + 1, 77),
        LevelChosen(2 * STEP_NS + 2, -1),
    )
    assert (world.guidance.level, world.guidance.locked) == (2, True)
    assert kinds(effects, "level")[0].facts["reason"] == "a facilitator chose it"
    assert [note.facts["reason"] for note in kinds(effects, "refused")] == [
        "there is no level 77",
        "there is no level -1",
    ]


def test_another_style_ends_what_sounds_and_begins_at_its_own_tempo() -> None:
    rules = kit.rules()
    world, effects = run(begin(rules, "plain", FOUR_PADS), 100, rules)
    world, more = run(world, 1_000, rules, StyleChosen(100 * STEP_NS + 1, "brisk"))
    sounding_after([*effects, *more])
    assert world.style == "brisk"
    assert view(world, rules).tempo_bpm == 160.0
    _, refused = run(world, 1, rules, StyleChosen(world.time_ns + 1, "polka"))
    assert "polka" in kinds(refused, "refused")[0].facts["reason"]


def test_reset_ends_every_note_lifts_every_finger_and_goes_to_the_start() -> None:
    rules = kit.rules()
    world, _ = run(begin(rules, "plain", FOUR_PADS), 50, rules, FingerMoved(1, 7, 0.4, 0.4, 1.0))
    assert any(world.hands.pressures)
    world, effects = run(world, 1, rules, ResetAsked(50 * STEP_NS + 1))
    assert any(isinstance(effect, EndAllNotes) for effect in effects)
    assert world.guidance.level == 0
    world, _ = run(world, 10, rules)
    assert not any(world.hands.pressures)


def test_fingers_on_the_screen_and_a_board_and_a_visit_reach_the_same_pads() -> None:
    rules = kit.rules()
    world, _ = run(
        begin(rules, "plain", FOUR_PADS),
        200,
        rules,
        FingerMoved(STEP_NS, 1, -0.39, 0.39, 1.0),
        given_pressure(2 * STEP_NS, jump=0.4),
    )
    assert world.hands.touched == (True, False, False, True)
    world, _ = run(world, 300, rules, FingerLifted(world.time_ns + 1, 1), given_pressure(world.time_ns + 2))
    assert world.hands.touched == (False,) * 4


def test_a_port_that_is_lost_lets_go_of_what_the_board_pressed() -> None:
    rules = kit.rules()
    world, _ = run(begin(rules, "plain", FOUR_PADS), 1, rules, PortChanged(1, "/dev/ttyX"))
    assert world.port == "/dev/ttyX"
    for number in range(400):
        value = 2_000 if number < 200 else 40_000
        world, _ = step(world, (PadFrameArrived(world.time_ns + 1, (2_000, value, 2_000, 2_000)),), rules)
    assert world.hands.touched == (False, True, False, False)
    world, _ = run(
        world, 2, rules, PortChanged(world.time_ns + 1, None), SoundChanged(world.time_ns + 1, "lost")
    )
    assert world.hands.touched == (False,) * 4
    assert (view(world, rules).health.port, view(world, rules).health.sound) == ("lost", "lost")


def test_of_two_objects_one_may_go_while_the_other_plays_on_and_each_trembles_for_itself() -> None:
    rules, boards = kit.rules(), ("3fa2", "91c0")
    world, effects = begin(rules, "plain", FOUR_PADS), []
    for board in boards:
        world, _ = run(world, 1, rules, PortChanged(world.time_ns + 1, f"tty{board}", board))
    for number in range(400):
        pressed = number >= 200
        frames = tuple(
            PadFrameArrived(
                world.time_ns + 1,
                tuple(40_000 if pressed and pad == at else 2_000 for pad in range(4)),
                board,
            )
            for at, board in enumerate(boards)
        )
        world, asked = step(world, frames, rules)
        effects += asked
    assert world.hands.touched == (True, True, False, False)
    assert {effect.board for effect in effects if isinstance(effect, ShakeObject)} == set(boards)
    world, _ = run(world, 2, rules, PortChanged(world.time_ns + 1, None, "3fa2"))
    assert world.hands.touched == (False, True, False, False)
    health = view(world, rules).health
    assert health.port == "tty91c0"
    assert [(each.board, each.device) for each in health.objects] == [("3fa2", ""), ("91c0", "tty91c0")]


def test_skipped_time_is_counted_and_its_notes_are_not_played_late() -> None:
    rules = kit.rules()
    world, _ = run(begin(rules, "plain", FOUR_PADS), 10, rules)
    world = skip(world, 5_000)
    assert view(world, rules).health.dropped_steps == 5_000
    _, effects = run(world, 1, rules)
    frames = [effect.frame for effect in effects if isinstance(effect, StartNote) and effect.part == "melody"]
    assert all(frame >= frame_at(world.time_ns) for frame in frames)
    assert len(frames) <= 1


def test_the_same_inputs_give_the_same_world_and_the_same_effects() -> None:
    told = (
        FingerMoved(STEP_NS * 3, 0, 0.3, -0.2, 0.7),
        LevelChosen(STEP_NS * 200, 1),
        StyleChosen(STEP_NS * 300, "brisk"),
    )
    runs = [run(begin(kit.rules(), "plain", FOUR_PADS), 600, kit.rules(), *told) for _ in range(2)]
    assert runs[0][1] == runs[1][1]
    assert replace(runs[0][0], hands=runs[1][0].hands) == runs[1][0]
    assert (runs[0][0].hands.body.positions == runs[1][0].hands.body.positions).all()


def test_an_unknown_style_to_begin_with_is_an_error() -> None:
    with pytest.raises(KeyError):
        begin(kit.rules(), "polka")


moments = st.integers(0, 400 * STEP_NS)
numbers = st.sampled_from(["", "3fa2", "91c0", "aa55"])
"""Of boards: one more than can play."""
anything = st.one_of(
    st.builds(PressuresGiven, moments, st.tuples(*[st.floats(0, 1)] * 4)),
    st.builds(PadFrameArrived, moments, st.lists(st.integers(0, 65_535), max_size=6).map(tuple), numbers),
    st.builds(FingerMoved, moments, st.integers(0, 3), *[st.floats(-2, 2)] * 2, st.floats(0, 1)),
    st.builds(FingerLifted, moments, st.integers(0, 3)),
    st.builds(LevelChosen, moments, st.integers(-1, 5)),
    st.builds(LockSet, moments, st.booleans()),
    st.builds(StyleChosen, moments, st.sampled_from(["plain", "brisk", "polka"])),
    st.builds(ResetAsked, moments),
    st.builds(PortChanged, moments, st.sampled_from([None, "a", "b"]), numbers),
    st.builds(SoundChanged, moments, st.sampled_from(["device", "silent", "lost"])),
)


@given(st.lists(anything, max_size=25))
def test_whatever_comes_in_the_world_stays_valid_and_every_note_can_be_ended(told: list[Input]) -> None:
    rules = kit.rules()
    world, effects = run(begin(rules, "plain"), 400, rules, *sorted(told, key=lambda one: one.at_ns))
    sounding = sounding_after(effects)
    melody = world.sequencer.sounding
    assert [note for note, part in sounding.items() if part == "melody"] == ([melody.note] if melody else [])
    shown = view(world, rules)
    assert all(0.0 <= pad.pressure <= 1.0 and 1.0 <= pad.pressure_level <= 10.0 for pad in shown.pads)
    assert 0 <= shown.bar <= 3
    assert 0.0 <= shown.playhead_beats < 4.0 + 1e-9
    assert len(live_pads(world, rules)) == 4
