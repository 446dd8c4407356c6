"""SoundFont 2.04, read-only: bytes in, presets out, each preset's instrument only when asked for.

Owns the file format: chunks, zones, generators, modulators. Refuses to open files, and to trust one: every count,
offset and range is checked before it is used, so that a hostile file costs no more than its own size.
Known departures, as FluidSynth 2.3.1 has them too: initial attenuation counts 0.4 times (what the first hardware
did and every bank since was tuned to). Of modulators, those whose sources are velocity or key count; the default
ones for controllers are played by whoever turns MIDI into events. Others are listed in `ignored`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from installation.sampler import generators as g
from installation.sampler.bank import Instrument
from installation.sampler.generators import Zone
from installation.sampler.pool import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from installation.sampler.region import Region

MOST_REGIONS = 4_096
"""Of one preset: real ones have some hundreds at most."""
MOST_FRAMES = 1 << 26
"""Of one preset's samples together: 67 million, twenty-three minutes."""
_TABLES: dict[bytes, np.dtype[np.void]] = {
    b"phdr": np.dtype([("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("rest", "V12")]),
    b"pbag": np.dtype([("generator", "<u2"), ("modulator", "<u2")]),
    b"pmod": np.dtype([("source", "<u2"), ("goal", "<u2"), ("amount", "<i2"), ("by", "<u2"), ("shape", "<u2")]),
    b"pgen": np.dtype([("kind", "<u2"), ("amount", "<i2")]),
    b"inst": np.dtype([("name", "S20"), ("bag", "<u2")]),
    b"shdr": np.dtype([
        ("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"), ("loop_end", "<u4"),
        ("rate", "<u4"), ("key", "u1"), ("correction", "i1"), ("link", "<u2"), ("type", "<u2"),
    ]),
}  # fmt: skip
_SAME = {b"ibag": b"pbag", b"imod": b"pmod", b"igen": b"pgen"}


class SoundFontError(ValueError):
    """The bytes are no SoundFont, or one that contradicts itself; the text says where."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What a MIDI bank and program stand for."""

    bank: int
    program: int
    name: str


@dataclass(slots=True)
class SoundFont:
    """A parsed file: `presets` are listed at once, sound is taken from `smpl` when an instrument is asked for."""

    tables: dict[bytes, np.ndarray]
    sound: np.ndarray  # (N,) int16
    fine: np.ndarray | None = None  # (N,) uint8: eight bits more of each frame, where the file has them
    presets: tuple[Preset, ...] = ()
    ignored: set[str] = field(default_factory=set)

    def instrument(self, bank: int, program: int) -> Instrument:
        """The instrument of a preset: its regions, and the samples that they use.

        Raises:
            KeyError: no such preset.
            SoundFontError: it contradicts itself.
        """
        for row, preset in enumerate(self.presets):
            if (preset.bank, preset.program) == (bank, program):
                return self._instrument(row, preset)
        raise KeyError(f"no preset {bank}:{program}")

    def _instrument(self, row: int, preset: Preset) -> Instrument:
        regions: list[Region] = []
        numbers: dict[tuple[int, ...], int] = {}
        samples: list[Sample] = []
        for zone in self._zones_of(row):
            found = self._region(zone, numbers, samples)
            if found is not None:
                regions.append(found)
            if len(regions) > MOST_REGIONS:
                raise SoundFontError(f"preset {preset.name}: more than {MOST_REGIONS} regions")
        if not regions:
            raise SoundFontError(f"preset {preset.name}: nothing in it can sound")
        return Instrument(f"{preset.bank}:{preset.program} {preset.name}", tuple(samples), tuple(regions))

    def _zones_of(self, row: int) -> Iterator[Zone]:
        """Every instrument zone as every preset zone that names the instrument shapes it."""
        instruments = self.tables[b"inst"]
        for outer in self._zones(b"phdr", row, b"p", g.INSTRUMENT):
            number = outer.amounts[g.INSTRUMENT]
            if not 0 <= number < len(instruments) - 1:
                raise SoundFontError(f"a preset names instrument {number}; there are {len(instruments) - 1}")
            for inner in self._zones(b"inst", number, b"i", g.SAMPLE):
                both = g.combined(outer, inner)
                if both is not None:
                    yield both

    def _zones(self, table: bytes, row: int, letter: bytes, last: int) -> Iterator[Zone]:
        """The zones of a preset or instrument, with the global zone's values in each."""
        heads, bags = self.tables[table], self.tables[letter + b"bag"]
        common = Zone({}, [])
        first, after = int(heads[row]["bag"]), int(heads[row + 1]["bag"])
        if not first <= after < len(bags):
            raise SoundFontError(f"{table.decode()} {row}: its zones {first}..{after} are not there")
        for bag in range(first, min(after, first + MOST_REGIONS)):
            zone = g.over(common, self._zone(bags, bag, letter))
            if last in zone.amounts:
                yield zone
            elif bag == first:
                common = zone

    def _zone(self, bags: np.ndarray, bag: int, letter: bytes) -> Zone:
        """What one bag holds."""
        kinds = {"generator": self.tables[letter + b"gen"], "modulator": self.tables[letter + b"mod"]}
        parts = {}
        for name, rows in kinds.items():
            first, after = int(bags[bag][name]), int(bags[bag + 1][name])
            if not first <= after <= len(rows):
                raise SoundFontError(
                    f"{letter.decode()}bag {bag}: its {name}s {first}..{after} are not there"
                )
            parts[name] = rows[first : min(after, first + 256)]
        amounts = {int(row["kind"]): int(row["amount"]) for row in parts["generator"]}
        return Zone(amounts, [tuple(map(int, row.tolist())) for row in parts["modulator"]])

    def _region(
        self, zone: Zone, numbers: dict[tuple[int, ...], int], samples: list[Sample]
    ) -> Region | None:
        """The region of a zone, its sample put among `samples` if it is not there yet."""
        heads = self.tables[b"shdr"]
        number = zone.amounts[g.SAMPLE]
        if not 0 <= number < len(heads) - 1:
            raise SoundFontError(f"a zone names sample {number}; there are {len(heads) - 1}")
        head = heads[number]
        if head["type"] & 0x8000:
            self.ignored.add("samples in ROM")
            return None
        span = g.span(zone, head)
        if span not in numbers:
            numbers[span] = len(samples)
            samples.append(self._sample(span, head))
            if sum(len(sample.frames) for sample in samples) > MOST_FRAMES:
                raise SoundFontError(f"a preset uses more than {MOST_FRAMES} frames of sound")
        return g.region(zone, head, numbers[span], self.ignored)

    def _sample(self, span: tuple[int, ...], head: np.void) -> Sample:
        start, end, loop_start, loop_end = span
        name = head["name"].decode("latin-1")
        if not 0 <= start < end <= len(self.sound):
            raise SoundFontError(f"sample {name}: frames {start}..{end} of {len(self.sound)}")
        frames = self.sound[start:end].astype(np.float32) / np.float32(32_768)
        if self.fine is not None:
            frames += self.fine[start:end].astype(np.float32) / np.float32(1 << 23)
        first, after = max(loop_start - start, 0), min(loop_end, end) - start
        loop = (first, after) if loop_end > loop_start and 0 <= first < after - 1 else None
        try:
            return Sample(frames, float(head["rate"]), loop)
        except ValueError as error:
            raise SoundFontError(f"sample {name}: {error}") from error


def parse(data: bytes) -> SoundFont:
    """Read a SoundFont's tables.

    Raises:
        SoundFontError: the bytes are no SoundFont 2, are cut short, or contradict themselves.
    """
    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"sfbk":
        raise SoundFontError("no SoundFont: it does not begin with RIFF ... sfbk")
    chunks: dict[bytes, memoryview] = {}
    for name, body in _chunks(memoryview(data)[12:], "file"):
        if name == b"LIST" and bytes(body[:4]) in {b"sdta", b"pdta"}:
            chunks.update(_chunks(body[4:], bytes(body[:4]).decode()))
    tables = {name: _table(name, chunks) for name in (*_TABLES, *_SAME)}
    if b"smpl" not in chunks:
        raise SoundFontError("no sound in it: no smpl chunk")
    sound = np.frombuffer(chunks[b"smpl"][: len(chunks[b"smpl"]) // 2 * 2], "<i2")
    heads = tables[b"phdr"][:-1]
    presets = (Preset(int(h["bank"]), int(h["program"]), h["name"].decode("latin-1")) for h in heads)
    fine = np.frombuffer(chunks.get(b"sm24", b""), np.uint8)
    whole = (
        fine[: len(sound)] if len(sound) <= len(fine) <= len(sound) + 1 else None
    )  # else no 24 bits, says 6.2
    return SoundFont(tables, sound, whole, tuple(presets))


def _chunks(body: memoryview, where: str) -> Iterator[tuple[bytes, memoryview]]:
    """RIFF chunks in a row: (name, bytes)."""
    place = 0
    while place + 8 <= len(body):
        name, size = bytes(body[place : place + 4]), int.from_bytes(body[place + 4 : place + 8], "little")
        if place + 8 + size > len(body):
            raise SoundFontError(
                f"{where}: chunk {name!r} claims {size} bytes, {len(body) - place - 8} are left"
            )
        yield name, body[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


def _table(name: bytes, chunks: dict[bytes, memoryview]) -> np.ndarray:
    """One of the nine tables; each ends with a row that only marks the end."""
    kind = _TABLES[_SAME.get(name, name)]
    body = chunks.get(name)
    if body is None or len(body) % kind.itemsize or len(body) < kind.itemsize:
        raise SoundFontError(f"table {name.decode()} is missing or has no whole number of rows")
    return np.frombuffer(body, kind)
