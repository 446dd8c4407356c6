"""What each guidance level shows, how strongly, and the way from one level's composition to the next.

Owns the table of compositions. Refuses to know places, shapes and colours. Strengths are 0..1; a composition is
a row of numbers, so that two of them can be blended.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from installation.snapshot import Snapshot

ENTER_S = 1.2
"""How long a level takes to enter."""
_FAULTY = 0.1


@dataclass(frozen=True, slots=True)
class _Level:
    """How strongly a guidance level shows each part of the picture."""

    ring: float
    labels: float
    leaders: float
    dormant: float  # the marks of pads that do not play
    hand: float = 0.0  # a hand that shows how
    call: float = 0.0  # pads that play breathe light while nobody touches
    leans: float = 0.0  # paths from pad to pad
    phrase: float = 0.0  # the four bars as a ring of their own
    dots: float = 1.0  # the four bars as dots
    greeting: bool = False  # the title stands large in the sentence's place, and the pads' marks are faint


_LEVELS: Mapping[str, _Level] = {
    "invite": _Level(0.55, 0.0, 0.0, dormant=0.48, hand=1.0, dots=0.0, greeting=True),
    "one_pad": _Level(0.85, 1.0, 1.0, dormant=0.0, hand=0.9, call=1.0),
    "two_pads": _Level(1.0, 1.0, 0.8, dormant=0.0, call=0.55),
    "four_pads": _Level(1.0, 1.0, 0.6, dormant=0.15),
    "gestures": _Level(1.0, 1.0, 0.25, dormant=0.15, leans=1.0),
    "ringtone": _Level(1.0, 0.85, 0.0, dormant=0.15, phrase=1.0, dots=0.0),
}

Four = tuple[float, float, float, float]
_NO_PADS: Four = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Composition:
    """How strongly each part of the picture is shown now; a number a pad where there are four."""

    ring: float = 0.4  # the ring is never quite gone
    leaders: float = 0.0
    hand: float = 0.0
    call: float = 0.0
    leans: float = 0.0
    phrase: float = 0.0
    dots: float = 0.0
    marks: Four = _NO_PADS
    labels: Four = _NO_PADS


@dataclass(frozen=True, slots=True)
class Said:
    """Keys of what stands on the wall, and how strongly."""

    greeting: str = ""
    title: str = ""
    sentence: str = ""
    strength: float = 1.0


def invites(level_name: str) -> bool:
    """Whether the level is an invitation to nobody in particular."""
    return _level(level_name).greeting


def _level(name: str) -> _Level:
    """The row of a level; one without its own is shown as four pads are."""
    return _LEVELS.get(name, _LEVELS["four_pads"])


def eased(share: float) -> float:
    """A share 0..1 with a soft start and end."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def settled(now: Snapshot) -> Composition:
    """The composition of a moment once its level has entered."""
    level = _level(now.level_name)
    marks = [_FAULTY if pad.fault else 1.0 if pad.live else level.dormant for pad in now.pads]
    told = 1.0 if "what" in now.explains else 0.0
    shown = level.labels * told
    labels = [shown * mark if pad.live else 0.0 for mark, pad in zip(marks, now.pads, strict=True)]
    return Composition(
        level.ring,
        level.leaders * told,
        level.hand,
        1.0 if now.guide.hint.startswith("hint.touch") else level.call,
        level.leans,
        level.phrase,
        level.dots,
        (marks[0], marks[1], marks[2], marks[3]),
        (labels[0], labels[1], labels[2], labels[3]),
    )


def _blend(one: Any, other: Any, share: float) -> Any:
    """A number, or each of four, the share of the way."""
    if isinstance(one, tuple):
        return tuple(_blend(x, y, share) for x, y in zip(one, other, strict=True))
    return one + (other - one) * share


def composition(now: Snapshot, came_from: Snapshot | None = None) -> Composition:
    """The composition of a moment: it enters from nothing, or from the last moment of the level before."""
    start = Composition() if came_from is None else settled(came_from)
    share = eased(now.level_s / ENTER_S)
    pairs = zip(astuple(start), astuple(settled(now)), strict=True)
    return Composition(*(_blend(one, other, share) for one, other in pairs))


def said(now: Snapshot, came_from: Snapshot | None = None) -> Said:
    """The words of a moment; those of the level before go first, so that there is never more than one sentence."""
    share = eased(now.level_s / ENTER_S)
    if came_from is None:
        return _said(now, share)
    return _said(came_from, 1 - 2 * share) if share < 0.5 else _said(now, 2 * share - 1)


def _said(now: Snapshot, strength: float) -> Said:
    words = now.words
    if invites(now.level_name):
        return Said(greeting="" if words.said else words.title, sentence=words.said, strength=strength)
    return Said(title=words.title, sentence=words.said or words.task, strength=strength)
