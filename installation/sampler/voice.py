"""One voice: how it begins, how it moves, how it ends.

Owns what happens to a voice between two segments: envelopes, oscillators, pressure, pitch, filter, gain.
Within a segment everything is a straight ramp (lanes.py). Refuses to know which notes want a voice (player.py).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from installation.sampler import lanes
from installation.sampler.envelope import (
    ATTACK,
    DELAY,
    DONE,
    RELEASE,
    SUSTAIN,
    advance_modulation,
    advance_volume,
)
from installation.sampler.kernel import inner, kernel
from installation.sampler.lanes import LANES
from installation.sampler.modulator import modulate
from installation.sampler.pool import LONGEST_STEP
from installation.sampler.region import OPEN_CENTS
from installation.sampler.state import CORNER, DYING, FREE, PLAYING, State

FADE_FRAMES = 144.0
"""A stolen or cut voice is gone after 3 ms: straight, so a jump of -43 dB at most."""
SHORTEST_RELEASE = 1_100.0
"""Frames to -100 dB: a jump of -39.6 dB at most."""
PRESSURE_FRAMES = 240.0
"""A held touch follows its pressure with this time constant (5 ms): quick, and no zipper."""
LOWEST_CENTS = 1_500.0
CENTS_0_HZ = 8.175798915643707
CONVEX = 40.0 / 96.0
"""A full turn of the standard's curve is 96 dB, twice the logarithm."""
NEVER_ENDS = np.iinfo(np.int64).max


@kernel
def begin(
    state: State, slot: int, region_row: int, pitch: float, velocity: float, opener_cents: float
) -> None:
    """Make the slot a voice of that region, its filter opened so much wider.

    Who it belongs to (part, note, serial) is set by the caller.
    """
    state.own[slot] = state.regions[region_row]
    modulate(state, slot, pitch, velocity)
    voice, region = state.voices[slot], state.own[slot]
    voice.state, voice.fresh, voice.held = PLAYING, 1, 0
    voice.age, voice.fade, voice.velocity, voice.touch = 0, 1.0, velocity, region.touch
    _begin_envelopes(voice, region, pitch)
    cents = (pitch - region.root) * region.cents_per_key + region.cents
    copy = _copy_for(state, region, cents)
    voice.ratio = state.copies[copy].rate * 2.0 ** (cents / 1200.0)
    voice.copy = copy
    voice.end = NEVER_ENDS if state.copies[copy].back != LONGEST_STEP else state.copies[copy].end
    voice.moving_pitch = region.pitch_envelope != 0 or region.lfo_pitch != 0 or region.pressed_cents != 0
    track = (velocity / 127.0) ** (2.0 * region.velocity_track)
    voice.gain = region.gain * (1.0 if region.touch else track)
    voice.cutoff = (
        region.cutoff + region.cutoff_key * (pitch - 60.0) + region.cutoff_velocity * velocity / 127.0
    )
    voice.cutoff += opener_cents
    voice.damping = 10.0 ** (-region.resonance_db / 20.0) * math.sqrt(2.0)
    pressed = region.touch and region.pressed_cutoff != 0
    voice.moving_filter = region.cutoff_envelope != 0 or region.lfo_cutoff != 0 or pressed
    voice.filtered = voice.moving_filter or voice.cutoff < OPEN_CENTS
    _begin_lane(state, slot, copy, region.start)
    _note_corner(state, slot)


@kernel
def _begin_envelopes(voice: Any, region: Any, pitch: float) -> None:
    """Scale the voice's own shapes by key, with times that make no click."""
    low = 60.0 - pitch
    volume, modulation = region.volume, region.modulation
    volume.hold *= 2.0 ** (region.hold_key * low / 1200.0)
    volume.decay *= 2.0 ** (region.decay_key * low / 1200.0)
    modulation.hold *= 2.0 ** (region.mod_hold_key * low / 1200.0)
    modulation.decay *= 2.0 ** (region.mod_decay_key * low / 1200.0)
    volume.attack = float(round(volume.attack))
    volume.delay = float(round(volume.delay))
    volume.release = max(volume.release, SHORTEST_RELEASE)
    voice.stage, voice.level, voice.left, voice.settling = DELAY, 0.0, volume.delay, 1
    voice.mod_stage, voice.mod_level, voice.mod_left = DELAY, 0.0, modulation.delay
    if volume.delay <= 0:
        voice.stage, voice.left = ATTACK, volume.attack
    if region.cutoff_envelope == 0 and region.pitch_envelope == 0:
        voice.mod_stage = SUSTAIN  # moves nothing
    if volume.delay <= 0 and volume.attack <= 0:
        voice.stage, voice.level, voice.left = ATTACK + 1, 1.0, volume.hold


@kernel
def _copy_for(state: State, region: Any, cents: float) -> int:
    """The copy that was filtered for this shift."""
    ratio = 2.0 ** (cents / 1200.0)
    row = region.copy_first
    while row < region.copy_first + region.copies - 1 and state.copies[row].most_ratio < ratio * 0.9999:
        row += 1
    return int(row)


@kernel
def _begin_lane(state: State, slot: int, copy_row: int, start: float) -> None:
    """Set the lane's position and clear its ramps."""
    group, lane = slot // LANES, slot % LANES
    words, floats = state.words[group], state.floats[group]
    copy = state.copies[copy_row]
    at = min(max(start, 0.0) * copy.rate, float(copy.wrap - copy.first - 1))
    words[lanes.POS, lane] = np.uint32(copy.first + int(at))
    words[lanes.FRAC, lane] = np.uint32(int((at - int(at)) * 4294967296.0))
    words[lanes.WRAP, lane] = np.uint32(copy.wrap)
    words[lanes.BACK, lane] = np.uint32(copy.back)
    _set_step(words, lane, state.voices[slot].ratio)
    for row in range(lanes.FLOATS):
        floats[row, lane] = 0.0
    floats[lanes.DRY, lane] = 0.0 if state.voices[slot].filtered else 1.0


@inner
def _set_step(words: np.ndarray, lane: int, ratio: float) -> None:
    step = min(ratio, LONGEST_STEP - 1.0)
    whole = int(step)
    words[lanes.STEP, lane] = np.uint32(whole)
    words[lanes.STEP_FRAC, lane] = np.uint32(int((step - whole) * 4294967296.0))


@kernel
def release(state: State, slot: int) -> None:
    """Let go: both envelopes fall from where they are, and a loop that lasts until now is left."""
    voice = state.voices[slot]
    if voice.stage != DONE:
        voice.stage = RELEASE
        voice.mod_level = _modulation(voice, state.own[slot])
        voice.mod_stage = SUSTAIN if voice.mod_stage == SUSTAIN and voice.mod_level <= 0 else RELEASE
    voice.held = 0
    if state.own[slot].until_release:
        _leave_loop(state, slot)


@kernel
def _leave_loop(state: State, slot: int) -> None:
    """Play on to the sample's end: from the last of the unrolled turns, which sound alike, on."""
    voice, words, lane = state.voices[slot], state.words[slot // LANES], slot % LANES
    copy = state.copies[voice.copy]
    voice.end = copy.end
    at = np.int64(words[lanes.POS, lane])
    if copy.back != LONGEST_STEP and copy.wrap - copy.back <= at < copy.leave:
        words[lanes.POS, lane] = np.uint32(at + (copy.leave - 1 - at) // copy.back * copy.back)
    words[lanes.WRAP, lane] = np.uint32(copy.end + LONGEST_STEP)
    words[lanes.BACK, lane] = np.uint32(LONGEST_STEP)


@inner
def move(state: State, slot: int, frames: int, parts_moved: bool) -> None:  # noqa: FBT001 (compiled)
    """Bring the voice `frames` on, and aim its ramps there."""
    voice = state.voices[slot]
    region, part = state.own[slot], state.parts[voice.part]
    if (
        state.words[slot // LANES, lanes.POS, slot % LANES] >= voice.end
        or voice.fade <= 0
        or voice.stage == DONE
    ):
        _end(state, slot)
        return
    still = voice.stage == SUSTAIN and voice.state == PLAYING and not voice.touch
    _move_envelopes(voice, region, frames)
    voice.age += frames
    vibrato = region.vibrato_pitch + part.vibrato_now * region.wheel_cents
    if voice.moving_pitch or part.bend_now != 0 or part.bend != 0 or vibrato != 0:
        _aim_pitch(state, slot, vibrato)
    if voice.filtered and (voice.moving_filter or voice.fresh):
        _aim_filter(state, slot, frames)
    elif voice.filtered:
        _hold(state, slot, lanes.A1_STEP, lanes.A3_STEP)
    if (
        still
        and voice.stage == SUSTAIN
        and not (parts_moved or region.lfo_db != 0 or voice.fresh or voice.settling)
    ):
        _hold(state, slot, lanes.LEFT_STEP, lanes.SEND_STEP)
    else:
        _aim_gain(state, slot, frames)
        voice.settling = not still
    voice.fresh = 0
    _note_corner(state, slot)


@inner
def _hold(state: State, slot: int, first: int, last: int) -> None:
    """Let some ramps stand still."""
    floats = state.floats[slot // LANES]
    for row in range(first, last + 1):
        floats[row, slot % LANES] = 0.0


@inner
def _end(state: State, slot: int) -> None:
    """Free the slot and silence its lane."""
    state.voices[slot].state = FREE
    floats = state.floats[slot // LANES]
    for row in range(lanes.FLOATS):
        floats[row, slot % LANES] = 0.0


@inner
def _move_envelopes(voice: Any, region: Any, frames: int) -> None:
    if voice.stage != SUSTAIN:
        voice.stage, voice.level, voice.left = advance_volume(
            region.volume, int(voice.stage), float(voice.level), float(voice.left), float(frames)
        )
    if voice.mod_stage != SUSTAIN:
        voice.mod_stage, voice.mod_level, voice.mod_left = advance_modulation(
            region.modulation,
            int(voice.mod_stage),
            float(voice.mod_level),
            float(voice.mod_left),
            float(frames),
        )
    if voice.state == DYING:
        voice.fade = max(voice.fade - frames / FADE_FRAMES, 0.0)
    if voice.touch:
        share = 1.0 - math.exp(-frames / PRESSURE_FRAMES)
        voice.pressure += (voice.pressed_to - voice.pressure) * share


@inner
def triangle(age: float, delay: float, step: float) -> float:
    """A triangle -1..1 that begins at 0, upwards, after `delay` frames; `step` turns a frame."""
    if age < delay:
        return 0.0
    turn = (age - delay) * step + 0.25
    turn -= math.floor(turn)
    return 1.0 - 4.0 * abs(turn - 0.5)


@inner
def _modulation(voice: Any, region: Any) -> float:
    """The modulation envelope's level as it is used: an attack may be convex (SoundFont 2.04, generator 26)."""
    if voice.mod_stage != ATTACK or not region.convex:
        return float(voice.mod_level)
    return max(0.0, 1.0 + CONVEX * math.log10(max(voice.mod_level, 1e-6)))


@inner
def _aim_pitch(state: State, slot: int, vibrato: float) -> None:
    voice = state.voices[slot]
    region, part = state.own[slot], state.parts[voice.part]
    cents = part.bend_now + region.pitch_envelope * _modulation(voice, region)
    if region.lfo_pitch != 0:
        cents += region.lfo_pitch * triangle(voice.age, region.lfo_delay, region.lfo_step)
    if vibrato != 0:
        cents += vibrato * triangle(voice.age, region.vibrato_delay, region.vibrato_step)
    if voice.touch:
        cents += region.pressed_cents * voice.pressure
    _set_step(state.words[slot // LANES], slot % LANES, voice.ratio * 2.0 ** (cents / 1200.0))


@inner
def _aim_filter(state: State, slot: int, frames: int) -> None:
    voice = state.voices[slot]
    region = state.own[slot]
    cents = voice.cutoff + region.cutoff_envelope * _modulation(voice, region)
    if region.lfo_cutoff != 0:
        cents += region.lfo_cutoff * triangle(voice.age, region.lfo_delay, region.lfo_step)
    if voice.touch:
        cents += region.pressed_cutoff * voice.pressure
    cents = min(max(cents, LOWEST_CENTS), OPEN_CENTS)
    g = math.tan(math.pi * CENTS_0_HZ / 48_000.0 * 2.0 ** (cents / 1200.0))
    a1 = 1.0 / (1.0 + g * (g + voice.damping))
    share = 1.0 / frames
    _aim(state, slot, lanes.A1, a1, share, voice.fresh)
    _aim(state, slot, lanes.A2, g * a1, share, voice.fresh)
    _aim(state, slot, lanes.A3, g * g * a1, share, voice.fresh)


@inner
def _aim(state: State, slot: int, row: int, goal: float, share: float, at_once: int) -> None:
    """Ramp one of A1..A3, LEFT..SEND from where it is to `goal`, by `share` of the way a frame, or set it."""
    floats, lane = state.floats[slot // LANES], slot % LANES
    step = row + (lanes.LEFT_STEP - lanes.LEFT if row >= lanes.LEFT else lanes.A1_STEP - lanes.A1)
    if at_once:
        floats[row, lane] = goal
    floats[step, lane] = (goal - floats[row, lane]) * share


@inner
def _aim_gain(state: State, slot: int, frames: int) -> None:
    voice = state.voices[slot]
    region, part = state.own[slot], state.parts[voice.part]
    gain = voice.level * voice.gain * voice.fade * part.gain_now
    if region.lfo_db != 0:
        gain *= 10.0 ** (region.lfo_db * triangle(voice.age, region.lfo_delay, region.lfo_step) / 20.0)
    if voice.touch:
        gain *= _pressed_gain(region, voice.pressure)
    if voice.fresh or voice.pan_at != part.pan_now:
        _place(voice, region, part)
    at_once = voice.fresh and voice.stage > ATTACK
    share = 1.0 / frames
    _aim(state, slot, lanes.LEFT, gain * voice.share_left, share, at_once)
    _aim(state, slot, lanes.RIGHT, gain * voice.share_right, share, at_once)
    _aim(state, slot, lanes.SEND, gain * region.send * part.send, share, at_once)


@inner
def _place(voice: Any, region: Any, part: Any) -> None:
    """How much of the voice goes left and right: equal power."""
    angle = (min(max(region.pan + part.pan_now, -1.0), 1.0) + 1.0) * (math.pi / 4.0)
    voice.share_left, voice.share_right = math.cos(angle), math.sin(angle)
    voice.pan_at = part.pan_now


@kernel
def _pressed_gain(region: Any, pressure: float) -> float:
    """What pressure does to level: its decibels, and the fade between the layers that meet."""
    gain = 10.0 ** (region.pressed_db * pressure / 20.0)
    if region.pressed_low > 0:
        gain *= math.sin(math.pi / 2 * min(max(pressure / region.pressed_low, 0.0), 1.0))
    if region.pressed_high <= 1:
        out = (pressure - region.pressed_high) / max(1.0 - region.pressed_high, 1e-3)
        gain *= math.cos(math.pi / 2 * min(max(out, 0.0), 1.0))
    return float(gain)


@inner
def _note_corner(state: State, slot: int) -> None:
    """A segment must not run past the frame at which an attack begins or ends."""
    voice = state.voices[slot]
    if voice.stage <= ATTACK and voice.state == PLAYING and voice.left >= 1.0:
        state.counters[CORNER] = min(state.counters[CORNER], int(voice.left))
