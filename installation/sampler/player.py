"""From events to voices: which regions a note wakes, which voice gives way, what a pedal holds.

Owns polyphony and the order of events. Refuses to know what a voice sounds like (voice.py).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from installation.sampler import lanes
from installation.sampler.envelope import ATTACK, RELEASE
from installation.sampler.event import ALL_PARTS, Kind
from installation.sampler.kernel import kernel
from installation.sampler.lanes import LANES
from installation.sampler.state import (
    DROPPED,
    DYING,
    FREE,
    HEARD,
    LATE,
    NOW,
    PARTS,
    PENDING,
    PLAYING,
    REFUSED,
    SERIAL,
    SHAPED,
    STARTED,
    STOLEN,
    TIMBRE,
    VOLUME,
    State,
)
from installation.sampler.voice import begin, release

START, STOP, TOUCH, END_ALL = int(Kind.START), int(Kind.STOP), int(Kind.TOUCH), int(Kind.END_ALL)
INSTRUMENT, LEVEL, PAN, SEND = int(Kind.INSTRUMENT), int(Kind.LEVEL), int(Kind.PAN), int(Kind.SEND)
BEND, VIBRATO, SUSTAIN_PEDAL, CUT = int(Kind.BEND), int(Kind.VIBRATO), int(Kind.SUSTAIN), int(Kind.CUT)
VOLUME_TO, MUTE, SHAPE = int(Kind.VOLUME), int(Kind.MUTE), int(Kind.SHAPE)
MOST_VOLUME = 4.0
MOST_GAIN, MOST_BEND = 16.0, 12_000.0
"""Of a part: 24 dB, ten octaves."""
HARDER, OPENER_CENTS = 50.0, 3_000.0
"""A note as bright as can be sounds as if struck so much harder (but no louder), its filter open so much wider."""
SOFT_END_FRAMES = 48_000.0
"""END_ALL lets everything fall by 100 dB within a second at most."""


@kernel
def enqueue(state: State, arrived: np.ndarray) -> None:
    """Put events among those that wait, in order of frame; of one frame, in order of arrival."""
    waiting, counters = state.waiting, state.counters
    for k in range(len(arrived)):
        count = counters[PENDING]
        if not _sound(arrived[k]):
            counters[REFUSED] += 1
            continue
        if count >= len(waiting):
            counters[DROPPED] += 1
            continue
        if arrived[k].frame < counters[NOW]:
            counters[LATE] += 1
        place = count
        while place > 0 and waiting[place - 1].frame > arrived[k].frame:
            waiting[place] = waiting[place - 1]
            place -= 1
        waiting[place] = arrived[k]
        counters[PENDING] = count + 1


@kernel
def _sound(event: Any) -> bool:
    """Whether its numbers are numbers; what ends something needs none."""
    ends = event.kind == STOP or event.kind == TOUCH or event.kind == END_ALL or event.kind == CUT  # noqa: PLR1714 (compiled)
    return bool(ends or (np.isfinite(event.pitch) and np.isfinite(event.value)))


@kernel
def obey_due(state: State) -> int:
    """Carry out every event that is due now; frames until the next one (or a great many)."""
    waiting, counters = state.waiting, state.counters
    done = 0
    while done < counters[PENDING] and waiting[done].frame <= counters[NOW]:
        _obey(state, waiting[done])
        done += 1
    if done:
        for k in range(counters[PENDING] - done):
            waiting[k] = waiting[k + done]
        counters[PENDING] -= done
    return waiting[0].frame - counters[NOW] if counters[PENDING] else 1 << 30


@kernel
def _obey(state: State, event: Any) -> None:
    if event.kind == START:
        _start(state, event, event.value)
    elif event.kind == STOP:
        _stop(state, event.note)
    elif event.kind == TOUCH:
        _touch(state, event)
    elif event.kind == END_ALL:
        _end_all(state)
    elif event.kind == CUT:
        _cut(state, event.part)
    elif event.kind == VOLUME_TO:
        state.volume[VOLUME] = max(event.value, 0.0) if event.value < MOST_VOLUME else MOST_VOLUME
    elif event.kind == MUTE:
        state.volume[HEARD] = 0.0 if event.value > 0 else 1.0
    elif event.kind == SHAPE:
        state.volume[SHAPED] = event.value if 0.0 <= event.value <= MOST_VOLUME else 1.0
        state.volume[TIMBRE] = event.pitch if -1.0 <= event.pitch <= 1.0 else 0.0
    elif event.part < PARTS:
        _set_part(state, event)


@kernel
def _set_part(state: State, event: Any) -> None:
    part, value = state.parts[event.part], event.value
    if event.kind == INSTRUMENT:
        if 0 <= event.note < len(state.instruments):
            part.instrument = event.note
    elif event.kind == LEVEL:
        part.gain = min(max(value, 0.0), MOST_GAIN)
    elif event.kind == PAN:
        part.pan = min(max(value, -1.0), 1.0)
    elif event.kind == SEND:
        part.send = min(max(value, 0.0), MOST_GAIN)
    elif event.kind == BEND:
        part.bend = min(max(value, -MOST_BEND), MOST_BEND)
    elif event.kind == VIBRATO:
        part.vibrato = min(max(value, 0.0), 2.0)
    elif event.kind == SUSTAIN_PEDAL:
        part.sustain = value > 0
        if not part.sustain:
            _let_go_held(state, event.part)


@kernel
def _let_go_held(state: State, part: int) -> None:
    for slot in range(len(state.voices)):
        voice = state.voices[slot]
        if voice.state == PLAYING and voice.part == part and voice.held:
            release(state, slot)


@kernel
def _chance(serial: int) -> float:
    """A number 0..1 that looks like chance and is the same every time."""
    mixed = (np.uint64(serial) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return float(mixed) / float(1 << 24)


@kernel
def _start(state: State, event: Any, velocity: float) -> None:
    """Wake every region that the note asks for."""
    if event.part >= PARTS or not 0.0 <= event.pitch <= 127.5 or not velocity > 0:
        state.counters[REFUSED] += 1
        return
    velocity = min(velocity, 127.0)
    part = state.parts[event.part]
    instrument = state.instruments[part.instrument]
    state.counters[SERIAL] += 1
    chance = _chance(state.counters[SERIAL])
    key = int(event.pitch + 0.5)
    bright = state.volume[TIMBRE] if event.kind == START else 0.0
    struck = int(min(max(velocity + HARDER * bright, 1.0), 127.0) + 0.5)
    for row in range(instrument.first, instrument.first + instrument.count):
        if _wanted(state.regions[row], key, struck, chance, part.turn):
            _wake(state, event, row, velocity, OPENER_CENTS * bright)
    part.turn += 1


@kernel
def _wanted(region: Any, key: int, velocity: int, chance: float, turn: int) -> bool:
    return bool(
        region.key_low <= key <= region.key_high
        and region.velocity_low <= velocity <= region.velocity_high
        and turn % max(region.turns, 1) == region.turn
        and region.chance_low <= chance < region.chance_high
    )


@kernel
def _wake(state: State, event: Any, row: int, velocity: float, opener_cents: float) -> None:
    """Give the region a voice, taking one from elsewhere if need be."""
    serial = state.counters[SERIAL]
    exclusive = state.regions[row].exclusive
    if exclusive:
        _silence_class(state, event.part, exclusive, serial)
    if _playing(state) >= state.polyphony and not _steal(state, serial):
        state.counters[REFUSED] += 1
        return
    slot = _free_slot(state, row)
    if slot < 0:
        state.counters[REFUSED] += 1
        return
    begin(state, slot, row, event.pitch, velocity, opener_cents)
    voice = state.voices[slot]
    voice.part, voice.note, voice.serial = event.part, event.note, serial
    voice.pressure = voice.pressed_to = event.value if event.kind == TOUCH else 1.0
    state.counters[STARTED] += 1


@kernel
def _playing(state: State) -> int:
    count = 0
    for slot in range(len(state.voices)):
        count += state.voices[slot].state == PLAYING
    return count


@kernel
def _free_slot(state: State, row: int) -> int:
    """A free slot, by choice in a group whose voices all need the filter, or all do not, as this one."""
    filtered = state.regions[row].cutoff < 13_500.0
    fallback = -1
    for group in range(len(state.words)):
        free, kin = -1, 1
        for slot in range(group * LANES, (group + 1) * LANES):
            if state.voices[slot].state == FREE:
                free = slot
            elif state.voices[slot].filtered != filtered:
                kin = 0
        if free >= 0 and kin:
            return free
        fallback = free if fallback < 0 else fallback
    return fallback


@kernel
def _steal(state: State, serial: int) -> bool:
    """Let the least missed voice fade in its slot; never a layer of the note just begun."""
    victim, least = -1, np.inf
    for slot in range(len(state.voices)):
        voice = state.voices[slot]
        if voice.state == PLAYING and voice.serial != serial:
            missed = _missed(state, slot)
            if missed < least:
                victim, least = slot, missed
    if victim >= 0:
        state.voices[victim].state = DYING
        state.counters[STOLEN] += 1
    return victim >= 0


@kernel
def _missed(state: State, slot: int) -> float:
    """How much a voice would be missed: its loudness now, less if let go, more if it only begins."""
    voice = state.voices[slot]
    floats = state.floats[slot // LANES]
    loud = max(floats[lanes.LEFT, slot % LANES], floats[lanes.RIGHT, slot % LANES])
    if voice.stage <= ATTACK:
        loud = max(loud, voice.gain)
    if voice.touch:
        loud *= 8.0
    return float(loud * (0.1 if voice.stage >= RELEASE else 1.0))


@kernel
def _silence_class(state: State, part: int, exclusive: int, serial: int) -> None:
    for slot in range(len(state.voices)):
        voice = state.voices[slot]
        kin = voice.state == PLAYING and voice.part == part and voice.serial != serial
        if kin and state.own[slot].ended_by == exclusive:
            if state.own[slot].ended_softly:
                release(state, slot)
            else:
                voice.state = DYING


@kernel
def _stop(state: State, note: int) -> None:
    for slot in range(len(state.voices)):
        voice = state.voices[slot]
        if voice.state != PLAYING or voice.note != note or voice.stage >= RELEASE:
            continue
        if state.own[slot].one_shot:
            continue
        if state.parts[voice.part].sustain:
            voice.held = 1
        else:
            release(state, slot)


@kernel
def _touch(state: State, event: Any) -> None:
    """A held touch follows its pressure; a new one begins; pressure 0 lets go."""
    pressure = min(event.value, 1.0) if event.value > 0 else 0.0  # NaN lets go
    if pressure <= 0:
        _stop(state, event.note)
        return
    found = False
    for slot in range(len(state.voices)):
        voice = state.voices[slot]
        if voice.state == PLAYING and voice.note == event.note and voice.stage < RELEASE:
            voice.pressed_to = pressure
            found = True
    if not found:
        _start(state, event, 1.0 + 126.0 * pressure)


@kernel
def _end_all(state: State) -> None:
    for slot in range(len(state.voices)):
        voice = state.voices[slot]
        if voice.state == PLAYING:
            release(state, slot)
            state.own[slot].volume.release = min(state.own[slot].volume.release, SOFT_END_FRAMES)


@kernel
def _cut(state: State, part: int) -> None:
    for slot in range(len(state.voices)):
        voice = state.voices[slot]
        if voice.state == PLAYING and (part == ALL_PARTS or part == voice.part):  # noqa: PLR1714 (compiled)
            voice.state = DYING
