"""A ringtone composed in the world: by hands, gestures, keys; in whole levels, at its own tempo; with its code."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from installation.effects import NoteDown
from installation.inputs import (
    Input,
    KeepAsked,
    LevelChosen,
    PressuresGiven,
    RingtoneReady,
    StyleChosen,
    UndoAsked,
)
from installation.pads.contacts import Gesture
from installation.pads.grips import KEEP, SQUEEZE
from installation.ringtone.code import Edition, read
from installation.ringtone.piece import Ringtone
from installation.settings import read_levels
from installation.snapshot import view
from installation.step import step
from installation.world import STEP_NS, Rules, World, begin, rules_of
from tests.fakes import kit

RINGTONE = 4
LEVEL = "  - {name: ringtone, pads: [rhythm, range, density, jump], gestures: [keep], composes: true}\n"
REST = (0.0, 0.0, 0.0, 0.0)
BARS = 2


def rules() -> Rules:
    """Two styles in which a ringtone has two bars; the other must give way."""
    styles = {"plain": kit.style("plain", 48.0), "brisk": kit.style("brisk", 55.0)}
    levels = read_levels(kit.LEVELS + LEVEL, "levels.yaml")
    found = rules_of(levels, styles, {name: kit.rules().kits["plain"] for name in styles})
    return replace(found, edition=Edition({"plain": 1, "brisk": 2}, 3))


def run(world: World, seconds: float, holds: Rules, *inputs: Input) -> tuple[World, list[NoteDown]]:
    """So many seconds; the inputs come in the first step."""
    told: list[NoteDown] = []
    for number in range(round(seconds * 1e9 / STEP_NS)):
        world, effects = step(world, inputs if number == 0 else (), holds)
        told += [effect for effect in effects if isinstance(effect, NoteDown)]
    return world, told


def pressed(world: World, *pressures: float) -> PressuresGiven:
    return PressuresGiven(world.time_ns + 1, (pressures + REST)[:4])


def held(world: World, holds: Rules, *pressures: float) -> World:
    """A hand comes, holds for half a second, and lets go."""
    world, _ = run(world, 0.5, holds, pressed(world, *pressures))
    return run(world, 0.1, holds, pressed(world))[0]


def kept(world: World, holds: Rules) -> tuple[World, list[NoteDown]]:
    return run(world, 0.1, holds, KeepAsked(world.time_ns + 1))


def composed(holds: Rules) -> tuple[World, list[NoteDown]]:
    """A whole ringtone, finished."""
    world, _ = run(begin(holds, "plain", RINGTONE), 0.1, holds)
    for pressure in (0.5, 0.9):
        world, _ = kept(held(world, holds, 0.0, 0.0, pressure), holds)
    world, _ = run(world, 16.0, holds)
    return kept(world, holds)


def test_a_ringtone_is_composed_and_its_code_is_noted_and_recreates_it() -> None:
    holds = rules()
    world, told = composed(holds)
    line = next(note for note in told if note.kind == "ringtone")
    assert line.facts["style"] == "plain"
    assert line.facts["bars"] == [[1, 1, 6, 1], [1, 1, 9, 1]]
    assert read(line.facts["code"], holds.edition) == Ringtone("plain", ((1, 1, 6, 1), (1, 1, 9, 1)))
    shown = view(world, holds)
    assert shown.ringtone is not None
    assert (shown.ringtone.phase, shown.ringtone.code) == ("done", line.facts["code"])
    assert shown.words.task == "level.ringtone.task.copy"


def test_the_link_is_shown_once_it_is_known_and_goes_with_its_ringtone() -> None:
    holds = rules()
    world, told = composed(holds)
    code = next(note for note in told if note.kind == "ringtone").facts["code"]
    world, _ = run(world, 0.1, holds, RingtoneReady(world.time_ns + 1, code, "HTTP://WALL/T/X"))
    shown = view(world, holds)
    assert shown.ringtone is not None
    assert shown.ringtone.link == "HTTP://WALL/T/X"
    assert shown.words.task == "level.ringtone.task.scan"
    world, _ = run(world, 0.1, holds, UndoAsked(world.time_ns + 1))
    assert view(world, holds).words.said == "said.ringtone.back"
    assert view(world, holds).words.task == "level.ringtone.task.choose"


def test_a_hand_hears_whole_levels_and_what_it_held_goes_on_when_it_lets_go() -> None:
    holds = rules()
    world, _ = run(begin(holds, "plain", RINGTONE), 0.1, holds)
    world, _ = run(world, 0.02, holds, pressed(world, 0.0, 0.43))
    assert world.heard.asked.levels == (1.0, 5.0, 1.0, 1.0)
    world, _ = run(world, 0.5, holds)
    world, _ = run(world, 0.5, holds, pressed(world))
    assert world.heard.asked.levels == (1.0, 5.0, 1.0, 1.0)


def test_the_gesture_keeps_and_right_after_a_squeeze_takes_back_but_later_it_does_not() -> None:
    holds = rules()
    world, _ = run(begin(holds, "plain", RINGTONE), 0.1, holds)
    world = held(world, holds, 0.0, 0.5)
    pads = (0, 1, 2, 3)

    def made(now: World, kind: str) -> World:
        """The step in which that gesture is told."""
        from installation import composing  # noqa: PLC0415 - the stage alone

        gestures = structs.replace(now.gestures, asked_ns=now.time_ns, made=(Gesture(kind, pads, 0.5),))
        told = structs.replace(now, gestures=gestures)
        return composing.advance(told, (), holds)[0]

    world = made(world, KEEP)
    assert len(world.ringtone.bars) == 1
    assert len(made(world, SQUEEZE).ringtone.bars) == 0
    later, _ = run(world, 3.0, holds)
    assert len(made(later, SQUEEZE).ringtone.bars) == 1


def test_the_tempo_gives_way_so_that_whole_bars_fit_and_comes_back_on_another_level() -> None:
    holds = rules()
    world, _ = run(begin(holds, "brisk", RINGTONE), 0.1, holds)
    assert view(world, holds).tempo_bpm == 53.33
    world, _ = run(world, 0.1, holds, LevelChosen(world.time_ns + 1, 3))
    assert view(world, holds).tempo_bpm == 55.0
    assert view(world, holds).ringtone is None


def test_another_style_begins_another_ringtone() -> None:
    holds = rules()
    world, _ = run(begin(holds, "plain", RINGTONE), 0.1, holds)
    world, _ = kept(held(world, holds, 0.0, 0.5), holds)
    assert world.ringtone.bars
    world, _ = run(world, 0.1, holds, StyleChosen(world.time_ns + 1, "brisk"))
    assert (world.ringtone.style, world.ringtone.bars) == ("brisk", ())


def test_what_stands_on_the_shelf_is_offered_bar_by_bar() -> None:
    holds = rules()
    world, _ = run(begin(holds, "plain", 3, locked=True), 0.1, holds)
    for pressure in (0.5, 0.9):
        world, _ = kept(held(world, holds, 0.0, pressure), holds)
    assert len(world.shelf.slots) == 2
    world, _ = run(world, 0.1, holds, LevelChosen(world.time_ns + 1, RINGTONE))
    assert world.ringtone.chosen == (1, 6, 1, 1)
    assert view(world, holds).words.task == "level.ringtone.task.choose"
    world, _ = kept(world, holds)
    assert world.ringtone.chosen == (1, 9, 1, 1)


def test_a_copy_that_cannot_make_codes_still_finishes() -> None:
    holds = replace(rules(), edition=Edition())
    _, told = composed(holds)
    assert next(note for note in told if note.kind == "ringtone").facts["code"] == ""


def test_nothing_is_decoded_twice_in_a_step_while_composing() -> None:
    holds = rules()
    decoder = holds.kits["plain"].decoder
    world, before = begin(holds, "plain", RINGTONE), 0
    for number in range(1_500):
        inputs: tuple[Input, ...] = ()
        if number % 250 == 10:
            inputs = (pressed(world, 0.0, (number % 7) / 7),)
        elif number % 250 == 240:
            inputs = (pressed(world), KeepAsked(world.time_ns + 2))
        world, _ = step(world, inputs, holds)
        view(world, holds)
        assert decoder.decoded - before <= 1
        before = decoder.decoded
