"""Mutated SoundFonts: each seed spoils a small file somewhere; reading and playing it may only refuse it."""

from __future__ import annotations

import resource
import time

import numpy as np

from installation.sampler.bank import bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT
from installation.sampler.soundfont import SoundFontError, parse
from tests.fakes.soundfont import FontPreset, FontSample, FontZone, soundfont_bytes

TRIALS = 100_000
LONGEST_S = 5.0
MOST_MEMORY_KB = 4_000_000

_ZONES = [
    FontZone([(48, 30), (8, 9_000)]),
    FontZone([(43, 64 << 8), (8, 7_000), (9, 100), (11, 1_200), (26, -3_000), (54, 1), (53, 0)]),
    FontZone(
        [(43, 65 | 127 << 8), (5, 30), (24, 200), (6, 20), (54, 3), (53, 1)],
        [
            (0x0102, 8, -2_400, 0, 0),
            (0x0A03, 34, 2_400, 0x0D02, 0),
            (0x0502, 48, 700, 0, 0),
            (0x0002, 51, 9, 3, 2),
        ],
    ),
]
SEED_FILE = soundfont_bytes(
    [
        FontSample(np.linspace(-1, 1, 200), 22_050, 60, (50, 150)),
        FontSample(np.sin(np.arange(300) / 9), 44_100, 72, (20, 290)),
    ],
    [FontPreset(_ZONES), FontPreset(_ZONES[:2], 0, 3, [(51, 5), (43, 30 | 90 << 8)], [(0x0002, 9, 200, 0, 0)])],
    fine=True,
)  # fmt: skip


def spoiled(seed: int) -> bytes:
    """The file with some bytes changed, repeated, cut out or cut off."""
    chance, data = np.random.default_rng(seed), bytearray(SEED_FILE)
    for _ in range(chance.integers(1, 8)):
        place = int(chance.integers(max(len(data), 1)))
        match chance.integers(5):
            case 0 if place < len(data):
                data[place] = int(chance.integers(256))
            case 1:
                data[place : place + 4] = chance.choice([b"\xff\xff\xff\xff", bytes(4), b"\xff\xff\xff\x7f"])
            case 2:
                del data[place : place + int(chance.integers(1, 60))]
            case 3:
                data[place:place] = data[place : place + int(chance.integers(1, 60))]
            case _:
                data = data[: max(place, 8)]
    return bytes(data)


def trial(seed: int) -> str:
    """What went wrong with that seed, or nothing."""
    began = time.process_time()
    try:
        _play(spoiled(seed))
    except SoundFontError:
        pass
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
        return f"{type(error).__name__}: {error}"
    if time.process_time() - began > LONGEST_S:
        return f"took {time.process_time() - began:.1f} s of the processor"
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"used {used} KB" if used > MOST_MEMORY_KB else ""


def _play(data: bytes) -> None:
    font = parse(data)
    for preset in font.presets[:3]:
        engine = Engine(bank_of([font.instrument(preset.bank, preset.program)]), 8, 512)
        engine.schedule(np.array([(0, 60, 100, 1, 0, 0, 0), (300, 0, 0, 1, 1, 0, 0)], EVENT))
        sound = engine.render(512)
        if not np.isfinite(sound).all() or np.abs(sound).max() > 1:
            raise ValueError("the sound is not finite, or too loud")
