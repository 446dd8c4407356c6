"""Our own instruments: in tune, even, and brighter the harder they are played."""

from __future__ import annotations

import numpy as np
import pytest

from installation.sampler.bank import Instrument, bank_of
from installation.sampler.drums import SOUNDS, percussion
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.modal import key_hz
from installation.sampler.recipes import KALIMBA, STRUCK, TOP_KEY, Struck, spans, struck
from installation.sampler.sustained import FLUTE, SUSTAINED, Sustained, sustained
from installation.sampler.touches import FIRST_KEY, touches


@pytest.fixture(scope="module")
def kalimba() -> Instrument:
    return struck(KALIMBA)


def note(engine: Engine, pitch: float, velocity: float, frames: int = 48_000) -> np.ndarray:
    """A note by itself, left channel."""
    events = np.array(
        [(engine.frame, 0, 0, 0, Kind.CUT, 255, 0), (engine.frame + 480, pitch, velocity, 1, 0, 0, 0)], EVENT
    )
    engine.schedule(events)
    return engine.render(480 + frames)[480:, 0].astype(np.float64)


def pitch_hz(sound: np.ndarray, near_hz: float) -> float:
    """The strongest frequency near one, by the phase's advance over half a second."""
    time = np.arange(len(sound)) / 48_000
    turned = sound * np.exp(-2j * np.pi * near_hz * time)
    half = len(sound) // 2
    window = np.hanning(half)
    phases = np.angle([np.sum(turned[:half] * window), np.sum(turned[half : 2 * half] * window)])
    slip = (phases[1] - phases[0] + np.pi) % (2 * np.pi) - np.pi
    return near_hz + slip / (2 * np.pi * half / 48_000)


def centroid_hz(sound: np.ndarray) -> float:
    amplitude = np.abs(np.fft.rfft(sound[:12_000] * np.hanning(12_000)))
    return float((amplitude * np.fft.rfftfreq(12_000, 1 / 48_000)).sum() / amplitude.sum())


@pytest.mark.parametrize("thing", STRUCK, ids=lambda thing: thing.name)
def test_every_struck_note_is_in_tune_within_a_cent(thing: Struck) -> None:
    made = struck(thing)
    engine = Engine(bank_of([made]), dry=True)
    for pitch in thing.keys[:: max(1, len(thing.keys) // 3)]:
        wanted = key_hz(pitch + 1)
        found = pitch_hz(note(engine, pitch + 1, 90)[9_600:], wanted)
        assert abs(1200 * np.log2(found / wanted)) < 1.0


@pytest.mark.parametrize("thing", SUSTAINED, ids=lambda thing: thing.name)
def test_every_held_loop_is_in_tune_within_a_cent(thing: Sustained) -> None:
    made = sustained(thing)
    for region in made.regions:
        sample = made.samples[region.sample]
        assert sample.loop is not None
        loop = sample.frames[slice(*sample.loop)]
        found = np.abs(np.fft.rfft(loop)).argmax() * sample.rate_hz / len(loop) * 2 ** (region.cents / 1200)
        assert abs(1200 * np.log2(found / key_hz(region.root))) < 1.0


def test_the_kalimba_is_brighter_the_harder_it_is_played(kalimba: Instrument) -> None:
    engine = Engine(bank_of([kalimba]), dry=True)
    bright = [centroid_hz(note(engine, 67, velocity)) for velocity in (30, 74, 120)]
    assert bright == sorted(bright)
    assert bright[2] / bright[0] >= 1.3


def test_the_kalimbas_notes_are_even(kalimba: Instrument) -> None:
    engine = Engine(bank_of([kalimba]), dry=True)
    levels = [10 * np.log10(np.mean(note(engine, pitch, 74)[:12_000] ** 2)) for pitch in range(55, 92)]
    assert np.abs(np.diff(levels)).max() < 1.0


def test_turns_of_one_note_differ(kalimba: Instrument) -> None:
    engine = Engine(bank_of([kalimba]), dry=True)
    one, other = note(engine, 67, 74), note(engine, 67, 74)
    assert np.abs(one - other).max() > 1e-3


def test_a_rendered_instrument_is_the_same_every_time(kalimba: Instrument) -> None:
    again = struck(KALIMBA)
    assert all(
        np.array_equal(a.frames, b.frames) for a, b in zip(kalimba.samples, again.samples, strict=True)
    )


def test_every_key_is_served_once() -> None:
    served = [key for _, low, high in spans(FLUTE.keys) for key in range(low, high + 1)]
    assert served == list(range(TOP_KEY + 1))


def test_the_highest_key_of_all_sounds(kalimba: Instrument) -> None:
    for made in (kalimba, sustained(SUSTAINED[1])):
        heard = note(Engine(bank_of([made]), dry=True), 127.0, 100)
        assert 1e-4 < np.abs(heard).max() < 1.0


def test_every_pad_has_an_onset_and_two_layers() -> None:
    made = touches()
    for pad in range(4):
        mine = [region for region in made.regions if region.key_low == FIRST_KEY + pad]
        assert [region.touch for region in mine] == [False, True, True]


def test_a_touch_is_louder_and_brighter_under_pressure_and_ends_when_let_go() -> None:
    bank = bank_of([touches()])
    for pad in range(4):
        engine, heard = Engine(bank, dry=True), []
        for pressure in (0.1, 0.4, 0.7, 1.0):
            engine.schedule(
                np.array([(engine.frame, FIRST_KEY + pad, pressure, -1, Kind.TOUCH, 0, 0)], EVENT)
            )
            heard.append(engine.render(96_000)[48_000:, 0].astype(np.float64))
        levels = [float(np.mean(sound**2)) for sound in heard]
        assert levels == sorted(levels)
        assert centroid_hz(heard[3]) > centroid_hz(heard[0])
        engine.schedule(np.array([(engine.frame, FIRST_KEY + pad, 0.0, -1, Kind.TOUCH, 0, 0)], EVENT))
        engine.render(96_000)
        assert engine.counts["playing"] == 0


def test_pressure_moves_without_a_click() -> None:
    engine = Engine(bank_of([touches()]), dry=True)
    pad = FIRST_KEY + 1
    engine.schedule(np.array([(0, pad, 0.1, -1, Kind.TOUCH, 0, 0)], EVENT))
    before = engine.render(48_000)[40_000:, 0].copy()
    engine.schedule(np.array([(48_000, pad, 0.9, -1, Kind.TOUCH, 0, 0)], EVENT))
    during = engine.render(9_600)[:, 0].copy()
    after = engine.render(48_000)[:, 0].copy()
    steepest = max(np.abs(np.diff(before)).max(), np.abs(np.diff(after)).max())
    assert np.abs(np.diff(during)).max() <= 1.05 * steepest


def test_percussion_has_three_layers_and_three_turns_a_sound() -> None:
    assert len(percussion().regions) == 9 * len(SOUNDS)
