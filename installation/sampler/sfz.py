"""SFZ: the text of an instrument to regions, and the names of the sound files that they need.

Owns the opcodes that real instruments use. Refuses to open files: whoever reads them decides where they may lie.
Opcodes that are not played are listed once in `ignored`; what has no meaning at all is an error with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.sampler.modulator import How, Modulator, Source, What
from installation.sampler.region import OPEN_CENTS, Envelope, Oscillator, Region
from installation.sampler.sfz_text import SfzError, nothing_included, regions

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.sampler.sfz_text import Included

MOST_REGIONS = 8_192
_NOTE = re.compile(r"([a-gA-G])([#b]?)(-?\d+)")
_NOTES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_CENTS_AT_1_HZ = 1_200 * float(np.log2(1 / 8.175798915643707))


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


def parse(text: str, included: Included = nothing_included) -> Sfz:
    """Read an SFZ text; `included` gives the texts that it includes.

    Raises:
        SfzError: a value that cannot be, a region without a sample, or too many regions.
    """
    found = Sfz()
    for number, (line, opcodes) in enumerate(regions(text, included)):
        if number >= MOST_REGIONS:
            raise SfzError(f"line {line}: more than {MOST_REGIONS} regions")
        if "sample" not in opcodes:
            raise SfzError(f"line {line}: a region without a sample")
        try:
            if _sounds(opcodes, found.ignored):
                found.regions.append(_region(opcodes, found.ignored))
        except ValueError as error:
            raise SfzError(f"line {line}: {error}") from error
    if not found.regions:
        raise SfzError("no <region> in it that a note would wake")
    return found


_ON_NOTES = {"attack", "first"}
_CONTROLLERS = {7: 100, 10: 64, 11: 127}
"""Where controllers stand that nobody has moved; the others at 0."""


def _sounds(opcodes: dict[str, str], ignored: set[str]) -> bool:
    """Whether a plain note wakes the region, with no controller moved and the first of key switches down.

    What waits for something else (a release, a pedal, another articulation) would sound wrongly with every note.
    """
    waits = []
    if opcodes.get("trigger", "attack") not in _ON_NOTES:
        waits.append(f"trigger={opcodes['trigger']}")
    if "sw_last" in opcodes and opcodes["sw_last"] != opcodes.get("sw_default", opcodes["sw_last"]):
        waits.append("sw_last")
    for opcode in opcodes:
        end, _, number = opcode.partition("cc")
        if end in {"on_lo", "on_hi", "start_lo", "start_hi"}:
            waits.append(opcode)
        elif end in {"lo", "hi"} and number.isdigit():
            stands, asked = _CONTROLLERS.get(int(number), 0), _value(opcodes, opcode)
            waits += [opcode] if (stands < asked if end == "lo" else stands > asked) else []
    if opcodes["sample"].startswith("*"):
        waits.append(f"sample={opcodes['sample']}")
    ignored.update(waits)
    return not waits and opcodes.get("end") != "-1"


def _number(text: str) -> float:
    value = float(text)
    if not np.isfinite(value) or abs(value) > 1e9:
        raise ValueError(text)
    return value


def _key(text: str) -> int:
    """A key as a number or as a name: c4 is 60."""
    named = _NOTE.fullmatch(text)
    if named is None:
        value = int(text)
    else:
        value = _NOTES[named[1].lower()] + {"#": 1, "b": -1, "": 0}[named[2]] + 12 * (int(named[3]) + 1)
    if not -1 <= value <= 127:
        raise ValueError(text)
    return max(value, 0)


def _class(text: str) -> int:
    """A group's number: any whole number but 0, which is none."""
    return abs(int(text)) % (1 << 30)


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
    "pitcheg_depth": ("pitch_envelope", _number), "group": ("exclusive", _class),
    "off_by": ("ended_by", _class),
}  # fmt: skip
_STAGES = {
    "delay": "delay_s",
    "attack": "attack_s",
    "hold": "hold_s",
    "decay": "decay_s",
    "release": "release_s",
}
_OWN = {"sample", "default_path", "key", "transpose", "tune", "loop_mode", "loop_start", "loop_end", "end",
        "fil_veltrack", "pitchlfo_freq", "pitchlfo_depth", "pitchlfo_delay", "fillfo_depth", "amplfo_depth",
        "off_mode", "note_offset", "octave_offset", "trigger", "sw_last", "sw_default", "fil_type"}  # fmt: skip
_BY_VELOCITY: dict[str, tuple[str, How]] = {
    "pitch_veltrack": ("cents", How.ADD), "fileg_vel2depth": ("cutoff_envelope", How.ADD),
    "pitcheg_vel2depth": ("pitch_envelope", How.ADD),
    **{f"ampeg_vel2{stage}": (f"volume.{stage}", How.SECONDS) for stage in _STAGES},
    **{f"fileg_vel2{stage}": (f"modulation.{stage}", How.SECONDS) for stage in _STAGES},
}  # fmt: skip
"""What the hardest note adds; softer ones add their share."""
_WHOLE = 128.0 / 127.0
"""The standard's straight curve gives 127 / 128 at most."""


def _region(opcodes: dict[str, str], ignored: set[str]) -> SfzRegion:
    """One region of the engine from its opcodes.

    Raises:
        ValueError: an opcode says what cannot be.
    """
    if "key" in opcodes:
        opcodes = dict.fromkeys(("lokey", "hikey", "pitch_keycenter"), opcodes["key"]) | opcodes
    region = Region(0, volume=Envelope(release_s=0.03))
    envelopes: dict[str, dict[str, float]] = {"ampeg": {}, "fileg": {}, "pitcheg": {}}
    for opcode in opcodes:
        stage = opcode.partition("_")
        if opcode in _PLAIN:
            name, read = _PLAIN[opcode]
            said: dict[str, Any] = {name: _value(opcodes, opcode, read=read)}
            region = replace(region, **said)
        elif stage[0] in envelopes and stage[2] in {*_STAGES, "sustain"}:
            envelopes[stage[0]][stage[2]] = _value(opcodes, opcode)
        elif opcode in _BY_VELOCITY:
            region = replace(region, modulators=(*region.modulators, _by_velocity(opcodes, opcode)))
        elif opcode not in _OWN and not opcode.partition("cc")[2].isdigit():
            ignored.add(opcode)
    region = _filtered(_tuned(region, opcodes), opcodes, ignored)
    second = _envelope(Envelope(attack_s=0.0, sustain=0.0), envelopes["fileg"] or envelopes["pitcheg"])
    volume = _envelope(region.volume, envelopes["ampeg"])
    region = replace(region, volume=volume, modulation=second, lfo=_oscillator(opcodes))
    return _placed(region, opcodes)


def _by_velocity(opcodes: dict[str, str], opcode: str) -> Modulator:
    goal, how = _BY_VELOCITY[opcode]
    return Modulator(goal, _value(opcodes, opcode) * _WHOLE, how, Source(What.VELOCITY))


def _filtered(region: Region, opcodes: dict[str, str], ignored: set[str]) -> Region:
    """With its filter, if that lets the low through; no filter is nearer to any other kind than a wrong one."""
    kind = opcodes.get("fil_type", "lpf_2p")
    if kind.startswith("lpf"):
        return region
    ignored.add(f"fil_type={kind}")
    return replace(region, cutoff_cents=OPEN_CENTS, cutoff_envelope=0.0, cutoff_velocity=0.0, cutoff_key=0.0)


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
    """With its tuning, its keys moved as the control header says, and what ends it."""
    cents = 100 * _value(opcodes, "transpose") + _value(opcodes, "tune")
    moved = int(_value(opcodes, "note_offset") + 12 * _value(opcodes, "octave_offset"))
    names = {"lokey": "key_low", "hikey": "key_high", "pitch_keycenter": "root"}
    keys: dict[str, Any] = {
        name: min(max(getattr(region, name) + moved, 0), 127)
        for opcode, name in names.items()
        if opcode in opcodes
    }
    return replace(
        region, cents=cents, cutoff_velocity=_value(opcodes, "fil_veltrack"), **keys,
        one_shot=opcodes.get("loop_mode") == "one_shot", ended_softly=opcodes.get("off_mode") == "normal",
    )  # fmt: skip


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
    mode = opcodes.get("loop_mode")
    first, last = (_frame(opcodes, name) for name in ("loop_start", "loop_end"))
    loop = None if first is None or last is None else (first, last + 1)
    looped = None if mode is None else mode in {"loop_continuous", "loop_sustain"}
    region = replace(region, until_release=mode == "loop_sustain")
    end = _frame(opcodes, "end")
    file = (opcodes.get("default_path", "") + opcodes["sample"]).replace("\\", "/")
    return SfzRegion(file, region, loop, None if end is None else end + 1, looped)


def _frame(opcodes: dict[str, str], name: str) -> int | None:
    """A frame of the sound file, if the opcode is there."""
    return int(_value(opcodes, name, read=int)) if name in opcodes else None
