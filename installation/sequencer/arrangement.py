"""How a style is played: swing, small liberties in time and strength, its groove, who sits where.

Owns what a style's file says of its band, turned into what plan.py and band.py read, and the chance that they draw
from: the style's seed and a tick's number, so that the same tune is played the same way, always.
Refuses to know measures and chords.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from installation.effects import SeatBand
from installation.score import TICKS, TICKS_PER_BEAT

if TYPE_CHECKING:
    from installation.settings import Style

LOW_DRUM, EDGE, BRUSH, OPEN_DRUM, SHAKER, CLAVES, BLOCK, BELL = 36, 38, 40, 41, 70, 75, 76, 81
"""The sounds of our percussion (sampler/drums.py), as pitches."""
_SWUNG = (0.0, 0.5, 0.0, 1.0, 0.0, 0.5)
"""How far full swing moves each place of a beat, in sixths of a beat: the half to where a triplet stands, the
sixteenths half as far; triplets stay."""
VELOCITY_PER_MS = 1.0
"""Who takes liberties of so many milliseconds takes them of as many steps of velocity."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A drum struck on these ticks once the melody has `density` notes a bar; some strokes only now and then."""

    drum: int
    ticks: tuple[int, ...]
    velocity: int
    density: int = 0
    share: float = 1.0


_SIXTEENTHS = tuple(6 * beat + place for beat in range(4) for place in (1, 5))
_HALVES = (3, 9, 15, 21)
GROOVES: dict[str, tuple[Stroke, ...]] = {
    "plain": (
        Stroke(LOW_DRUM, (0,), 84), Stroke(LOW_DRUM, (12,), 66, 4), Stroke(SHAKER, _HALVES, 52, 5),
        Stroke(BELL, (21,), 46, 6, 0.25), Stroke(EDGE, (6, 18), 58, 7), Stroke(BRUSH, _SIXTEENTHS, 40, 10, 0.6),
    ),
    "dance": (  # in even eighths, light on its feet
        Stroke(LOW_DRUM, (0,), 88), Stroke(LOW_DRUM, (12,), 74, 4), Stroke(SHAKER, _HALVES, 56, 5),
        Stroke(EDGE, (6, 18), 60, 6), Stroke(BLOCK, (21,), 48, 7, 0.5), Stroke(SHAKER, _SIXTEENTHS, 40, 9, 0.8),
        Stroke(EDGE, (9, 23), 42, 11, 0.7),
    ),
    "walk": (  # dum, tek, tek, dum, tek: the gait of a caravan
        Stroke(LOW_DRUM, (0,), 86), Stroke(LOW_DRUM, (12,), 72, 4), Stroke(OPEN_DRUM, (9,), 62, 5),
        Stroke(EDGE, (18,), 60, 6), Stroke(EDGE, (3, 21), 46, 8), Stroke(BRUSH, _SIXTEENTHS, 38, 10, 0.5),
        Stroke(BELL, (0,), 44, 9, 0.3),
    ),
    "clave": (  # three, three, two over a crowd
        Stroke(LOW_DRUM, (0,), 84), Stroke(SHAKER, _HALVES, 54, 4), Stroke(CLAVES, (0, 9, 18), 58, 5),
        Stroke(LOW_DRUM, (12, 21), 66, 6), Stroke(OPEN_DRUM, (18,), 52, 8), Stroke(SHAKER, _SIXTEENTHS, 42, 9, 0.9),
        Stroke(BLOCK, (15, 23), 46, 11, 0.6),
    ),
    "drops": (  # hardly a pulse: metal and brushes, far apart
        Stroke(BELL, (0,), 44, 3, 0.6), Stroke(BRUSH, (12,), 42, 5), Stroke(LOW_DRUM, (0,), 54, 7),
        Stroke(BRUSH, (6, 18), 38, 8), Stroke(BELL, (9, 21), 36, 9, 0.5), Stroke(SHAKER, (3, 15), 34, 10, 0.7),
    ),
    "slow": (  # a drum at a distance
        Stroke(LOW_DRUM, (0,), 66), Stroke(OPEN_DRUM, (12,), 50, 5), Stroke(BRUSH, (6, 18), 42, 7),
        Stroke(LOW_DRUM, (21,), 48, 8, 0.5), Stroke(SHAKER, _HALVES, 36, 10, 0.8),
    ),
    "sway": (  # brushes on the second and fourth beat, a block answering
        Stroke(LOW_DRUM, (0,), 74), Stroke(BRUSH, (6, 18), 50, 4), Stroke(BLOCK, (12,), 40, 6, 0.5),
        Stroke(SHAKER, _HALVES, 44, 7), Stroke(BELL, (21,), 42, 8, 0.3), Stroke(OPEN_DRUM, (15,), 44, 9, 0.7),
        Stroke(BRUSH, _SIXTEENTHS, 36, 11, 0.6),
    ),
}  # fmt: skip
"""What the percussion plays, by the word in a style's file; the denser the melody, the more of it."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How one style is played. `swing` is 0..1 (1: halves stand where triplets do)."""

    swing: float = 0.0
    humanise_ns: int = 0
    seed: int = 0
    groove: tuple[Stroke, ...] = GROOVES["plain"]
    broken: bool = False  # the chord is struck note by note, a note a beat, instead of held


PLAIN = Arrangement()


def arrangement_of(style: Style) -> Arrangement:
    """What the style's file says."""
    return Arrangement(
        swing=style.swing,
        humanise_ns=round(style.humanise_ms * 1e6),
        seed=zlib.crc32(style.name.encode()),
        groove=GROOVES[style.groove],
        broken=style.broken_chords,
    )


def seat_band(style: Style, frame: int) -> SeatBand:
    """The order by which a style's players take their seats."""
    who = style.instruments
    players = (
        ("melody", who.melody),
        ("drone", who.drone),
        ("bass", who.bass),
        ("percussion", who.percussion),
    )
    mix = tuple((part, place.gain_db, place.pan) for part, place in style.mix.items())
    return SeatBand(frame, players, style.tonic, style.gain_db, mix)


def late_ns(arrangement: Arrangement, beat_ns: int, count: int, salt: int) -> int:
    """How much later than its tick number `count` a player plays: swing, and never more than a few milliseconds.

    On a bar line all are together. `salt` is another number for everybody who plays on the same tick.
    """
    tick = count % TICKS
    swung = arrangement.swing * _SWUNG[tick % TICKS_PER_BEAT] / 6 * beat_ns
    if tick and arrangement.humanise_ns:
        swung += drawn(arrangement.seed, count, salt) * arrangement.humanise_ns
    return int(swung)


def harder(arrangement: Arrangement, count: int, salt: int) -> int:
    """Steps of velocity more (or less) than written."""
    most = arrangement.humanise_ns / 1e6 * VELOCITY_PER_MS
    return round((drawn(arrangement.seed, count, salt + 128) - 0.5) * 2 * most) if most else 0


def drawn(seed: int, tick: int, salt: int) -> float:
    """A number 0..1 that looks like chance and is the same every time."""
    mixed = (seed * 0x9E3779B97F4A7C15 + tick * 0xBF58476D1CE4E5B9 + salt * 0x94D049BB133111EB) & (2**64 - 1)
    mixed ^= mixed >> 31
    mixed = mixed * 0xBF58476D1CE4E5B9 & (2**64 - 1)
    return (mixed >> 40) / (1 << 24)
