"""The engine: exact in time, the same at any block size, without clicks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.master import LOOK_AHEAD
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Region

QUIET = 0.5


def event(
    frame: int, kind: int, note: int = 0, pitch: float = 60.0, value: float = 127.0, part: int = 0
) -> np.ndarray:
    return np.array([(frame, pitch, value, note, kind, part, 0)], EVENT)


def loudest_jump_db(sound: np.ndarray, level: float) -> float:
    return float(20 * np.log10(np.abs(np.diff(sound)).max() / level + 1e-9))


def quiet(bank: Bank, polyphony: int = 16) -> Engine:
    engine = Engine(bank, polyphony)
    engine.schedule(event(0, Kind.LEVEL, value=QUIET))
    engine.render(9_600)
    return engine


@pytest.fixture(scope="module")
def dc() -> Bank:
    sample = Sample(np.ones(4_800, np.float32), 48_000.0, (0, 4_800))
    volume = Envelope(attack_s=0.001, release_s=0.0)
    regions = (Region(0, cents_per_key=0, velocity_track=0, volume=volume),)
    one = Instrument("dc", (sample,), regions)
    hats = Instrument(
        "hats",
        (sample,),
        (
            Region(0, key_high=69, cents_per_key=0, velocity_track=0, volume=volume, exclusive=3, ended_by=3),
            Region(0, key_low=70, cents_per_key=0, velocity_track=0, volume=volume, exclusive=3),
        ),
    )
    return bank_of([one, hats])


@pytest.fixture(scope="module")
def tune() -> Bank:
    time = np.arange(48_000) / 48_000
    sample = Sample(np.sin(2 * np.pi * 440 * time).astype(np.float32), 48_000.0, (0, 48_000))
    volume = Envelope(attack_s=0.003, decay_s=2.0, sustain=0.3, release_s=0.4)
    filtered = Region(0, root=69, cutoff_cents=9_000, cutoff_envelope=2_400, volume=volume, modulation=volume)
    return bank_of([Instrument("tune", (sample,), (filtered, Region(0, root=69, gain_db=-6, volume=volume)))])


@pytest.mark.parametrize("frame", [9_600, 9_601, 9_617, 9_631, 10_007])
def test_a_note_begins_at_its_very_frame(dc: Bank, frame: int) -> None:
    engine = quiet(dc)
    engine.schedule(event(frame, Kind.START))
    sound = engine.render(4_800)[:, 0]
    assert np.flatnonzero(np.abs(sound) > 1e-7)[0] == frame - 9_600 + LOOK_AHEAD


@settings(max_examples=12, deadline=None)
@given(blocks=st.lists(st.integers(1, 700), min_size=4, max_size=40))
def test_block_size_does_not_change_the_sound(tune: Bank, blocks: list[int]) -> None:
    events = np.concatenate([
        event(17, Kind.START, 1, 69.3, 100), event(999, Kind.START, 2, 76, 40), event(2_000, Kind.STOP, 1),
        event(2_500, Kind.BEND, value=50),
    ])  # fmt: skip
    whole, cut = Engine(tune), Engine(tune)
    whole.schedule(events)
    cut.schedule(events)
    pieces = [cut.render(frames).copy() for frames in blocks]
    assert np.array_equal(np.concatenate(pieces), whole.render(sum(blocks)))


def test_the_same_events_give_the_same_bytes(tune: Bank) -> None:
    def once() -> bytes:
        engine = Engine(tune)
        engine.schedule(np.concatenate([event(k * 1_013, Kind.START, k, 60 + k % 20, 90) for k in range(40)]))
        return engine.render(48_000).tobytes()

    assert once() == once()


def test_shifting_everything_in_time_only_shifts_the_sound(dc: Bank) -> None:
    def at(frame: int) -> np.ndarray:
        engine = quiet(dc)
        engine.schedule(np.concatenate([event(frame, Kind.START, 1), event(frame + 500, Kind.STOP, 1)]))
        return engine.render(4_800)[frame - 9_600 : frame - 9_600 + 2_000, 0].copy()

    assert np.abs(at(9_700) - at(9_713)).max() < 5e-3


def test_note_on_and_off_make_no_click(dc: Bank) -> None:
    engine = quiet(dc)
    engine.schedule(np.concatenate([event(9_700, Kind.START, 1), event(12_000, Kind.STOP, 1)]))
    sound = engine.render(9_600)[:, 0]
    level = float(np.abs(sound).max())
    assert loudest_jump_db(sound[:2_000], level) < -33
    assert loudest_jump_db(sound[2_000:], level) < -39


def test_a_stolen_voice_makes_no_click(dc: Bank) -> None:
    engine = quiet(dc, polyphony=1)
    engine.schedule(np.concatenate([event(9_700, Kind.START, 1), event(13_000, Kind.START, 2)]))
    engine.schedule(np.concatenate([event(13_000, Kind.LEVEL, value=0.0)]))
    sound = engine.render(9_600)[:, 0]
    assert engine.counts["stolen"] == 1
    assert loudest_jump_db(sound[2_500:], float(np.abs(sound).max())) < -33


def test_a_note_never_steals_its_own_layers(tune: Bank) -> None:
    engine = Engine(tune, polyphony=2)
    engine.schedule(np.concatenate([event(10, Kind.START, 1), event(50, Kind.START, 2)]))
    engine.render(4_800)
    playing = engine._state.voices[engine._state.voices["state"] == 1]
    assert sorted(playing["note"]) == [2, 2]


def test_a_class_that_excludes_itself_keeps_one_voice(dc: Bank) -> None:
    engine = quiet(dc)
    engine.schedule(event(9_600, Kind.INSTRUMENT, note=1))
    engine.schedule(np.concatenate([event(9_700 + k * 300, Kind.START, k) for k in range(8)]))
    engine.render(9_600)
    assert engine.counts["playing"] == 1


def test_a_class_alone_ends_nothing_that_is_not_ended_by_it(dc: Bank) -> None:
    engine = quiet(dc)
    engine.schedule(event(9_600, Kind.INSTRUMENT, note=1))
    engine.schedule(np.concatenate([event(9_700 + k * 300, Kind.START, k, pitch=72) for k in range(3)]))
    engine.render(4_800)
    assert engine.counts["playing"] == 3


def test_what_is_ended_softly_falls_in_its_own_release() -> None:
    volume = Envelope(attack_s=0.001, release_s=1.0)
    sample = Sample(np.ones(4_800, np.float32), 48_000.0, (0, 4_800))
    regions = (
        Region(0, key_high=60, volume=volume, ended_by=2, ended_softly=True),
        Region(0, key_low=61, volume=volume, gain_db=-100, exclusive=2),
    )
    engine = Engine(bank_of([Instrument("soft", (sample,), regions)]), dry=True)
    engine.schedule(np.concatenate([event(0, Kind.START, 1), event(4_800, Kind.START, 2, pitch=72)]))
    engine.render(4_800)
    heard = engine.render(9_600)[:, 0]
    assert 20 * np.log10(heard[9_500] / heard[0]) == pytest.approx(-20.0, abs=1.0)


def test_a_pedal_leaves_a_sound_that_goes_on_by_itself_alone() -> None:
    sample = Sample(np.ones(4_800, np.float32), 48_000.0, (0, 4_800))
    engine = Engine(bank_of([Instrument("gong", (sample,), (Region(0, one_shot=True),))]), dry=True)
    down, up = event(0, Kind.SUSTAIN, value=1), event(2_000, Kind.SUSTAIN, value=0)
    engine.schedule(np.concatenate([down, event(0, Kind.START, 1), event(1_000, Kind.STOP, 1), up]))
    engine.render(9_600)
    assert engine.counts["playing"] == 1


@pytest.mark.parametrize("none", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.INSTRUMENT])
def test_what_is_no_number_changes_nothing_and_ends_what_it_ends(dc: Bank, kind: Kind, none: float) -> None:
    plain, engine = quiet(dc), quiet(dc)
    for one in (plain, engine):
        one.schedule(event(one.frame, Kind.START, 1))
    engine.schedule(event(engine.frame + 480, kind, 1, pitch=none, value=none))
    ends = kind in {Kind.STOP, Kind.END_ALL, Kind.CUT}
    if ends:
        plain.schedule(event(plain.frame + 480, kind, 1))
    same, heard = plain.render(4_800).copy(), engine.render(4_800)
    assert np.array_equal(same, heard) or (kind is Kind.TOUCH and np.isfinite(heard).all())
    assert engine.counts["refused"] == (not ends and kind is not Kind.TOUCH)


@pytest.mark.parametrize("kind", [Kind.LEVEL, Kind.PAN, Kind.SEND, Kind.BEND, Kind.VIBRATO])
def test_a_part_is_moved_no_further_than_makes_sense(tune: Bank, kind: Kind) -> None:
    for value in (3e38, -3e38):
        engine = Engine(tune)
        engine.schedule(np.concatenate([event(0, kind, value=value), event(0, Kind.START, 1)]))
        heard = engine.render(9_600)
        assert np.isfinite(heard).all()
        assert np.abs(heard).max() <= 1.0


def test_a_held_pedal_holds_and_then_lets_go(dc: Bank) -> None:
    engine = quiet(dc)
    engine.schedule(np.concatenate([
        event(9_600, Kind.SUSTAIN, value=1), event(9_700, Kind.START, 1), event(9_900, Kind.STOP, 1),
    ]))  # fmt: skip
    assert np.abs(engine.render(9_600)[-10:]).max() > 0.1
    engine.schedule(event(engine.frame, Kind.SUSTAIN, value=0))
    assert np.abs(engine.render(9_600)[-10:]).max() < 1e-2


def test_everything_ends_when_asked(tune: Bank) -> None:
    engine = Engine(tune)
    engine.schedule(np.concatenate([event(k, Kind.START, k, 60 + k) for k in range(9)]))
    engine.schedule(event(4_000, Kind.END_ALL))
    engine.render(96_000)
    assert engine.counts["playing"] == 0


def test_events_of_the_past_play_at_once_and_are_counted(dc: Bank) -> None:
    engine = quiet(dc)
    engine.schedule(event(5, Kind.START))
    assert np.abs(engine.render(480)).max() > 0.1
    assert engine.counts["late"] == 1


def test_a_flood_of_events_is_bounded_and_counted(dc: Bank) -> None:
    engine = Engine(dc)
    engine.schedule(np.concatenate([np.repeat(event(1_000_000, Kind.STOP), 9_000)]))
    assert engine.counts["dropped"] == 9_000 - 8_192


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-100, 5_000), st.floats(width=32), st.floats(width=32), st.integers(-5, 5),
            st.integers(0, 255), st.integers(0, 255),
        ),
        max_size=40,
    )
)  # fmt: skip
def test_no_event_whatever_breaks_the_engine(
    tune: Bank, rows: list[tuple[int, float, float, int, int, int]]
) -> None:
    engine = Engine(tune)
    values = [(frame, pitch, value, note, kind, part, 0) for frame, pitch, value, note, kind, part in rows]
    engine.schedule(np.array(values, EVENT))
    sound = engine.render(9_600)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 1.0


def test_however_much_plays_it_stays_under_the_ceiling(dc: Bank) -> None:
    engine = Engine(dc, polyphony=128)
    engine.schedule(np.concatenate([event(100 + 7 * k, Kind.START, k, value=127) for k in range(120)]))
    assert np.abs(engine.render(24_000)).max() < 10 ** (-1 / 20)


def sounding(dc: Bank) -> Engine:
    """A steady tone that has settled."""
    engine = quiet(dc)
    engine.schedule(event(engine.frame, Kind.START))
    engine.render(9_600)
    return engine


def test_the_volume_moves_smoothly_to_where_it_was_set(dc: Bank) -> None:
    engine = sounding(dc)
    full = float(engine.render(480)[-1, 0])
    engine.schedule(event(engine.frame, Kind.VOLUME, value=0.25))
    heard = engine.render(24_000)[:, 0].copy()
    assert heard[-1] == pytest.approx(0.25 * full, rel=0.01)
    assert loudest_jump_db(heard, full) < -50


def test_mute_is_silence_without_a_click_and_the_music_goes_on(dc: Bank) -> None:
    engine = sounding(dc)
    full = float(engine.render(480)[-1, 0])
    engine.schedule(event(engine.frame, Kind.MUTE, value=1.0))
    muted = engine.render(24_000)[:, 0].copy()
    assert abs(muted[-1]) < 1e-4 * full
    assert loudest_jump_db(muted, full) < -50
    assert engine.counts["playing"] == 1
    engine.schedule(event(engine.frame, Kind.MUTE, value=0.0))
    assert engine.render(24_000)[-1, 0] == pytest.approx(full, rel=0.01)


@pytest.mark.parametrize(("asked", "most"), [(np.nan, 8.0), (np.inf, 8.0), (-3.0, 0.001), (1e6, 8.0)])
def test_a_volume_that_is_none_is_held_between_nothing_and_the_most(
    dc: Bank, asked: float, most: float
) -> None:
    engine = sounding(dc)
    engine.schedule(event(engine.frame, Kind.VOLUME, value=asked))
    assert np.abs(engine.render(24_000)[-1]).max() < most


def test_gestures_may_make_everything_softer_and_what_is_no_gain_is_none(dc: Bank) -> None:
    engine = quiet(dc)
    engine.schedule(event(engine.frame, Kind.START, note=1))
    engine.render(24_000)
    plain = float(np.abs(engine.render(480)).max())
    for gain, heard in ((0.5, 0.5), (1.0, 1.0), (float("nan"), 1.0), (99.0, 1.0)):
        engine.schedule(event(engine.frame, Kind.SHAPE, pitch=0.0, value=gain))
        engine.render(24_000)
        level = float(np.abs(engine.render(480)).max())
        assert level == pytest.approx(heard * plain, rel=0.01)


def test_a_timbre_chooses_the_layer_and_opens_the_filter_but_not_the_volume() -> None:
    time = np.arange(48_000) / 48_000
    loop = (0, 48_000)
    layers = tuple(
        Sample(np.sin(2 * np.pi * 440 * number * time).astype(np.float32), 48_000.0, loop)
        for number in (1, 2, 3)
    )
    held = Envelope(attack_s=0.001)
    edges = ((1, 50), (51, 92), (93, 127))
    regions = tuple(
        Region(at, root=69, velocity_low=low, velocity_high=high, cutoff_cents=13_400, volume=held)
        for at, (low, high) in enumerate(edges)
    )
    bank = bank_of([Instrument("layers", layers, regions)])
    heard = {}
    for timbre in (-1.0, 0.0, 1.0):
        engine = Engine(bank, dry=True)
        engine.schedule(event(0, Kind.SHAPE, pitch=timbre, value=1.0))
        engine.schedule(event(0, Kind.START, note=1, pitch=69.0, value=80.0))
        engine.render(4_800)
        sound = engine.render(9_600)[:, 0].copy()
        power = np.abs(np.fft.rfft(sound)) ** 2
        heard[timbre] = (int(np.argmax(power) * 5), float(np.sqrt(np.mean(sound**2))))
    assert [hz for hz, _ in heard.values()] == [440, 880, 1_320]
    assert max(level for _, level in heard.values()) / min(level for _, level in heard.values()) < 1.05
