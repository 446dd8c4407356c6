"""From what the world asks for to what the engine reads: names to numbers, in one table.

Owns the parts' numbers, the touch sounds' note numbers and the band that plays. Refuses to know devices and
processes: the door that plays live and the one that renders offline both read this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from installation.effects import (
    EndAllNotes,
    MuteSound,
    SeatBand,
    SetVolume,
    ShapeSound,
    SoundEffect,
    StartNote,
    StopNote,
)
from installation.sampler.event import EVENT, Kind
from installation.sampler.touches import FIRST_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.effects import TouchPad
    from installation.sampler.bank import Bank

PARTS = ("melody", "drone", "bass", "percussion", "touch", "preview")
"""The parts of the band, by number."""
TOUCH = PARTS.index("touch")
FIRST_TOUCH_NOTE = -1
"""Pad p sounds as note -1 - p; the world numbers its own notes from 0."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who plays a part, and how loud, where and how far away: gain and send in dB, pan -1..1."""

    instrument: str
    gain_db: float = 0.0
    pan: float = 0.0
    send_db: float = -14.0


BAND = {
    "melody": Seat("kalimba", send_db=-13.0),
    "drone": Seat("pad", -6.5, send_db=-8.0),
    "bass": Seat("bass", -1.0, send_db=-22.0),
    "percussion": Seat("percussion", -6.0, pan=0.1, send_db=-15.0),
    "touch": Seat("touch", send_db=-11.0),
    "preview": Seat("glass", 1.0, send_db=-8.0),
}
"""Who plays when a style says nothing else."""


def rows_of(effects: Iterable[SoundEffect], bank: Bank) -> np.ndarray:
    """The effects as (N,) EVENT in the same order, frames untouched; a part nobody knows plays as the melody."""
    pieces = [
        seating(bank, newly_seated(effect, bank), effect.frame, effect.tonic)
        if isinstance(effect, SeatBand)
        else np.array([_row(effect)], EVENT)
        for effect in effects
    ]
    return np.concatenate([np.zeros(0, EVENT), *pieces])


def newly_seated(effect: SeatBand, bank: Bank) -> dict[str, Seat]:
    """The band with these players in their seats; an instrument that the bank has not leaves its seat as it was."""
    seats = dict(BAND)
    for part, instrument in effect.instruments:
        if part in seats and instrument in bank.names:
            seats[part] = replace(seats[part], instrument=instrument)
    for part, more_db, pan in effect.mix:
        if part in seats:
            seats[part] = replace(seats[part], gain_db=seats[part].gain_db + more_db, pan=pan)
    louder = {part: replace(seat, gain_db=seat.gain_db + effect.gain_db) for part, seat in seats.items()}
    return those_there(louder, bank)


def those_there(band: dict[str, Seat], bank: Bank) -> dict[str, Seat]:
    """The seats whose instrument the bank has."""
    return {part: seat for part, seat in band.items() if seat.instrument in bank.names}


def _row(  # noqa: PLR0911 - a case an effect
    effect: StartNote | StopNote | TouchPad | EndAllNotes | SetVolume | MuteSound | ShapeSound,
) -> tuple[int, float, float, int, int, int, int]:
    if isinstance(effect, StartNote):
        part = PARTS.index(effect.part) if effect.part in PARTS else 0
        return (effect.frame, effect.pitch, float(effect.velocity), effect.note, Kind.START, part, 0)
    if isinstance(effect, StopNote):
        return (effect.frame, 0.0, 0.0, effect.note, Kind.STOP, 0, 0)
    if isinstance(effect, SetVolume):
        return (effect.frame, 0.0, _gain(effect.volume_db), 0, Kind.VOLUME, 0, 0)
    if isinstance(effect, MuteSound):
        return (effect.frame, 0.0, float(effect.muted), 0, Kind.MUTE, 0, 0)
    if isinstance(effect, ShapeSound):
        return (effect.frame, effect.timbre, _gain(effect.loudness_db), 0, Kind.SHAPE, 0, 0)
    if isinstance(effect, EndAllNotes):
        return (effect.frame, 0.0, 0.0, 0, Kind.END_ALL, 0, 0)
    note, pressure = (
        FIRST_TOUCH_NOTE - effect.pad,
        min(max(0.0, effect.pressure), 1.0),
    )  # no number is no touch
    return (effect.frame, float(FIRST_KEY + effect.pad), pressure, note, Kind.TOUCH, TOUCH, 0)


def seating(bank: Bank, band: dict[str, Seat], frame: int, tonic: int = 0) -> np.ndarray:
    """The events that seat the band: who plays each part, how loud, where, how far away, and the touches' key.

    Raises:
        KeyError: a part or an instrument that does not exist.
    """
    rows: list[tuple[int, float, float, int, int, int, int]] = []
    for name, seat in band.items():
        if name not in PARTS:
            raise KeyError(f"no part {name!r}; there are {', '.join(PARTS)}")
        part = PARTS.index(name)
        rows.append((frame, 0.0, 0.0, bank.number(seat.instrument), Kind.INSTRUMENT, part, 0))
        values = {Kind.LEVEL: _gain(seat.gain_db), Kind.PAN: seat.pan, Kind.SEND: _gain(seat.send_db)}
        rows += [(frame, 0.0, value, 0, kind, part, 0) for kind, value in values.items()]
    bend = 100.0 * ((tonic + 6) % 12 - 6)  # the textures stand on C; no further than half an octave
    rows.append((frame, 0.0, bend, 0, Kind.BEND, TOUCH, 0))
    return np.array(rows, EVENT)


def _gain(decibels: float) -> float:
    return float(10 ** (decibels / 20))
