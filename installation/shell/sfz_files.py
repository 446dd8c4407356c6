"""An SFZ instrument from its files: the text with what it includes, and the sounds that it names.

Owns which files may be read, how much of them, and the loops that a WAV file itself holds. Refuses to know opcodes
(sampler/sfz.py).
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import soundfile

from installation.sampler import sfz
from installation.sampler.bank import Instrument
from installation.sampler.pool import Sample
from installation.sampler.sfz_text import SfzError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from installation.sampler.region import Region

LONGEST_TEXT = 4_000_000
"""Bytes of one text."""
MOST_FRAMES = 1 << 26
"""Of an instrument's sounds together, each channel counted: 67 million, twenty-three minutes."""
_MOST_CHUNKS = 64
_LOOP_AT = 36
"""Bytes of a `smpl` chunk before its first loop."""


def sfz_instrument(path: Path) -> tuple[Instrument, set[str]]:
    """An SFZ instrument with its sound files, and the opcodes that are not played.

    Raises:
        OSError: a file cannot be read.
        SfzError: the text is no SFZ, or names a file outside its folder and the folder above.
    """
    parsed = sfz.parse(_text(path), lambda name: _text(_near(path, name)))
    numbers: dict[tuple[str, tuple[int, int] | None, int | None, bool | None], int] = {}
    samples: list[Sample] = []
    regions: list[Region] = []
    left = MOST_FRAMES
    for one in parsed.regions:
        wish = (one.file, one.loop, one.end, one.looped)
        if wish not in numbers:
            numbers[wish] = len(samples)
            sample, taken = _sample(path, one, left)
            samples.append(sample)
            left -= taken
        regions.append(replace(one.region, sample=numbers[wish]))
    return Instrument(path.stem, tuple(samples), tuple(regions)), parsed.ignored


def _text(path: Path) -> str:
    if path.stat().st_size > LONGEST_TEXT:
        raise SfzError(f"{path}: longer than {LONGEST_TEXT} bytes")
    return path.read_text("utf-8", errors="replace")


def _near(path: Path, name: str) -> Path:
    """A file that a text names: in its folder or the one above."""
    place = (path.parent / name).resolve()
    if not place.is_relative_to(path.resolve().parents[1]):
        raise SfzError(f"{path}: {name} lies outside")
    return place


def _sample(path: Path, one: sfz.SfzRegion, left: int) -> tuple[Sample, int]:
    """One sound file, its channels mixed into one, and how much of what is `left` it took."""
    place = _near(path, one.file)
    try:
        about = soundfile.info(place)
        taken = about.frames * about.channels
        if taken > left:
            raise SfzError(f"{path}: its sounds are longer than {MOST_FRAMES} frames together")
        frames, rate = soundfile.read(place, dtype="float32", always_2d=True)
        mono = frames.mean(axis=1)[: one.end]
        loop = one.loop or _loop_of(place)
        if one.looped and loop is None:
            loop = (0, len(mono))
        return Sample(mono, float(rate), None if one.looped is False else loop), taken
    except (soundfile.LibsndfileError, ValueError) as error:
        raise SfzError(f"{place}: {error}") from error


def _loop_of(path: Path) -> tuple[int, int] | None:
    """The first loop that a WAV file's own `smpl` chunk names: (first frame, frame after the last)."""
    for name, body in _chunks(path):
        if name == b"smpl" and len(body) >= _LOOP_AT + 16 and struct.unpack_from("<I", body, 28)[0]:
            first, last = struct.unpack_from("<II", body, _LOOP_AT + 8)
            return first, last + 1
    return None


def _chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """A WAV file's chunks, the beginning of each; none of any other file."""
    with path.open("rb") as file:
        if file.read(12)[:4] != b"RIFF":
            return
        for _ in range(_MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                return
            size = int.from_bytes(head[4:], "little")
            body = file.read(min(size, _LOOP_AT + 24))
            yield head[:4], body
            file.seek(size + size % 2 - len(body), 1)
