"""What eyes may see of a ringtone in the making.

Owns the frozen view that is part of the snapshot. Refuses to know pixels and words; it holds the last parts of keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from installation.latent.tune import Asked
from installation.ringtone import composer

if TYPE_CHECKING:
    from installation.latent.tune import Kit
    from installation.ringtone.composer import Composer
    from installation.score import Note


@dataclass(frozen=True, slots=True)
class BarView:
    """One bar of the ringtone: kept, or the one that is being made, or still empty (no notes)."""

    kept: bool
    making: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class RingtoneView:
    """A ringtone in the making, or done."""

    phase: str  # of composer: "hear", "choose", "listen", "finish", "done"
    phase_s: float
    bars: tuple[BarView, ...]
    sounding: int  # which of the bars sounds
    kept_s: float  # since a bar was kept or taken back; large if long ago
    code: str  # of the one that is done
    link: str  # where it can be had, or ""


def view(state: Composer, kit: Kit, bar: int, at_ns: int) -> RingtoneView:
    """The ringtone as it is now, `bar` being how many bar lines have passed. Every bar shown was heard before."""
    making = -1 if state.full else len(state.bars)
    shown = state.chosen if state.held is None else state.held
    levels = (*state.bars, shown)

    def seen(at: int, place: int) -> BarView:
        if at > len(state.bars) or (at == making and state.phase == composer.HEAR and state.held is None):
            return BarView(kept=False, making=at == making, notes=())
        one = levels[at]
        four = (float(one[0]), float(one[1]), float(one[2]), float(one[3]))
        measure = kit.play(Asked(state.style, place, four)).measure
        return BarView(kept=at < len(state.bars), making=at == making, notes=measure.notes)

    return RingtoneView(
        phase=state.phase,
        phase_s=(at_ns - state.since_ns) / 1e9,
        bars=tuple(seen(at, place) for at, place in enumerate(state.places)),
        sounding=composer.sounding(state, bar)[2],
        kept_s=min(1e6, (at_ns - state.said_ns) / 1e9),
        code=state.code,
        link=state.link,
    )
