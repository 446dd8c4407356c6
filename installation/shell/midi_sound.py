"""A MIDI file, rendered: which instruments play it, and the sound as a file.

Owns the offline path of `./play sound`. Refuses to know MIDI messages (midi_events.py) and the engine's inside.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import Kind
from installation.sampler.master import LOOK_AHEAD
from installation.sampler.soundfont import SoundFont, parse
from installation.shell.instruments import read, there

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from installation.shell.midi_events import Score

RATE_HZ = 48_000
BLOCK = 4_800
TAIL_S = 8.0
SILENT = 10 ** (-90 / 20)
FORMATS = {".wav": "FLOAT", ".flac": "PCM_24", ".ogg": "VORBIS"}
OVERSAMPLING = {"draft": 1, "good": 2, "best": 4}
"""Pool frames a sample frame, by the word for it."""
_FAMILIES = {
    range(8): "kalimba", range(8, 16): "marimba", range(24, 32): "harp", range(32, 40): "bass",
    range(40, 56): "pad", range(72, 80): "flute", range(88, 104): "pad", range(112, 120): "bell",
}  # fmt: skip
"""General MIDI's families, played by what comes nearest to them here; the rest by the kalimba."""


def own_bank(
    presets: tuple[tuple[int, int], ...], instrument: str | None, interpolation: str = "good"
) -> Bank:
    """Our own instruments in the order of the score's presets: all as `instrument`, or as the families say.

    Raises:
        InstrumentError: no such instrument.
    """
    names = [instrument or _family(bank, program) for bank, program in presets]
    found = {name: read(name) for name in dict.fromkeys(names)}
    return _in_order([found[name] for name in names], interpolation)


def _family(bank: int, program: int) -> str:
    if bank == 128:
        return "percussion"
    name = next((name for programs, name in _FAMILIES.items() if program in programs), "kalimba")
    return name if name in there() else there()[0]


def _in_order(wanted: list[Instrument], interpolation: str) -> Bank:
    """A bank whose instrument k is `wanted[k]`; what is wanted twice is held once."""
    held = list({id(one): one for one in wanted}.values())
    bank = bank_of(held, oversampling=OVERSAMPLING[interpolation])
    rows = [next(k for k, one in enumerate(held) if one is this) for this in wanted]
    return replace(bank, instruments=bank.instruments[rows], names=tuple(one.name for one in wanted))


def one_bank(
    instrument: Instrument, presets: tuple[tuple[int, int], ...], interpolation: str = "good"
) -> Bank:
    """A bank that plays every preset on one instrument."""
    return _in_order([instrument] * len(presets), interpolation)


def font_bank(
    font: SoundFont,
    presets: tuple[tuple[int, int], ...],
    chosen: tuple[int, int] | None,
    interpolation: str = "good",
) -> Bank:
    """Presets of a SoundFont in the order of the score's; one that is not there is replaced by a near one.

    Raises:
        SoundFontError: the font contradicts itself.
        KeyError: `chosen` is not in it.
    """
    names = [chosen or _nearest(font, *preset) for preset in presets]
    found = {name: font.instrument(*name) for name in dict.fromkeys(names)}
    return _in_order([found[name] for name in names], interpolation)


def _nearest(font: SoundFont, bank: int, program: int) -> tuple[int, int]:
    """The preset itself, else the same program of bank 0, else the bank's first, else the font's first."""
    there_are = [(preset.bank, preset.program) for preset in font.presets]
    wishes = [
        (bank, program),
        (0 if bank != 128 else 128, program),
        *(one for one in there_are if one[0] == bank),
    ]
    return next((wish for wish in wishes if wish in there_are), there_are[0])


def open_font(path: Path) -> SoundFont:
    """Read a SoundFont's tables.

    Raises:
        OSError: the file cannot be read.
        SoundFontError: it is no SoundFont.
    """
    return parse(path.read_bytes())


def rendered(score: Score, bank: Bank, *, dry: bool = False, polyphony: int = 256) -> Iterator[np.ndarray]:
    """The sound in blocks of (N, 2), until all is silent or eight seconds after the last event."""
    engine = Engine(bank, polyphony, BLOCK, dry=dry)
    ahead = 0 if dry else LOOK_AHEAD
    events, place = score.events[np.argsort(score.events["frame"], kind="stable")], 0
    last = score.frames + int(TAIL_S * RATE_HZ)
    while engine.frame < last:
        after = int(np.searchsorted(events["frame"], engine.frame + BLOCK))
        for first in range(place, after, 4_000):
            engine.schedule(events[first : min(first + 4_000, after)])
        place = after
        block = engine.render(BLOCK)
        yield block[ahead:]
        ahead = 0
        if engine.frame > score.frames and np.abs(block).max() < SILENT:
            return


def write(path: Path, blocks: Iterator[np.ndarray]) -> tuple[float, float]:
    """Write blocks as WAV, FLAC or Ogg; (seconds, highest sample).

    Raises:
        ValueError: a kind of file that is not one of the three.
    """
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path}: a sound file ends in {', '.join(FORMATS)}")
    frames, peak = 0, 0.0
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, FORMATS[path.suffix.lower()]) as file:
        for block in blocks:
            file.write(block)
            frames += len(block)
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
    return frames / RATE_HZ, peak


def note_count(score: Score) -> int:
    """How many notes a score has."""
    return int((score.events["kind"] == Kind.START).sum())
