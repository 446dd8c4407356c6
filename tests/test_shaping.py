"""Shaping in the world: a gesture is heard and seen, where its level has it, and goes with the visitor."""

from __future__ import annotations

from dataclasses import replace as replaced

from msgspec.structs import replace

from installation.effects import NoteDown, ShapeSound, StartNote
from installation.inputs import Input, LevelChosen, PressuresGiven, ResetAsked
from installation.measure.shape import NEUTRAL, Shape
from installation.settings import read_levels, read_mapping
from installation.shaping import PROPOSES_S, task
from installation.snapshot import view
from installation.step import step
from installation.world import STEP_NS, Rules, World, begin
from tests.fakes import kit

LEVELS = """
start: invite
style: plain
levels:
  - {name: invite, pads: []}
  - {name: four_pads, pads: [rhythm, range, density, jump]}
  - {name: gestures, pads: [rhythm, range, density, jump], gestures: [slide, twist, squeeze, two_handed]}
"""
STEERS = """
steers:
  - {gesture: squeeze, changes: register, low: -12, high: 12, step: 12}
  - {gesture: two_handed, pads: [rhythm, density], changes: tempo, low: 0.8, high: 1.2, step: 0.2}
  - {gesture: two_handed, pads: [rhythm, density], changes: timbre, low: -1, high: 1, step: 1}
  - {gesture: two_handed, pads: [range, jump], changes: style, through: [plain, brisk]}
"""
FOUR_PADS, GESTURES = 1, 2
GRIPPED = (0.5, 0.5, 0.5, 0.5)


def rules() -> Rules:
    plain = kit.rules()
    steers = read_mapping(STEERS, "mapping.yaml", plain.styles)
    return replaced(plain, levels=read_levels(LEVELS, "levels.yaml"), steers=steers)


def run(world: World, seconds: float, held: Rules, *inputs: Input) -> tuple[World, list[object]]:
    """So long, with these inputs in the first step."""
    effects: list[object] = []
    for number in range(round(seconds * 1e9 / STEP_NS)):
        world, asked = step(world, inputs if number == 0 else (), held)
        effects += asked
    return world, effects


def press(
    world: World, held: Rules, pressures: tuple[float, ...], seconds: float
) -> tuple[World, list[object]]:
    """Press so long, let go, and wait until it is told."""
    world, effects = run(world, seconds, held, PressuresGiven(world.time_ns + 1, pressures))
    world, more = run(world, 1.0, held, PressuresGiven(world.time_ns + 1, (0.0,) * 4))
    return world, effects + more


def melody(effects: list[object]) -> list[float]:
    return [each.pitch for each in effects if isinstance(each, StartNote) and each.part == "melody"]


def squeezed(level: int) -> tuple[World, list[object], Rules]:
    held = rules()
    world, effects = press(begin(held, "plain", level), held, GRIPPED, 0.4)
    return world, effects, held


def test_a_gesture_shapes_what_is_heard_and_seen_and_leaves_what_was_decoded() -> None:
    world, _, held = squeezed(GESTURES)
    assert world.steering.shape == Shape(register=12)
    decoded = [note.pitch for note in world.heard.measure.notes]
    seen = view(world, held)
    assert [note.pitch for note in seen.measure.notes] == [pitch + 12 for pitch in decoded]
    assert [bead.pitch for bead in seen.beads] == [pitch + 12 for pitch in decoded]
    _, effects = run(world, 2.0, held)
    assert set(melody(effects)) <= {float(pitch + 12 + bar) for pitch in range(60, 80) for bar in (0,)}
    assert min(melody(effects)) >= 72


def test_the_wall_is_told_which_gesture_it_was_and_what_it_did() -> None:
    world, effects, held = squeezed(GESTURES)
    seen = view(world, held)
    assert (seen.gesture.name, seen.gesture.changed, seen.gesture.more) == ("squeeze", "register", True)
    assert 0.0 < seen.gesture.ago_s < 1.1
    assert seen.shape == Shape(register=12)
    assert seen.words.said == "said.shaped|gesture.squeeze|shape.register.more"
    kinds = [each.kind for each in effects if isinstance(each, NoteDown)]
    assert kinds.count("gesture") == 1
    assert kinds.count("shape") == 1


def test_where_the_level_has_no_gestures_nothing_is_shaped_but_the_gesture_is_told() -> None:
    world, effects, held = squeezed(FOUR_PADS)
    assert world.steering.shape is NEUTRAL
    seen = view(world, held)
    assert (seen.gesture.name, seen.gesture.changed) == ("squeeze", "")
    assert not [each for each in effects if isinstance(each, NoteDown) and each.kind == "shape"]


def test_a_level_without_gestures_and_a_reset_make_the_tune_plain_again() -> None:
    world, _, held = squeezed(GESTURES)
    elsewhere, _ = run(world, 0.1, held, LevelChosen(world.time_ns + 1, FOUR_PADS))
    assert elsewhere.steering.shape is NEUTRAL
    again, _ = run(world, 0.1, held, ResetAsked(world.time_ns + 1))
    assert again.steering.shape is NEUTRAL


def test_tempo_changes_without_a_jump_in_the_bar_and_reset_brings_it_back_with_the_sound() -> None:
    held = rules()
    world = begin(held, "plain", GESTURES)
    world, _ = run(world, 0.5, held, PressuresGiven(1, (0.6, 0.0, 0.6, 0.0)))
    seen = view(world, held)
    assert seen.tempo_bpm == 144.0
    assert world.sequencer.transport.beat_ns == round(60e9 / 144)
    before = view(world, held).playhead_beats
    world, _ = run(world, 0.01, held)
    assert 0.0 < (view(world, held).playhead_beats - before) % 4 < 0.05
    world, effects = run(world, 0.1, held, ResetAsked(world.time_ns + 1))
    assert world.sequencer.transport.beat_ns == round(60e9 / 120)
    assert [each.timbre for each in effects if isinstance(each, ShapeSound)] == [0.0]


def test_a_timbre_and_a_loudness_reach_the_sound() -> None:
    held = rules()
    _, effects = run(begin(held, "plain", GESTURES), 0.5, held, PressuresGiven(1, (0.6, 0.0, 0.6, 0.0)))
    sounds = [each for each in effects if isinstance(each, ShapeSound)]
    assert [(each.loudness_db, each.timbre) for each in sounds] == [(0.0, 1.0)]


def test_a_gesture_may_bring_another_style_at_its_own_tempo() -> None:
    held = rules()
    world, effects = press(begin(held, "plain", GESTURES), held, (0.0, 0.6, 0.0, 0.6), 0.5)
    assert world.style == "brisk"
    assert world.sequencer.transport.beat_ns == round(60e9 / 160)
    assert [
        each.facts["style"] for each in effects if isinstance(each, NoteDown) and each.kind == "style"
    ] == ["brisk"]
    assert view(world, held).gesture.changed == "style"


def test_a_style_that_comes_while_the_tempo_is_shaped_keeps_the_share_of_its_own() -> None:
    held = rules()
    world, _ = press(begin(held, "plain", GESTURES), held, (0.6, 0.0, 0.6, 0.0), 0.5)
    world, _ = press(world, held, (0.0, 0.6, 0.0, 0.6), 0.5)
    assert world.style == "brisk"
    assert world.sequencer.transport.beat_ns == round(60e9 / 192)


def test_the_wall_proposes_a_gesture_until_it_was_made() -> None:
    held = rules()
    world = begin(held, "plain", GESTURES)
    assert view(world, held).words.task == "try.squeeze"
    world, _ = press(world, held, GRIPPED, 0.3)
    assert view(world, held).words.task == "try.two_handed"
    assert view(begin(held, "plain", FOUR_PADS), held).words.task == "level.four_pads.task"


def test_whoever_makes_none_of_the_gestures_is_left_alone_after_a_while() -> None:
    held = rules()
    world = begin(held, "plain", GESTURES)
    late, later = (replace(world, step=world.step + round(n * PROPOSES_S * 1e9 / STEP_NS)) for n in (1, 2))
    assert task(world, held) == "try.squeeze"
    assert task(late, held) == ""
    assert task(later, held) == "try.squeeze", "somebody else may be there"
