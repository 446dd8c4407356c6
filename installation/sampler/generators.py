"""SoundFont generators and modulators: what their numbers mean for a region.

Owns the table of generators (kind, default, range) and the arithmetic of zones. Refuses to know chunks and files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from installation.sampler.modulator import Curve, How, Modulator, Source, What
from installation.sampler.region import Envelope, Oscillator, Region

INSTRUMENT, SAMPLE, KEYS, VELOCITIES = 41, 53, 43, 44
START, END, LOOP_START, LOOP_END = 0, 1, 2, 3
COARSE = {START: 4, END: 12, LOOP_START: 45, LOOP_END: 50}
"""The generator that counts 32,768 frames for each of the four."""
LFO_PITCH, VIBRATO_PITCH, ENVELOPE_PITCH, CUTOFF, RESONANCE, LFO_CUTOFF, ENVELOPE_CUTOFF = (
    5,
    6,
    7,
    8,
    9,
    10,
    11,
)
LFO_VOLUME, SEND, PAN, LFO_DELAY, LFO_RATE, VIBRATO_DELAY, VIBRATO_RATE = 13, 16, 17, 21, 22, 23, 24
MODULATION, VOLUME = 25, 33
"""The first of six: delay, attack, hold, decay, sustain, release; after them hold and decay by key."""
FIXED_KEY, FIXED_VELOCITY, ATTENUATION, SEMITONES, CENTS = 46, 47, 48, 51, 52
MODES, SCALE, EXCLUSIVE, ROOT = 54, 56, 57, 58
ATTENUATION_SHARE = 0.4


class Limit(NamedTuple):
    """A generator's default and its ends."""

    default: int
    low: int
    high: int


_TIME = Limit(-12_000, -12_000, 8_000)
_CENTS = Limit(0, -12_000, 12_000)
LIMITS: dict[int, Limit] = {
    LFO_PITCH: _CENTS, VIBRATO_PITCH: _CENTS, ENVELOPE_PITCH: _CENTS,
    CUTOFF: Limit(13_500, 1_500, 13_500), RESONANCE: Limit(0, 0, 960), LFO_CUTOFF: _CENTS, ENVELOPE_CUTOFF: _CENTS,
    LFO_VOLUME: Limit(0, -960, 960), SEND: Limit(0, 0, 1_000), PAN: Limit(0, -500, 500),
    LFO_DELAY: _TIME, LFO_RATE: Limit(0, -16_000, 4_500), VIBRATO_DELAY: _TIME, VIBRATO_RATE: Limit(0, -16_000, 4_500),
    25: _TIME, 26: _TIME, 27: _TIME, 28: _TIME, 29: Limit(0, 0, 1_000), 30: _TIME,
    31: Limit(0, -1_200, 1_200), 32: Limit(0, -1_200, 1_200),
    33: _TIME, 34: _TIME, 35: _TIME, 36: _TIME, 37: Limit(0, 0, 1_440), 38: _TIME,
    39: Limit(0, -1_200, 1_200), 40: Limit(0, -1_200, 1_200),
    FIXED_KEY: Limit(-1, -1, 127), FIXED_VELOCITY: Limit(-1, -1, 127), ATTENUATION: Limit(0, 0, 1_440),
    SEMITONES: Limit(0, -120, 120), CENTS: Limit(0, -99, 99), MODES: Limit(0, 0, 3), SCALE: Limit(100, 0, 1_200),
    EXCLUSIVE: Limit(0, 0, 127), ROOT: Limit(-1, -1, 127),
}  # fmt: skip
_ADDRESSES = {*COARSE, *COARSE.values()}
_INSTRUMENT_ONLY = {*_ADDRESSES, FIXED_KEY, FIXED_VELOCITY, MODES, EXCLUSIVE, ROOT}
_NOTHING, _VELOCITY, _KEY = 0, 2, 3
_SOURCES = {_VELOCITY: What.VELOCITY, _KEY: What.KEY}
_CONTROLLER = 0x80
_BY_TOUCH = (0x0502, ATTENUATION, 0, 0)
_BY_WHEEL, _BY_PRESSURE = (0x0081, VIBRATO_PITCH, 0, 0), (0x000D, VIBRATO_PITCH, 0, 0)
_DEFAULTS: list[tuple[int, ...]] = [(0x0502, ATTENUATION, 960, 0, 0), (0x0081, VIBRATO_PITCH, 50, 0, 0)]
"""Of the standard's default modulators those two whose amount a region holds; a bank may say another."""
_BY_MIDI = [(0x028A, PAN, 1_000, 0, 0), (0x00DB, SEND, 200, 0, 0)]
"""Those that whoever turns MIDI into events plays, as long as a bank asks for nothing else."""
_STAGES = ("delay", "attack", "hold", "decay", "sustain", "release")
_GOALS: dict[int, tuple[str, How, float]] = {
    LFO_PITCH: ("lfo_pitch", How.ADD, 1.0), VIBRATO_PITCH: ("vibrato_pitch", How.ADD, 1.0),
    ENVELOPE_PITCH: ("pitch_envelope", How.ADD, 1.0), CUTOFF: ("cutoff", How.ADD, 1.0),
    RESONANCE: ("resonance_db", How.ADD, 0.1), LFO_CUTOFF: ("lfo_cutoff", How.ADD, 1.0),
    ENVELOPE_CUTOFF: ("cutoff_envelope", How.ADD, 1.0), LFO_VOLUME: ("lfo_db", How.ADD, 0.1),
    SEND: ("send", How.ADD, 1 / 250), PAN: ("pan", How.ADD, 1 / 500),
    LFO_DELAY: ("lfo_delay", How.TIMECENTS, 1.0), LFO_RATE: ("lfo_step", How.CENTS, 1.0),
    VIBRATO_DELAY: ("vibrato_delay", How.TIMECENTS, 1.0), VIBRATO_RATE: ("vibrato_step", How.CENTS, 1.0),
    **{MODULATION + k: (f"modulation.{stage}", How.TIMECENTS, 1.0) for k, stage in enumerate(_STAGES)},
    **{VOLUME + k: (f"volume.{stage}", How.TIMECENTS, 1.0) for k, stage in enumerate(_STAGES)},
    MODULATION + 4: ("modulation.sustain", How.ADD, -1 / 1_000), VOLUME + 4: ("volume.sustain", How.DECIBELS, -0.1),
    31: ("mod_hold_key", How.ADD, 1.0), 32: ("mod_decay_key", How.ADD, 1.0),
    39: ("hold_key", How.ADD, 1.0), 40: ("decay_key", How.ADD, 1.0),
    ATTENUATION: ("gain", How.DECIBELS, -0.1), SEMITONES: ("cents", How.ADD, 100.0), CENTS: ("cents", How.ADD, 1.0),
}  # fmt: skip
"""What a modulator moves in a region's row, and by how much for each of its own units."""


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone says: generator amounts as stored, modulators as (source, goal, amount, by, shape)."""

    amounts: dict[int, int]
    modulators: list[tuple[int, ...]]


def over(common: Zone, own: Zone) -> Zone:
    """A zone with its global zone beneath: its own values win, modulators of the same kind too."""
    return Zone(common.amounts | own.amounts, _beneath(common.modulators, own.modulators))


def _beneath(common: list[tuple[int, ...]], own: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Modulators with others beneath: of the same kind the own ones win."""
    kinds = {_kind(one) for one in own}
    return [*(one for one in common if _kind(one) not in kinds), *own]


def _kind(modulator: tuple[int, ...]) -> tuple[int, ...]:
    """All but the amount."""
    source, goal, _, by, shape = modulator
    return source, goal, by, shape


def _range(amounts: dict[int, int], kind: int) -> tuple[int, int]:
    packed = amounts.get(kind, 0x7F00) & 0xFFFF
    return packed & 0xFF, packed >> 8


def combined(outer: Zone, inner: Zone) -> Zone | None:
    """An instrument zone as a preset zone shapes it: ranges meet, all else adds; None where nothing is left."""
    amounts = dict(inner.amounts)
    for kind in (KEYS, VELOCITIES):
        low = max(_range(outer.amounts, kind)[0], _range(inner.amounts, kind)[0])
        high = min(_range(outer.amounts, kind)[1], _range(inner.amounts, kind)[1], 127)
        if low > high:
            return None
        amounts[kind] = low | high << 8
    for kind, amount in outer.amounts.items():
        if kind in LIMITS and kind not in _INSTRUMENT_ONLY:
            amounts[kind] = amounts.get(kind, LIMITS[kind].default) + amount
    return Zone(amounts, _beneath(_DEFAULTS, inner.modulators) + outer.modulators)


def span(zone: Zone, head: np.void) -> tuple[int, ...]:
    """Where in the sound the zone's sample lies: start, end, loop's start and end."""
    places = {START: "start", END: "end", LOOP_START: "loop_start", LOOP_END: "loop_end"}
    moved = {kind: int(head[name]) + _offset(zone, kind) for kind, name in places.items()}
    looped = zone.amounts.get(MODES, 0) & 1
    loop = (moved[LOOP_START], moved[LOOP_END]) if looped else (0, 0)
    return moved[START], moved[END], *loop


def _offset(zone: Zone, kind: int) -> int:
    return zone.amounts.get(kind, 0) + 32_768 * zone.amounts.get(COARSE[kind], 0)


def _value(zone: Zone, kind: int) -> int:
    default, low, high = LIMITS[kind]
    return min(max(zone.amounts.get(kind, default), low), high)


def seconds(timecents: float) -> float:
    """A time in timecents; the least one means none."""
    return 0.0 if timecents <= -12_000 else float(2 ** (timecents / 1_200))


def _hertz(cents: float) -> float:
    return float(8.176 * 2 ** (cents / 1_200))


def _envelope(zone: Zone, first: int) -> Envelope:
    delay, attack, hold, decay, sustain, release = (_value(zone, first + k) for k in range(6))
    level = 10 ** (-sustain / 200) if first == VOLUME else 1 - sustain / 1_000
    rise = max(seconds(attack), 0.001) if first == VOLUME else seconds(attack)
    return Envelope(seconds(delay), rise, seconds(hold), seconds(decay), level, seconds(release))


def _oscillators(zone: Zone) -> tuple[Oscillator, Oscillator]:
    lfo = Oscillator(
        seconds(_value(zone, LFO_DELAY)), _hertz(_value(zone, LFO_RATE)), _value(zone, LFO_PITCH),
        _value(zone, LFO_CUTOFF), _value(zone, LFO_VOLUME) / 10,
    )  # fmt: skip
    vibrato = Oscillator(
        seconds(_value(zone, VIBRATO_DELAY)), _hertz(_value(zone, VIBRATO_RATE)), _value(zone, VIBRATO_PITCH)
    )
    return lfo, vibrato


def region(zone: Zone, head: np.void, sample: int, ignored: set[str]) -> Region:
    """The region that a zone describes."""
    lfo, vibrato = _oscillators(zone)
    root, scale, cents = _tuning(zone, head)
    gain_db, track = _loudness(zone)
    resonance_db = _value(zone, RESONANCE) / 10
    low, high = _range(zone.amounts, KEYS)
    soft, loud = _range(zone.amounts, VELOCITIES)
    return Region(
        sample, low, high, soft, loud, root=root, cents_per_key=scale, cents=cents,
        gain_db=gain_db - resonance_db / 2, velocity_track=track, pan=_value(zone, PAN) / 500,
        send=1.0 + _value(zone, SEND) / 250, cutoff_cents=_value(zone, CUTOFF), resonance_db=resonance_db,
        cutoff_envelope=_value(zone, ENVELOPE_CUTOFF),
        pitch_envelope=_value(zone, ENVELOPE_PITCH), volume=_envelope(zone, VOLUME),
        modulation=_envelope(zone, MODULATION), hold_key=_value(zone, 39), decay_key=_value(zone, 40),
        mod_hold_key=_value(zone, 31), mod_decay_key=_value(zone, 32), lfo=lfo, vibrato=vibrato,
        exclusive=_value(zone, EXCLUSIVE), ended_by=_value(zone, EXCLUSIVE), wheel_cents=_amount(zone, _BY_WHEEL),
        modulators=_modulators(zone, ignored), until_release=_value(zone, MODES) == 3, convex=True,
    )  # fmt: skip


def _tuning(zone: Zone, head: np.void) -> tuple[float, float, float]:
    """Root, cents a key, cents."""
    key = int(head["key"]) if head["key"] <= 127 else 60
    root = _value(zone, ROOT) if _value(zone, ROOT) >= 0 else key
    cents = 100 * _value(zone, SEMITONES) + _value(zone, CENTS) + int(head["correction"])
    scale, fixed = _value(zone, SCALE), _value(zone, FIXED_KEY)
    if fixed >= 0:
        return float(root), 0.0, float(cents + scale * (fixed - root))
    return float(root), float(scale), float(cents)


def _amount(zone: Zone, kind: tuple[int, ...]) -> float:
    """What the modulators of a kind add up to."""
    return float(sum(one[2] for one in zone.modulators if _kind(one) == kind))


def _loudness(zone: Zone) -> tuple[float, float]:
    """Level in dB, and how far velocity moves it by the standard's own curve."""
    level_db = -_value(zone, ATTENUATION) / 10 * ATTENUATION_SHARE
    track = max(_amount(zone, _BY_TOUCH) / 960, 0.0)
    fixed = _value(zone, FIXED_VELOCITY)
    if fixed > 0:
        return level_db + 40 * track * float(np.log10(fixed / 127)), 0.0
    return level_db, track


def _modulators(zone: Zone, ignored: set[str]) -> tuple[Modulator, ...]:
    """What velocity and key move besides; what controllers would move is listed in `ignored`.

    The standard's default from velocity to the filter (2400 cents lower at velocity 0) counts only where a bank asks
    for it, as in FluidSynth.
    """
    found: list[Modulator] = []
    for source, goal, amount, by, shape in zone.modulators:
        if (
            _kind((source, goal, amount, by, shape)) in {_BY_TOUCH, _BY_WHEEL}
            or not amount
            or source == _NOTHING
        ):
            continue
        one, other = _source(source), Source() if by == _NOTHING else _source(by)
        if one is not None and other is not None and goal in _GOALS:
            found += _moving(zone, goal, amount, (one, other), absolute=shape == 2)
        elif not _played_elsewhere(zone, (source, goal, amount, by, shape)):
            ignored.add(f"modulator {source:#06x} to {goal}")
    return tuple(found)


def _played_elsewhere(zone: Zone, modulator: tuple[int, ...]) -> bool:
    """Whether whoever turns MIDI into events does just that."""
    pressure = _kind(modulator) == _BY_PRESSURE and modulator[2] == _amount(zone, _BY_WHEEL)
    return pressure or modulator in _BY_MIDI


def _source(packed: int) -> Source | None:
    """A source as the file packs it; None where it moves while a note sounds."""
    what, curve = _SOURCES.get(packed & 0x7F), packed >> 10
    if packed & _CONTROLLER or what is None or curve > max(Curve):
        return None
    return Source(what, Curve(curve), bool(packed & 0x100), bool(packed & 0x200))


def _moving(
    zone: Zone, goal: int, amount: int, sources: tuple[Source, Source], *, absolute: bool
) -> list[Modulator]:
    """The modulator, a key or velocity that the zone fixes put in; a peak that grows takes half of itself away."""
    share, held = 1.0, []
    for one in sources:
        fixed = _value(zone, FIXED_VELOCITY if one.what is What.VELOCITY else FIXED_KEY)
        always = one.what is not What.ALWAYS and fixed >= 0
        share *= one.of(fixed) if always else 1.0
        held.append(Source() if always else one)
    name, how, unit = _GOALS[goal]
    found = [Modulator(name, amount * share * unit, how, held[0], held[1], absolute)]
    if goal == RESONANCE:
        found.append(Modulator("gain", amount * share * -0.05, How.DECIBELS, held[0], held[1], absolute))
    return found
