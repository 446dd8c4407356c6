"""A Standard MIDI File as events of the engine: sixteen channels, sixteen parts.

Owns what notes, pedals, wheels and controllers mean here. Refuses to render.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import mido
import numpy as np

from installation.sampler.event import ALL_PARTS, EVENT, Kind

if TYPE_CHECKING:
    from pathlib import Path

DRUM_CHANNEL = 9
DRUM_BANK = 128
BEND_CENTS = 200.0
LONGEST_S = 4 * 3600.0


class MidiError(Exception):
    """The file is no Standard MIDI File; the text names it."""


@dataclass(slots=True)
class _Channel:
    """What a channel remembers."""

    bank: int = 0
    program: int = 0
    volume: int = 100
    expression: int = 127
    bend_cents: float = BEND_CENTS
    wheel: int = 0
    pressure: int = 0
    parameter: tuple[int, int] = (127, 127)
    open: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def level(self) -> float:
        return (self.volume / 127) ** 2 * (self.expression / 127) ** 2


class _Reader:
    """Turns messages into rows, remembering each channel."""

    def __init__(self, rate_hz: float) -> None:
        self.rate_hz = rate_hz
        self.rows: list[tuple[int, float, float, int, int, int, int]] = []
        self.presets: dict[tuple[int, int], int] = {}
        self.notes = 0
        self.channels = [_Channel() for _ in range(16)]
        for number in range(16):
            self.add(0, Kind.LEVEL, number, value=self.channels[number].level)
            self.choose(0, number)

    def add(
        self, frame: int, kind: Kind, part: int, *, pitch: float = 0, value: float = 0, note: int = 0
    ) -> None:
        self.rows.append((frame, pitch, value, note, kind, part, 0))

    def choose(self, frame: int, number: int) -> None:
        """Let the channel play its bank and program, numbered in the order of their first use."""
        channel = self.channels[number]
        bank = DRUM_BANK if number == DRUM_CHANNEL else channel.bank
        preset = self.presets.setdefault((bank, channel.program), len(self.presets))
        self.add(frame, Kind.INSTRUMENT, number, note=preset)

    def take(self, frame: int, message: Any) -> None:
        """One message of a channel."""
        channel, number = self.channels[message.channel], message.channel
        if message.type == "note_on" and message.velocity:
            channel.open[message.note].append(self.notes)
            self.add(frame, Kind.START, number, pitch=message.note, value=message.velocity, note=self.notes)
            self.notes += 1
        elif message.type in {"note_on", "note_off"}:
            for note in channel.open.pop(message.note, []):
                self.add(frame, Kind.STOP, number, note=note)
        elif message.type == "program_change":
            channel.program = message.program
            self.choose(frame, number)
        elif message.type == "pitchwheel":
            self.add(frame, Kind.BEND, number, value=message.pitch / 8192 * channel.bend_cents)
        elif message.type == "aftertouch":
            channel.pressure = message.value
            self.vibrate(frame, number)
        elif message.type == "control_change":
            self.control(frame, number, message.control, message.value)

    def vibrate(self, frame: int, number: int) -> None:
        """The wheel and the pressure on all keys deepen the vibrato alike, and add up."""
        channel = self.channels[number]
        self.add(frame, Kind.VIBRATO, number, value=(channel.wheel + channel.pressure) / 127)

    def control(self, frame: int, number: int, control: int, value: int) -> None:
        """One controller."""
        channel = self.channels[number]
        if control == 0:
            channel.bank = value
        elif control == 1:
            channel.wheel = value
            self.vibrate(frame, number)
        elif control in {7, 11}:
            channel.volume, channel.expression = (
                (value, channel.expression) if control == 7 else (channel.volume, value)
            )
            self.add(frame, Kind.LEVEL, number, value=channel.level)
        elif control in {100, 101}:
            high, low = channel.parameter
            channel.parameter = (value, low) if control == 101 else (high, value)
        elif control == 6 and channel.parameter == (0, 0):
            channel.bend_cents = 100.0 * value
        elif control == 120:
            self.add(frame, Kind.CUT, number)
        elif control == 123:
            for note in [note for notes in channel.open.values() for note in notes]:
                self.add(frame, Kind.STOP, number, note=note)
            channel.open.clear()
        elif control in _PLAIN:
            kind, scale = _PLAIN[control]
            self.add(frame, kind, number, value=scale(value))


_PLAIN: dict[int, tuple[Kind, Any]] = {
    10: (Kind.PAN, lambda value: max((value - 64) / 63, -1.0)),
    64: (Kind.SUSTAIN, lambda value: float(value >= 64)),
    91: (Kind.SEND, lambda value: 0.5 * value / 127),
}


@dataclass(frozen=True, slots=True)
class Score:
    """What a file asks for: events in order, the presets (bank, program) by instrument number, its length."""

    events: np.ndarray
    presets: tuple[tuple[int, int], ...]
    frames: int


def score_of(path: Path, rate_hz: float = 48_000.0) -> Score:
    """Read a Standard MIDI File.

    Raises:
        MidiError: it cannot be read, is none, or is longer than four hours.
    """
    reader, now_s = _Reader(rate_hz), 0.0
    try:
        for message in mido.MidiFile(path, clip=True):
            now_s += message.time
            if now_s > LONGEST_S:
                raise MidiError(f"{path}: longer than four hours")
            if not message.is_meta and hasattr(message, "channel"):
                reader.take(round(now_s * rate_hz), message)
    except (OSError, ValueError, EOFError, KeyError, IndexError, TypeError, mido.KeySignatureError) as error:
        raise MidiError(f"{path}: no MIDI file ({error})") from error
    end = round(now_s * rate_hz)
    reader.rows += [(end, 0.0, 0.0, 0, Kind.SUSTAIN, part, 0) for part in range(16)]
    reader.rows.append((end, 0.0, 0.0, 0, Kind.END_ALL, ALL_PARTS, 0))
    return Score(np.array(reader.rows, EVENT), tuple(reader.presets), end)
