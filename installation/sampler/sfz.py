"""SFZ: the text of an instrument to regions, and the names of the sound files that they need.

Owns the opcodes that real instruments use and the inheritance of headers. Refuses to open files: `#include` is
not followed, and whoever reads the sound files decides where they may lie. Opcodes that are not played are listed
once in `ignored`; what has no meaning at all is an error with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.sampler.region import OPEN_CENTS, Envelope, Oscillator, Region

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_REGIONS = 8_192
_HEADERS = ("control", "global", "master", "group", "region")
_TOKEN = re.compile(
    r"<(?P<header>\w+)>|(?P<opcode>[\w$]+)=(?P<value>[^\n=<]*?)(?=\s+[\w$]+=|\s*<|\s*$)", re.MULTILINE
)
_NOTES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_CENTS_AT_1_HZ = 1_200 * float(np.log2(1 / 8.175798915643707))


class SfzError(ValueError):
    """The text is no SFZ; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class SfzRegion:
    """A region whose sample is still a file: its `sample` number is 0 until the file is read."""

    file: str
    region: Region
    loop: tuple[int, int] | None  # as the text says; None: what the file says
    end: int | None
    looped: bool | None  # None: as the file says


@dataclass(slots=True)
class Sfz:
    """A parsed text."""

    regions: list[SfzRegion] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)


def parse(text: str) -> Sfz:
    """Read an SFZ text.

    Raises:
        SfzError: a value that cannot be, a region without a sample, or too many regions.
    """
    found = Sfz()
    for line, opcodes in _regions(text):
        if len(found.regions) >= MOST_REGIONS:
            raise SfzError(f"line {line}: more than {MOST_REGIONS} regions")
        if "sample" not in opcodes:
            raise SfzError(f"line {line}: a region without a sample")
        found.regions.append(_region(opcodes, line, found.ignored))
    if not found.regions:
        raise SfzError("no <region> in it")
    return found


def _regions(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each region's line and opcodes, with what its group, master, global and control say beneath."""
    plain = re.sub(r"//[^\n]*|/\*.*?\*/", lambda gone: "\n" * gone.group().count("\n"), text, flags=re.DOTALL)
    levels: dict[str, dict[str, str]] = {name: {} for name in _HEADERS}
    header, begun = "control", 0
    for token in _TOKEN.finditer(plain):
        if token["header"]:
            if begun:
                yield begun, _merged(levels)
            header = token["header"].lower()
            begun = plain.count("\n", 0, token.start()) + 1 if header == "region" else 0
            for name in _HEADERS[_HEADERS.index(header) if header in _HEADERS else len(_HEADERS) :]:
                levels[name] = {}
        elif header in levels:
            levels[header][token["opcode"].lower()] = token["value"].strip()
    if begun:
        yield begun, _merged(levels)


def _merged(levels: dict[str, dict[str, str]]) -> dict[str, str]:
    opcodes: dict[str, str] = {}
    for name in _HEADERS:
        opcodes |= levels[name]
    return opcodes


def _number(text: str) -> float:
    value = float(text)
    if not np.isfinite(value) or abs(value) > 1e9:
        raise ValueError(text)
    return value


def _key(text: str) -> int:
    """A key as a number or as a name: c4 is 60."""
    named = re.fullmatch(r"([a-gA-G])([#b]?)(-?\d+)", text)
    if named is None:
        value = int(text)
    else:
        value = _NOTES[named[1].lower()] + {"#": 1, "b": -1, "": 0}[named[2]] + 12 * (int(named[3]) + 1)
    if not -1 <= value <= 127:
        raise ValueError(text)
    return max(value, 0)


def _velocity(text: str) -> int:
    return int(min(max(_number(text), 0), 127))


def _corner(text: str) -> float:
    return float(min(max(1_200 * np.log2(max(_number(text), 8.2)) + _CENTS_AT_1_HZ, 1_500), OPEN_CENTS))


_PLAIN: dict[str, tuple[str, Callable[[str], float]]] = {
    "lokey": ("key_low", _key), "hikey": ("key_high", _key), "pitch_keycenter": ("root", _key),
    "lovel": ("velocity_low", _velocity), "hivel": ("velocity_high", _velocity),
    "lorand": ("chance_low", _number), "hirand": ("chance_high", _number),
    "seq_length": ("turns", lambda text: max(1, int(text))),
    "seq_position": ("turn", lambda text: max(0, int(text) - 1)),
    "volume": ("gain_db", lambda text: min(_number(text), 24.0)), "pan": ("pan", lambda text: _number(text) / 100),
    "offset": ("start_frames", lambda text: max(_number(text), 0.0)), "pitch_keytrack": ("cents_per_key", _number),
    "amp_veltrack": ("velocity_track", lambda text: min(max(_number(text) / 100, 0.0), 1.0)),
    "cutoff": ("cutoff_cents", _corner), "resonance": ("resonance_db", lambda text: min(max(_number(text), 0.0), 40.0)),
    "fil_keytrack": ("cutoff_key", _number), "fileg_depth": ("cutoff_envelope", _number),
    "pitcheg_depth": ("pitch_envelope", _number), "group": ("exclusive", lambda text: abs(int(text)) % (1 << 30)),
}  # fmt: skip
_STAGES = {
    "delay": "delay_s",
    "attack": "attack_s",
    "hold": "hold_s",
    "decay": "decay_s",
    "release": "release_s",
}
_OWN = {"sample", "default_path", "key", "transpose", "tune", "loop_mode", "loopmode", "loop_start", "loopstart",
        "loop_end", "loopend", "end", "fil_veltrack", "pitchlfo_freq", "pitchlfo_depth", "pitchlfo_delay",
        "fillfo_depth", "amplfo_depth", "off_by"}  # fmt: skip


def _region(opcodes: dict[str, str], line: int, ignored: set[str]) -> SfzRegion:
    """One region of the engine from its opcodes."""
    if "key" in opcodes:
        opcodes = dict.fromkeys(("lokey", "hikey", "pitch_keycenter"), opcodes["key"]) | opcodes
    region = Region(0, volume=Envelope(release_s=0.03))
    envelopes: dict[str, dict[str, float]] = {"ampeg": {}, "fileg": {}, "pitcheg": {}}
    try:
        for opcode in opcodes:
            stage = opcode.partition("_")
            if opcode in _PLAIN:
                name, read = _PLAIN[opcode]
                said: dict[str, Any] = {name: _value(opcodes, opcode, read=read)}
                region = replace(region, **said)
            elif stage[0] in envelopes and stage[2] in {*_STAGES, "sustain"}:
                envelopes[stage[0]][stage[2]] = _value(opcodes, opcode)
            elif opcode not in _OWN:
                ignored.add(opcode)
        region = _tuned(region, opcodes)
        second = _envelope(Envelope(attack_s=0.0, sustain=0.0), envelopes["fileg"] or envelopes["pitcheg"])
        volume = _envelope(region.volume, envelopes["ampeg"])
        region = replace(region, volume=volume, modulation=second, lfo=_oscillator(opcodes))
        return _placed(region, opcodes)
    except ValueError as error:
        raise SfzError(f"line {line}: {error}") from error


def _value(
    opcodes: dict[str, str], opcode: str, usual: str = "0", read: Callable[[str], float] = _number
) -> float:
    """What an opcode says, or the usual.

    Raises:
        ValueError: it says what cannot be; the text names it.
    """
    text = opcodes.get(opcode, usual)
    try:
        return read(text)
    except ValueError as error:
        raise ValueError(f"{opcode} cannot be {text!r} ({error})") from error


def _tuned(region: Region, opcodes: dict[str, str]) -> Region:
    cents = 100 * _value(opcodes, "transpose") + _value(opcodes, "tune")
    opened = _value(opcodes, "fil_veltrack")
    return replace(
        region, cents=cents, cutoff_velocity=opened, one_shot=opcodes.get("loop_mode") == "one_shot"
    )


def _envelope(shape: Envelope, stages: dict[str, float]) -> Envelope:
    """Times in seconds; sustain in per cent. SFZ's decay and release end where ours are 100 dB down."""
    times = {_STAGES[name]: min(max(value, 0.0), 100.0) for name, value in stages.items() if name in _STAGES}
    sustain = stages.get("sustain", 100.0 * shape.sustain)
    return replace(shape, **times, sustain=min(max(sustain / 100, 0.0), 1.0))


def _oscillator(opcodes: dict[str, str]) -> Oscillator:
    rate = min(max(_value(opcodes, "pitchlfo_freq", "5"), 0.01), 50.0)
    pitch, corner, level = (_value(opcodes, f"{what}lfo_depth") for what in ("pitch", "fil", "amp"))
    return Oscillator(max(_value(opcodes, "pitchlfo_delay"), 0.0), rate, pitch, corner, level)


def _placed(region: Region, opcodes: dict[str, str]) -> SfzRegion:
    """With its file and loop."""
    mode = opcodes.get("loop_mode", opcodes.get("loopmode"))
    first, last = (_frame(opcodes, f"loop_{end}", f"loop{end}") for end in ("start", "end"))
    loop = None if first is None or last is None else (first, last + 1)
    looped = None if mode is None else mode in {"loop_continuous", "loop_sustain"}
    region = replace(region, until_release=mode == "loop_sustain")
    end = _frame(opcodes, "end")
    file = (opcodes.get("default_path", "") + opcodes["sample"]).replace("\\", "/")
    return SfzRegion(file, region, loop, None if end is None else end + 1, looped)


def _frame(opcodes: dict[str, str], *names: str) -> int | None:
    """A frame of the sound file, under the first of these names that is there."""
    name = next((name for name in names if name in opcodes), None)
    return None if name is None else int(_value(opcodes, name, read=int))
