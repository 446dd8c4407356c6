"""Ringtones made up to be looked at, one for each phase.

Owns believable views of a ringtone in the making for contact sheets and tests. Refuses to be anything that a visitor
meets.
"""

from __future__ import annotations

from installation.ringtone.composer import CHOOSE, DONE, FINISH, HEAR, LISTEN
from installation.ringtone.view import BarView, RingtoneView
from installation.score import Note

PHASES = (HEAR, CHOOSE, LISTEN, FINISH, DONE)
CODE = "GK3R8J4M2TQW5CD7YZA0E"
LINK = "HTTP://192.168.1.20:8421/T/7K2QVX7M4TB5CWEJ5R3NHYDG6P7K"
_BARS = (
    ((0, 67), (3, 71), (6, 74), (9, 71), (12, 72), (15, 71), (18, 69), (21, 66)),
    ((0, 67), (6, 79), (9, 76), (12, 74), (18, 71), (21, 69)),
    ((0, 64), (3, 66), (6, 67), (8, 69), (10, 71), (12, 74), (18, 62)),
    ((0, 74), (3, 72), (6, 71), (9, 69), (12, 67)),
)


def ringtone(phase: str = CHOOSE, *, linked: bool = True) -> RingtoneView:
    """A ringtone of four bars in a phase; two bars are kept while it is composed."""
    kept = {HEAR: 1, CHOOSE: 2}.get(phase, len(_BARS))
    bars = tuple(
        BarView(
            kept=at < kept,
            making=at == kept,
            notes=_notes(at) if at < kept or (at == kept and phase == CHOOSE) else (),
        )
        for at in range(len(_BARS))
    )
    done = phase == DONE
    return RingtoneView(
        phase, 4.0, bars, min(kept, 2), 9.0, CODE if done else "", LINK if done and linked else ""
    )


def _notes(bar: int) -> tuple[Note, ...]:
    return tuple(Note(tick, pitch, 2) for tick, pitch in _BARS[bar])
