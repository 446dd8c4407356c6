"""The bank: everything that may sound, as a handful of read-only arrays.

Owns how instruments become tables: regions, copies of their samples, and one pool of sound.
Refuses to know files: it is built from values, and can be taken apart into arrays that another process maps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from installation.sampler.pool import COPY, FIRST_RATIO, OVERSAMPLING, Sample, copies_of
from installation.sampler.region import REGION, Region, modulator_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from installation.sampler.modulator import Modulator

ENGINE_HZ = 48_000.0
INSTRUMENT = np.dtype([("first", np.int32), ("count", np.int32)])
_MOVES_PITCH = {"cents", "pitch_envelope", "lfo_pitch", "vibrato_pitch"}
MOST_CENTS = 12_000.0
"""No sound is left in a copy for more than ten octaves."""
MARGIN_CENTS = 100.0
"""Room left for vibrato and bends when the copies of a sample are chosen."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A name, its samples, and the regions that say when which of them sounds.

    Raises:
        ValueError: no regions, or a region that names a sample which is not there.
    """

    name: str
    samples: tuple[Sample, ...]
    regions: tuple[Region, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot sound."""
        for region in self.regions:
            if not 0 <= region.sample < len(self.samples):
                raise ValueError(f"instrument {self.name}: no sample {region.sample}")
        if not self.regions:
            raise ValueError(f"instrument {self.name} has no regions")


@dataclass(frozen=True, slots=True)
class Bank:
    """pool (P,) float32; copies (C,) COPY; regions (R,) REGION; modulators (M,) MODULATOR; instruments (I,) INSTRUMENT.

    `names` are those of the I.
    """

    pool: np.ndarray
    copies: np.ndarray
    regions: np.ndarray
    modulators: np.ndarray
    instruments: np.ndarray
    names: tuple[str, ...]

    def number(self, name: str) -> int:
        """The instrument's number.

        Raises:
            KeyError: no instrument of that name.
        """
        try:
            return self.names.index(name)
        except ValueError:
            raise KeyError(f"no instrument {name!r}; there are {', '.join(self.names)}") from None

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it but the names, for a process that shares the memory."""
        return {name: getattr(self, name) for name in ARRAYS}


ARRAYS = ("pool", "copies", "regions", "modulators", "instruments")


def bank_of(
    instruments: Iterable[Instrument], engine_hz: float = ENGINE_HZ, oversampling: int = OVERSAMPLING
) -> Bank:
    """Oversample and prefilter every sample as far as its regions' keys need, and lay all in one pool."""
    pieces: list[np.ndarray] = [np.zeros(8, np.float32)]
    copies: list[np.ndarray] = []
    regions: list[np.ndarray] = []
    modulators: list[Modulator] = []
    table: list[tuple[int, int]] = []
    names: list[str] = []
    for instrument in instruments:
        placed = _place(instrument, (engine_hz, oversampling), sum(map(len, pieces)), len(copies))
        pieces += placed[0]
        copies += placed[1]
        table.append((len(regions), len(instrument.regions)))
        for region in instrument.regions:
            regions.append(region.row(engine_hz, placed[2][region.sample], len(modulators)))
            modulators += region.modulators
        names.append(instrument.name)
    return Bank(
        pool=_frozen(np.concatenate(pieces)),
        copies=_frozen(np.array(copies, COPY)),
        regions=_frozen(np.array(regions, REGION)),
        modulators=_frozen(modulator_rows(modulators, engine_hz)),
        instruments=_frozen(np.array(table, INSTRUMENT)),
        names=tuple(names),
    )


def _place(
    instrument: Instrument, rates: tuple[float, int], first: int, row: int
) -> tuple[list[np.ndarray], list[np.ndarray], dict[int, tuple[int, int]]]:
    """Pool pieces and copy rows of one instrument, and which rows (first, count) are each sample's."""
    ratios = _highest_ratios(instrument.regions)
    pieces: list[np.ndarray] = []
    rows: list[np.ndarray] = []
    where: dict[int, tuple[int, int]] = {}
    for number, ratio in ratios.items():
        found, copies = copies_of(instrument.samples[number], ratio, rates[0], first, rates[1])
        where[number] = (row + len(rows), len(copies))
        first += sum(map(len, found))
        pieces += found
        rows += copies
    return pieces, rows, where


def _highest_ratios(regions: Sequence[Region]) -> Mapping[int, float]:
    """The fastest that each sample is played by any region."""
    ratios: dict[int, float] = {}
    for region in regions:
        shifts = [(key - region.root) * region.cents_per_key for key in (region.key_low, region.key_high)]
        moving = (
            max(region.pitch_envelope, 0.0) + abs(region.lfo.pitch_cents) + abs(region.vibrato.pitch_cents)
        )
        moving += sum(abs(one.amount) for one in region.modulators if one.goal in _MOVES_PITCH)
        cents = min(max(shifts) + region.cents + moving + max(region.pressed.cents, 0.0), MOST_CENTS)
        within = cents <= 1200.0 * np.log2(FIRST_RATIO)
        ratio = FIRST_RATIO if within else 2.0 ** ((cents + MARGIN_CENTS) / 1200.0)
        ratios[region.sample] = max(ratio, ratios.get(region.sample, FIRST_RATIO))
    return ratios


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
