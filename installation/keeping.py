"""What gestures, keys and pages ask of the shelf, done to the world.

Owns which of them keeps, recalls and takes back, and that a recalled tune brings its style along. Refuses to know
what the shelf does with it (shelf.py) and what a gesture is (pads/).

The whole hand down twice keeps, or recalls; a third time takes the last change back. On the level that a visit
begins with there is no shelf, and no tale of what was played: another visitor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from installation import shaping, shelf
from installation.explanation.telling import SILENT
from installation.inputs import KeepAsked, RecallAsked, StyleChosen, UndoAsked
from installation.obey import note, play_style
from installation.pads.grips import KEEP, SQUEEZE
from installation.shelf import EMPTY, Kept

if TYPE_CHECKING:
    from installation.effects import Effect
    from installation.inputs import Input
    from installation.latent.control import Levels
    from installation.shelf import ShelfState
    from installation.world import Rules, World


def advance(world: World, inputs: tuple[Input, ...], rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """Do to the shelf what this step's inputs and gestures ask."""
    if not inputs and not world.gestures.made and world.guidance.since_ns != world.time_ns:
        return world, ()
    rule = rules.levels.levels[world.guidance.level]
    if rule.composes:  # there the gesture makes a ringtone (composing.py)
        return world, ()
    if rule.name == rules.levels.start:
        return _for_another(world), ()
    before = state = world.shelf
    refused: tuple[Effect, ...] = ()
    for told in inputs:
        state, reason = _obeyed(state, told)
        refused += note(told.at_ns, "refused", reason=reason) if reason else ()
    for gesture in world.gestures.made if KEEP in rule.gestures else ():
        if gesture.kind == KEEP:
            state = shelf.patted(state, world.time_ns)
        elif gesture.kind == SQUEEZE:
            state = shelf.patted_again(state, world.time_ns)
    if state is before:
        return world, refused
    world, asked = _in_style(replace(world, shelf=state), rules)
    return world, (*refused, *asked, *_told(before, state))


def _for_another(world: World) -> World:
    """Another visitor: nothing is kept, nothing is told of who was here before."""
    told = world.telling.inquiry is not None or world.telling.path
    return replace(world, shelf=EMPTY, telling=SILENT) if told or world.shelf is not EMPTY else world


def held(world: World, levels: Levels, live: tuple[bool, ...]) -> World:
    """The shelf learns what hands ask for: it may come to stand, or take over from what is recalled."""
    hands, state, shape = world.hands, world.shelf, shaping.kept_shape(world)
    tune, touched_ns = state.asked, None
    if tune is None or (tune.levels, tune.style, tune.shape) != (levels, world.style, shape):
        tune = Kept(world.style, levels, shape)
    elif True not in hands.touched:
        return world
    if True in hands.touched:
        pads = zip(hands.touched, live, hands.since_ns, strict=True)
        touched_ns = min((since for on, plays, since in pads if on and plays), default=None)
    state = shelf.advance(state, tune, world.heard.measure.symbols, touched_ns, world.time_ns)
    return world if state is world.shelf else replace(world, shelf=state)


def _obeyed(state: ShelfState, told: Input) -> tuple[ShelfState, str]:
    """The shelf after a command, and why it is refused, if it is."""
    match told:
        case KeepAsked(at_ns=at_ns):
            nothing = (state.playing or state.stood) is None
            return shelf.keep(state, at_ns), "nothing was held that could be kept" if nothing else ""
        case RecallAsked(at_ns=at_ns, place=place):
            missing = not 0 <= place < len(state.slots)
            reason = f"there is nothing in place {place} of the shelf" if missing else ""
            return shelf.recall(state, place, at_ns), reason
        case UndoAsked(at_ns=at_ns):
            return shelf.undo(state, at_ns), "" if state.past else "there is no change to take back"
        case StyleChosen():
            return shelf.let_go(state), ""
        case _:
            return state, ""


def _in_style(world: World, rules: Rules) -> tuple[World, tuple[Effect, ...]]:
    """What is recalled plays in its own style."""
    playing = world.shelf.playing
    if playing is None or playing.kept.style == world.style:
        return world, ()
    return play_style(world, playing.kept.style, world.time_ns, rules)


def _told(before: ShelfState, after: ShelfState) -> tuple[Effect, ...]:
    """What the journal says of it."""
    if after.deed_ns == before.deed_ns or not after.deed:
        return ()
    tune = after.slots[-1] if after.deed == "kept" else after.playing
    facts = {} if tune is None else {"tune": list(tune.kept.as_tuple()), "symbols": list(tune.symbols)}
    return note(after.deed_ns, after.deed, kept=len(after.slots), place=after.recalled, **facts)
