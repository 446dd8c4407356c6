"""How well it does what it is told, here: whether one level more or less on each pad does what the pad says.

Owns the comparison of a measure with its neighbours on all sides, all of them decoded, one a call. Refuses to judge
from averages: these are the very steps that a hand can take from here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from installation.explanation.what import meters
from installation.score import PADS
from installation.words import with_gaps

if TYPE_CHECKING:
    from installation.latent.tune import Asked, Heard, Kit

LOWEST, HIGHEST = 1.0, 10.0
FEW = 0.3
"""A step that leaves less than this share of the notes is a new tune, not a change of this one."""
DEAD, WRONG, NEW = "dead", "wrong", "new"


@dataclass(frozen=True, slots=True)
class Step:
    """One level more (or less) on a pad: whether anything changed, its attribute went the right way, notes kept."""

    pad: int
    changes: bool
    right: bool
    kept: int
    notes: int  # of the measure that the step starts from


@dataclass(frozen=True, slots=True)
class Trial:
    """The steps from what is heard that have been tried so far."""

    heard: Heard
    tried: tuple[Step, ...] = ()
    done: bool = False


def steps_from(asked: Asked) -> tuple[tuple[int, Asked], ...]:
    """The steps that a hand can take from there: pad, and what is asked then."""
    found = []
    for pad in range(len(PADS)):
        for way in (1.0, -1.0):
            levels = list(asked.levels)
            levels[pad] += way
            if LOWEST <= levels[pad] <= HIGHEST:
                found.append((pad, replace(asked, levels=(levels[0], levels[1], levels[2], levels[3]))))
    return tuple(found)


def advance(trial: Trial, kit: Kit) -> Trial:
    """Try the next step; after the last one the trial is done."""
    steps = steps_from(trial.heard.asked)
    pad, asked = steps[len(trial.tried)]
    tried = (*trial.tried, _judged(pad, trial.heard, kit.play(asked)))
    return replace(trial, tried=tried, done=len(tried) == len(steps))


def _judged(pad: int, before: Heard, after: Heard) -> Step:
    way = after.asked.levels[pad] - before.asked.levels[pad]
    went = meters(after.measure)[pad] - meters(before.measure)[pad]
    there = {(note.tick, note.pitch) for note in before.measure.notes}
    kept = sum((note.tick, note.pitch) in there for note in after.measure.notes)
    changes = after.measure != before.measure
    return Step(pad, changes, changes and went * way >= 0, kept, len(there))


def weakest(tried: tuple[Step, ...]) -> tuple[str, Step] | None:
    """What is weak here: the wrong way before nothing at all before a new tune; None if every step is sound."""
    for kind, weak in (
        (WRONG, [step for step in tried if step.changes and not step.right]),
        (DEAD, [step for step in tried if not step.changes]),
        (NEW, [step for step in tried if step.kept < FEW * step.notes]),
    ):
        if weak:
            return kind, min(weak, key=lambda step: step.kept / max(step.notes, 1))
    return None


def said(trial: Trial) -> str:
    """The sentence for it (see words.py)."""
    weak = weakest(trial.tried)
    if weak is None:
        return "said.well.sound"
    kind, step = weak
    name = f"pad.{PADS[step.pad]}"
    return (
        with_gaps("said.well.new", name, step.kept, step.notes) if kind == NEW else f"said.well.{kind}|{name}"
    )
