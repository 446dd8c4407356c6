"""Writes small SoundFonts: for tests of the reader, and for playing the same font on two samplers."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class FontSample:
    """(N,) floats -1..1 with a root key and a loop (first, after)."""

    frames: np.ndarray
    rate: int = 48_000
    root: int = 60
    loop: tuple[int, int] = (0, 0)
    correction: int = 0


@dataclass(frozen=True, slots=True)
class FontZone:
    """Generators in the order of the file: (kind, amount); the last names the sample (53) or instrument (41)."""

    generators: list[tuple[int, int]]
    modulators: list[tuple[int, int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FontPreset:
    """A preset with one instrument."""

    zones: list[FontZone]
    bank: int = 0
    program: int = 0
    over: list[tuple[int, int]] = field(default_factory=list)  # the preset zone's own generators
    over_modulators: list[tuple[int, int, int, int, int]] = field(default_factory=list)


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _zones(groups: list[list[FontZone]]) -> tuple[list[int], bytes, bytes, bytes]:
    """(first bag of each group and the end, bags, modulators, generators)."""
    firsts, bags, modulators, generators = [0], b"", b"", b""
    made = count = changed = 0
    for zones in groups:
        for zone in zones:
            bags += struct.pack("<HH", count, changed)
            generators += b"".join(
                struct.pack("<Hh", k, (a + 32_768) % 65_536 - 32_768) for k, a in zone.generators
            )
            modulators += b"".join(struct.pack("<HHhHH", *one) for one in zone.modulators)
            count, changed, made = count + len(zone.generators), changed + len(zone.modulators), made + 1
        firsts.append(made)
    bags += struct.pack("<HH", count, changed)
    return firsts, bags, modulators + bytes(10), generators + bytes(4)


def _split(frames: np.ndarray, *, fine: bool) -> tuple[bytes, bytes]:
    """Frames as 16 bits and eight more."""
    if not fine:
        return np.round(np.clip(frames, -1, 1) * 32_767).astype("<i2").tobytes(), b""
    whole = np.round(np.clip(frames, -1, 1 - 2**-23) * (1 << 23)).astype(np.int64)
    return (whole >> 8).astype("<i2").tobytes(), (whole & 0xFF).astype(np.uint8).tobytes()


def soundfont_bytes(samples: list[FontSample], presets: list[FontPreset], *, fine: bool = False) -> bytes:
    """A whole SoundFont 2.04 file; `fine`: with 24 bits a frame."""
    sound, more, heads, place = b"", b"", b"", 0
    for number, sample in enumerate(samples):
        whole = np.concatenate([sample.frames, np.zeros(46)])
        pieces = _split(whole, fine=fine)
        sound, more = sound + pieces[0], more + pieces[1]
        loop = (place + sample.loop[0], place + sample.loop[1])
        heads += struct.pack(
            "<20sIIIIIBbHH", f"s{number}".encode(), place, place + len(sample.frames), *loop, sample.rate, sample.root,
            sample.correction, 0, 1,
        )  # fmt: skip
        place += len(whole)
    heads += struct.pack("<20sIIIIIBbHH", b"EOS", *([0] * 9))
    inner = _zones([preset.zones for preset in presets])
    outer = _zones(
        [
            [FontZone([*preset.over, (41, number)], preset.over_modulators)]
            for number, preset in enumerate(presets)
        ]
    )
    names = b"".join(struct.pack("<20sH", f"i{k}".encode(), bag) for k, bag in enumerate(inner[0]))
    phdr = b""
    for preset, bag in zip([*presets, FontPreset([])], outer[0], strict=True):
        phdr += struct.pack("<20sHHHIII", b"preset", preset.program, preset.bank, bag, 0, 0, 0)
    tables = [
        (b"phdr", phdr), (b"pbag", outer[1]), (b"pmod", outer[2]), (b"pgen", outer[3]), (b"inst", names),
        (b"ibag", inner[1]), (b"imod", inner[2]), (b"igen", inner[3]), (b"shdr", heads),
    ]  # fmt: skip
    info = (
        _chunk(b"ifil", struct.pack("<HH", 2, 4))
        + _chunk(b"isng", b"EMU8000\0")
        + _chunk(b"INAM", b"test\0\0")
    )
    sdta = b"sdta" + _chunk(b"smpl", sound) + (_chunk(b"sm24", more) if fine else b"")
    body = b"sfbk" + _chunk(b"LIST", b"INFO" + info) + _chunk(b"LIST", sdta)
    body += _chunk(b"LIST", b"pdta" + b"".join(_chunk(*table) for table in tables))
    return b"RIFF" + struct.pack("<I", len(body)) + body
