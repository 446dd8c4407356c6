"""Why it sounds like this: which notes the last change brought, and which pad did it, by leaving each one out.

Owns the comparison of the measure before and after a change, both decoded, and of those that would have come had one
pad stayed where it was. Decodes one measure a call, so that a step with time to spare can carry it on. Refuses to
guess: what no single pad brought is nobody's doing, and a tie names nobody alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from installation.score import HOLD, PADS, TICKS
from installation.words import with_gaps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.latent.tune import Asked, Kit
    from installation.score import Measure

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Why:
    """The last change, explained.

    `notes`: ticks on which another note begins than before, or none, or for the first time. `pad`: the one whose
    staying away would change most ticks of `after` (NOBODY: two or more would alike). `because`: how many of `notes`
    would not have come about without it. `due`: for each tick the pad that changed it, NOBODY where none did alone.
    """

    before: Measure
    after: Measure
    notes: int
    pad: int
    because: int
    due: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A change that is being looked into: what was asked before and after, and what is decoded of it so far."""

    before: Asked
    after: Asked
    decoded: tuple[Measure, ...] = ()
    why: Why | None = None
    done: bool = False


def questions(before: Asked, after: Asked) -> tuple[Asked, ...]:
    """What has to be decoded: before, after, and after with each moved pad left where it was, in the order of PADS."""
    return (
        replace(before, bar=after.bar),
        after,
        *(_without(before, after, pad) for pad in moved(before, after)),
    )


def moved(before: Asked, after: Asked) -> tuple[int, ...]:
    """The pads whose levels differ."""
    return tuple(pad for pad in range(len(PADS)) if before.levels[pad] != after.levels[pad])


def advance(inquiry: Inquiry, kit: Kit) -> Inquiry:
    """Decode the next of the questions; with the last one comes the answer."""
    asked = questions(inquiry.before, inquiry.after)
    decoded = (*inquiry.decoded, kit.play(asked[len(inquiry.decoded)]).measure)
    if len(decoded) < len(asked):
        return replace(inquiry, decoded=decoded)
    pads = moved(inquiry.before, inquiry.after)
    found = explained(decoded[0], decoded[1], dict(zip(pads, decoded[2:], strict=True)))
    return replace(inquiry, decoded=decoded, why=found, done=True)


def explained(before: Measure, after: Measure, without: dict[int, Measure]) -> Why | None:
    """The answer, from the two measures and those without each moved pad's change; None if nothing changed."""
    changed = differing(before, after)
    if not changed or not without:
        return None
    undone = {pad: differing(after, measure) for pad, measure in without.items()}
    most = max(len(ticks) for ticks in undone.values())
    strongest = [pad for pad, ticks in undone.items() if len(ticks) == most]
    pad = strongest[0] if len(strongest) == 1 else NOBODY
    because = len(changed & undone[pad]) if pad != NOBODY else 0
    due = tuple(_due(tick, pad, undone) if tick in changed else NOBODY for tick in range(TICKS))
    return Why(before, after, len(changed), pad, because, due)


def differing(one: Measure, other: Measure) -> set[int]:
    """The ticks on which another note begins in the one than in the other, or on which a note begins in one only."""
    pairs = enumerate(zip(one.symbols, other.symbols, strict=True))
    return {tick for tick, (a, b) in pairs if a != b and min(a, b) < HOLD}


def said(why: Why) -> str:
    """The sentence for it (see words.py)."""
    name = "" if why.pad == NOBODY else f"pad.{PADS[why.pad]}"
    if why.notes == 1:
        return with_gaps("said.why.one_by", name) if name else "said.why.one"
    if not name or why.because == 0:
        return with_gaps("said.why.together", why.notes)
    if why.because == why.notes:
        return with_gaps("said.why.all", why.notes, name)
    return with_gaps("said.why.some", why.notes, why.because, name)


def _without(before: Asked, after: Asked, pad: int) -> Asked:
    levels = list(after.levels)
    levels[pad] = before.levels[pad]
    return replace(after, levels=(levels[0], levels[1], levels[2], levels[3]))


def _due(tick: int, named: int, undone: dict[int, set[int]]) -> int:
    """The pad without which the tick would be another: the one that is named, if it is one of them."""
    pads: Iterable[int] = [pad for pad, ticks in undone.items() if tick in ticks]
    return named if named in pads else next(iter(pads), NOBODY)
