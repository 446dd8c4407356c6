"""What may sound: regions (SFZ's word), as a person writes them and as the engine reads them.

Owns the meaning and the units of every region field and the layout of the table.
Refuses to know files, pools and voices: a region names its sample by a number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from installation.sampler.envelope import ENVELOPE
from installation.sampler.modulator import MODULATOR, Modulator

if TYPE_CHECKING:
    from collections.abc import Iterable

OPEN_CENTS = 13_500.0
"""Filter corner from which on a voice goes past the filter (19.9 kHz; cents over 8.176 Hz, as in SoundFonts)."""

REGION = np.dtype(
    [
        ("key_low", np.int16), ("key_high", np.int16),
        ("velocity_low", np.int16), ("velocity_high", np.int16),
        ("turn", np.int16), ("turns", np.int16),  # round robin: sounds at every note n with n % turns == turn
        ("chance_low", np.float32), ("chance_high", np.float32),  # sounds if chance_low <= chance < chance_high
        ("copy_first", np.int32), ("copies", np.int32),  # rows of the bank's copy table, by rising most_ratio
        ("start", np.float32),  # sample frames skipped at the start
        ("root", np.float32), ("cents_per_key", np.float32), ("cents", np.float32),
        ("gain", np.float32), ("velocity_track", np.float32), ("pan", np.float32), ("send", np.float32),
        ("cutoff", np.float32), ("resonance_db", np.float32),
        ("cutoff_key", np.float32), ("cutoff_velocity", np.float32), ("cutoff_envelope", np.float32),
        ("pitch_envelope", np.float32),
        ("volume", ENVELOPE), ("modulation", ENVELOPE),
        ("hold_key", np.float32), ("decay_key", np.float32),  # timecents a key, from key 60 down
        ("mod_hold_key", np.float32), ("mod_decay_key", np.float32),
        ("lfo_delay", np.float32), ("lfo_step", np.float32),  # frames; turns a frame
        ("lfo_pitch", np.float32), ("lfo_cutoff", np.float32), ("lfo_db", np.float32),
        ("vibrato_delay", np.float32), ("vibrato_step", np.float32), ("vibrato_pitch", np.float32),
        ("pressed_db", np.float32), ("pressed_cutoff", np.float32), ("pressed_cents", np.float32),
        ("pressed_low", np.float32), ("pressed_high", np.float32),
        ("wheel_cents", np.float32),
        ("modulator_first", np.int32), ("modulators", np.int32),  # rows of the bank's modulator table
        ("exclusive", np.int32), ("ended_by", np.int32),
        ("ended_softly", np.uint8), ("one_shot", np.uint8), ("until_release", np.uint8), ("touch", np.uint8),
        ("convex", np.uint8),
    ],
    align=True,
)  # fmt: skip
"""One row a region; times in frames at the engine's rate."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """DAHDSR. Decay and release are the times from full level to -100 dB (of a modulation: to zero)."""

    delay_s: float = 0.0
    attack_s: float = 0.001
    hold_s: float = 0.0
    decay_s: float = 0.0
    sustain: float = 1.0
    release_s: float = 0.2

    def row(self, rate_hz: float) -> tuple[float, ...]:
        """As the engine reads it."""
        times = (self.delay_s, self.attack_s, self.hold_s, self.decay_s)
        return (*(t * rate_hz for t in times), self.sustain, self.release_s * rate_hz)


@dataclass(frozen=True, slots=True)
class Oscillator:
    """A low-frequency triangle: what it moves, by how much at its ends."""

    delay_s: float = 0.0
    rate_hz: float = 5.0
    pitch_cents: float = 0.0
    cutoff_cents: float = 0.0
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Pressed:
    """How a held touch shapes a region: pressure 0 leaves it alone, pressure 1 adds all of this.

    The region sounds between pressures `low` and `high`, fading in over the first and out over the last;
    (0, 2) means always.
    """

    gain_db: float = 0.0
    cutoff_cents: float = 0.0
    cents: float = 0.0
    low: float = 0.0
    high: float = 2.0


@dataclass(frozen=True, slots=True)
class Region:
    """One region, in units for people. `sample` is its number among the samples given with it."""

    sample: int
    key_low: int = 0
    key_high: int = 127
    velocity_low: int = 0
    velocity_high: int = 127
    turn: int = 0
    turns: int = 1
    chance_low: float = 0.0
    chance_high: float = 1.0
    start_frames: float = 0.0
    root: float = 60.0
    cents_per_key: float = 100.0
    cents: float = 0.0
    gain_db: float = 0.0
    velocity_track: float = 1.0  # 1: level falls with the square of velocity; 0: not at all
    pan: float = 0.0  # -1..1
    send: float = 1.0  # into the room, times the part's
    cutoff_cents: float = OPEN_CENTS
    resonance_db: float = 0.0  # height of the filter's peak over flat
    cutoff_key: float = 0.0  # cents a key over 60
    cutoff_velocity: float = 0.0  # cents at velocity 127 against velocity 0
    cutoff_envelope: float = 0.0
    pitch_envelope: float = 0.0
    volume: Envelope = field(default_factory=Envelope)
    modulation: Envelope = field(default_factory=Envelope)
    hold_key: float = 0.0
    decay_key: float = 0.0
    mod_hold_key: float = 0.0
    mod_decay_key: float = 0.0
    lfo: Oscillator = field(default_factory=Oscillator)
    vibrato: Oscillator = field(default_factory=Oscillator)
    pressed: Pressed = field(default_factory=Pressed)
    touch: bool = False  # its level follows pressure, not velocity
    wheel_cents: float = 50.0  # how far the whole modulation wheel moves the second oscillator's pitch
    modulators: tuple[Modulator, ...] = ()
    exclusive: int = 0  # its class: a note of it ends what its part sounds that is `ended_by` this class
    ended_by: int = 0
    ended_softly: bool = False  # let go then, and not cut
    one_shot: bool = False  # goes on after its note has stopped
    convex: bool = False  # its modulation envelope rises fast and then slowly, as SoundFonts have it
    until_release: bool = False  # loops until its note stops, then plays on to its end

    def row(self, rate_hz: float, copies: tuple[int, int], modulator_first: int = 0) -> np.ndarray:
        """As the engine reads it; `copies` are (first, count) of the bank's copy table."""
        row = np.zeros((), REGION)
        for name in _SAME:
            row[name] = getattr(self, name)
        row["copy_first"], row["copies"] = copies
        row["modulator_first"], row["modulators"] = modulator_first, len(self.modulators)
        row["start"] = self.start_frames
        row["gain"], row["cutoff"] = 10 ** (self.gain_db / 20), self.cutoff_cents
        row["volume"], row["modulation"] = self.volume.row(rate_hz), self.modulation.row(rate_hz)
        row["lfo_delay"], row["lfo_step"] = self.lfo.delay_s * rate_hz, self.lfo.rate_hz / rate_hz
        row["lfo_pitch"], row["lfo_cutoff"] = self.lfo.pitch_cents, self.lfo.cutoff_cents
        row["lfo_db"] = self.lfo.gain_db
        row["vibrato_delay"], row["vibrato_step"] = (
            self.vibrato.delay_s * rate_hz,
            self.vibrato.rate_hz / rate_hz,
        )
        row["vibrato_pitch"] = self.vibrato.pitch_cents
        pressed = self.pressed
        row["pressed_db"], row["pressed_cutoff"] = pressed.gain_db, pressed.cutoff_cents
        row["pressed_cents"], row["pressed_low"], row["pressed_high"] = (
            pressed.cents,
            pressed.low,
            pressed.high,
        )
        return row


_SAME = (
    "key_low", "key_high", "velocity_low", "velocity_high", "turn", "turns", "chance_low", "chance_high",
    "root", "cents_per_key", "cents", "velocity_track", "pan", "send", "resonance_db", "cutoff_key",
    "cutoff_velocity", "cutoff_envelope", "pitch_envelope", "hold_key", "decay_key", "mod_hold_key",
    "mod_decay_key", "touch", "exclusive", "ended_by", "ended_softly", "one_shot", "until_release", "convex",
    "wheel_cents",
)  # fmt: skip
"""Fields that mean the same in both forms."""


def modulator_rows(modulators: Iterable[Modulator], rate_hz: float) -> np.ndarray:
    """The modulators as the engine reads them, (N,) MODULATOR."""
    return np.array([one.row(_place(one.goal), rate_hz) for one in modulators], MODULATOR)


def _place(goal: str) -> int:
    """Which of the row's 32-bit numbers a field is: "cutoff", "volume.attack".

    Raises:
        ValueError: there is no such field.
    """
    kind, place = np.dtype(REGION), 0
    for name in goal.split("."):
        if kind.fields is None or name not in kind.fields:
            raise ValueError(f"a region's row has no {goal!r}")
        kind, offset = kind.fields[name][:2]
        place += offset
    return place // 4
