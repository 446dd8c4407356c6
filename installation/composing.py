"""The ringtone's stage: on the level that composes, hands and the gesture that keeps make a ringtone.

Owns when one is begun, what of the hands it hears, its tempo, and the line in the journal when it is done. Refuses
to know what composing is (ringtone/composer.py), and files, links and pictures.

The whole hand down twice keeps a bar; once more right after takes it back, as with the shelf.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation.inputs import KeepAsked, RingtoneReady, UndoAsked
from installation.latent.tune import Asked
from installation.obey import note, play_at_tempo
from installation.pads.grips import KEEP, SQUEEZE
from installation.pads.levels import tenth
from installation.ringtone import code, composer
from installation.ringtone.grid import on_grid
from installation.ringtone.piece import Ringtone, length_for
from installation.ringtone.view import view as seen
from installation.sequencer import plan
from installation.shelf import let_go
from installation.world import LEAD_NS

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.inputs import Input
    from installation.ringtone.composer import Composer
    from installation.ringtone.piece import BarLevels
    from installation.ringtone.view import RingtoneView
    from installation.world import Rules, World

AGAIN_NS = 2_500_000_000
"""So soon after a bar was kept a squeeze takes it back."""


def advance(world: World, inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Go on with the ringtone, if this level composes one."""
    if not rules.levels.levels[world.guidance.level].composes:
        return (world, ()) if world.ringtone is None else _left(world, rules)
    told: tuple[Effect, ...] = ()
    state = world.ringtone
    if state is None or state.style != world.style:
        world, told = _begun(world, rules)
        state = world.ringtone
        if state is None:
            return world, told
    before, bar = state, bar_now(world)
    state = composer.advance(state, _pressed(world), bar, world.time_ns)
    if inputs or world.gestures.made:
        state = _asked_for(state, world, inputs, bar)
    if state is before:
        return world, told
    if state.finished > before.finished and state.phase == composer.DONE:
        state, line = _done(state, world, rules)
        told += line
    return replace(world, ringtone=state), told


def bar_now(world: World) -> int:
    """How many bar lines have passed for what is asked of the sound now."""
    return plan.bar(world.sequencer, world.time_ns + LEAD_NS)


def asked(world: World, state: Composer) -> Asked:
    """What sounds of a ringtone in the making."""
    levels, place, _ = composer.sounding(state, bar_now(world))
    rhythm, wide, density, jump = levels
    return Asked(world.style, place, (float(rhythm), float(wide), float(density), float(jump)))


def _begun(world: World, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """A new ringtone in the style that plays, at the tempo at which whole bars fit."""
    world = replace(world, shelf=let_go(world.shelf))  # what was recalled gives the ringtone its shape
    length = length_for(_tempo_bpm(world, rules))
    world, told = play_at_tempo(world, length.tempo_bpm)
    kept = tuple(_whole(slot.kept.levels) for slot in world.shelf.slots if slot.kept.style == world.style)
    state = composer.begin(world.style, length.bars, world.time_ns, bar_now(world), kept)
    return replace(world, ringtone=state), told


def _left(world: World, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Another level: what was not finished is gone, and the style has its own tempo again."""
    return play_at_tempo(replace(world, ringtone=None), _tempo_bpm(world, rules))


def _tempo_bpm(world: World, rules: Rules) -> float:
    """The tempo that style and shape ask for."""
    return rules.styles[world.style].tempo_bpm * world.steering.shape.tempo


def _pressed(world: World) -> BarLevels | None:
    """The whole levels that hands ask for; None while no pad is touched."""
    return _whole(world.hands.levels) if any(world.hands.touched) else None


def _whole(levels: tuple[float, ...]) -> BarLevels:
    rhythm, wide, density, jump = map(tenth, levels)
    return rhythm, wide, density, jump


def _asked_for(state: Composer, world: World, inputs: tuple[Input, ...], bar: int) -> Composer:
    """What gestures, keys and doors say."""
    now_ns = world.time_ns
    for told in inputs:
        match told:
            case KeepAsked():
                state = composer.keep(state, bar, now_ns)
            case UndoAsked():
                state = composer.undo(state, bar, now_ns)
            case RingtoneReady(code=known, link=link):
                state = composer.linked(state, known, link)
    for gesture in world.gestures.made:
        just_kept = state.said == "kept" and now_ns - state.said_ns < AGAIN_NS
        if gesture.kind == KEEP:
            state = composer.keep(state, bar, now_ns)
        elif gesture.kind == SQUEEZE and just_kept:
            state = composer.undo(state, bar, now_ns)
    return state


def _done(state: Composer, world: World, rules: Rules) -> tuple[Composer, tuple[Effect, ...]]:
    """Its code, if this copy can make codes, and the line in the journal."""
    ringtone = Ringtone(state.style, state.bars, on_grid(world.steering.shape))
    if state.style in rules.edition.styles:
        state = composer.coded(state, code.write(ringtone, rules.edition))
    bars = [list(levels) for levels in ringtone.bars]
    return state, note(world.time_ns, "ringtone", code=state.code, style=ringtone.style, bars=bars)


def task(world: World) -> str:
    """The key of what to do now, "" where nothing is composed."""
    if world.ringtone is None:
        return ""
    return f"level.ringtone.task.{composer.task(world.ringtone, world.time_ns)}"


def said(world: World) -> str:
    """The key of what was just done to the ringtone, or ""."""
    done = "" if world.ringtone is None else composer.said(world.ringtone, world.time_ns)
    return done and f"said.ringtone.{done}"


def view(world: World, rules: Rules) -> RingtoneView | None:
    """What eyes may see of the ringtone in the making."""
    state = world.ringtone
    if state is None:
        return None
    return seen(state, rules.kits[state.style], bar_now(world), world.time_ns)
