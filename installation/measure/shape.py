"""The shaping of a tune that is decoded already: register, loudness, timbre, articulation, tempo, mode.

Owns what each of the six does to a measure's symbols, exactly, and how they come together. Refuses to know gestures,
time and sound: loudness, timbre and tempo are figures here, which the sequencer and the sampler carry out.
The decoded measure stays as it is; at NEUTRAL the tune that is heard is that very measure.

The three that touch symbols are independent: mode moves pitches within the octave, register moves all of them by the
same distance (the scale moves along), articulation turns the ends of notes into rests and knows no pitch. Each may be
done before or after the others. Only then is what lies outside PITCH_LOW..PITCH_HIGH brought back by octaves.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from installation.score import HOLD, MODES, PITCH_HIGH, PITCH_LOW, REST, Measure
from installation.settings import BOUNDS

OCTAVE = 12
Symbols = tuple[int, ...]


class Shape(Struct, frozen=True):
    """How the tune is shaped; the defaults leave it as it was decoded. Bounds: settings.BOUNDS."""

    register: int = 0  # semitones
    loudness: float = 0.0  # dB
    timbre: float = 0.0  # -1 dark .. 1 bright
    articulation: float = 1.0  # share of each note that sounds
    tempo: float = 1.0  # times the style's own
    mode: str = ""  # of score.MODES, or "": as decoded

    def as_tuple(self) -> tuple[float | str, ...]:
        """The six, for files and codes."""
        return (self.register, self.loudness, self.timbre, self.articulation, self.tempo, self.mode)


NEUTRAL = Shape()


def from_tuple(values: tuple[float | str, ...]) -> Shape:
    """The way back of `Shape.as_tuple`; () is NEUTRAL.

    Raises:
        ValueError: not six values, one outside its bounds, or no such mode; says which.
    """
    if not values:
        return NEUTRAL
    *figures, mode = values
    if len(figures) != len(BOUNDS) or not isinstance(mode, str) or (mode and mode not in MODES):
        raise ValueError(f"a shape is {', '.join(BOUNDS)} and a mode, not {values}")
    found = []
    for (name, (low, _, high)), value in zip(BOUNDS.items(), figures, strict=True):
        if isinstance(value, str) or not low <= value <= high:
            raise ValueError(f"{name} must be {low:g}..{high:g}, not {value!r}")
        found.append(float(value))
    register, loudness, timbre, articulation, tempo = found
    return Shape(round(register), loudness, timbre, articulation, tempo, mode)


@lru_cache(maxsize=256)
def shaped(measure: Measure, shape: Shape, tonic: int) -> Measure:
    """The measure that is heard, in the style's key (`tonic` is a pitch class)."""
    if not shape.register and not shape.mode and shape.articulation >= 1.0:
        return measure
    symbols = in_mode(within(measure.symbols), shape.mode, tonic)
    return Measure(within(shortened(transposed(symbols, shape.register), shape.articulation)))


def transposed(symbols: Symbols, semitones: int) -> Symbols:
    """Every pitch so much higher; it may leave PITCH_LOW..PITCH_HIGH."""
    return tuple(symbol + semitones if symbol < HOLD else symbol for symbol in symbols)


def in_mode(symbols: Symbols, mode: str, tonic: int) -> Symbols:
    """Every pitch drawn to the nearest of the mode's scale on `tonic`, of two equally near ones to the lower.

    Raises:
        KeyError: there is no such mode ("" is: it leaves everything as it is).
    """
    if not mode:
        return symbols
    moves = _moves(mode)
    return tuple(symbol + moves[(symbol - tonic) % OCTAVE] if symbol < HOLD else symbol for symbol in symbols)


@lru_cache(maxsize=16)
def _moves(mode: str) -> tuple[int, ...]:
    """By how much each of the twelve degrees above the tonic moves; (12,)."""
    scale = {step + octave for step in MODES[mode] for octave in (-OCTAVE, 0, OCTAVE)}
    near = [min(scale, key=lambda step: (abs(step - degree), step)) for degree in range(OCTAVE)]
    return tuple(step - degree for degree, step in enumerate(near))


def shortened(symbols: Symbols, share: float) -> Symbols:
    """Of each note the first `share` of its ticks sounds, at least one; what the bar before has left over does not."""
    if share >= 1.0:
        return symbols
    found = list(symbols)
    until = 0  # tick up to which the note that sounds may go on
    for tick, symbol in enumerate(symbols):
        if symbol < HOLD:
            until = tick + max(1, int(_length(symbols, tick) * share + 0.5))
        elif tick >= until:
            found[tick] = REST
    return tuple(found)


def _length(symbols: Symbols, tick: int) -> int:
    """Ticks of the note that begins at `tick`, up to the next onset, rest or bar line."""
    end = tick + 1
    while end < len(symbols) and symbols[end] == HOLD:
        end += 1
    return end - tick


def within(symbols: Symbols) -> Symbols:
    """Pitches outside PITCH_LOW..PITCH_HIGH come back by whole octaves."""
    return tuple(_within(symbol) if symbol < HOLD else symbol for symbol in symbols)


def _within(pitch: int) -> int:
    while pitch > PITCH_HIGH:
        pitch -= OCTAVE
    while pitch < PITCH_LOW:
        pitch += OCTAVE
    return pitch


def heard_pitch(pitch: int, shape: Shape, tonic: int) -> int:
    """Where one pitch of the decoded measure is heard."""
    return within(transposed(in_mode((pitch,), shape.mode, tonic), shape.register))[0]
