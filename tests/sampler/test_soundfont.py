"""The SoundFont reader: what generators mean, and that no file whatever costs more than its size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from installation.sampler.bank import bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.modulator import How
from installation.sampler.region import OPEN_CENTS, Region
from installation.sampler.soundfont import SoundFont, SoundFontError, parse
from tests.fakes.soundfont import FontPreset, FontSample, FontZone, soundfont_bytes

TONE = FontSample(0.5 * np.sin(2 * np.pi * 440 * np.arange(9_600) / 48_000), 48_000, 69, (0, 4_800))
ENDS = [(54, 1), (53, 0)]


def font(generators: list[tuple[int, int]], **more: object) -> bytes:
    return soundfont_bytes([TONE], [FontPreset([FontZone([*generators, *ENDS])], **more)])


def region(generators: list[tuple[int, int]], **more: object) -> Region:
    (only,) = parse(font(generators, **more)).instrument(0, 0).regions
    return only


def test_a_plain_zone_is_a_plain_region() -> None:
    found = region([])
    assert (found.key_low, found.key_high, found.velocity_low, found.velocity_high) == (0, 127, 0, 127)
    assert (found.root, found.cents_per_key, found.cents, found.gain_db) == (69, 100, 0, 0)
    assert (found.cutoff_cents, found.volume.attack_s, found.velocity_track) == (OPEN_CENTS, 0.001, 1.0)


@pytest.mark.parametrize(
    ("generators", "name", "value"),
    [
        ([(43, 40 | 70 << 8)], "key_high", 70),
        ([(44, 10 | 99 << 8)], "velocity_low", 10),
        ([(17, -500)], "pan", -1.0),
        ([(48, 100)], "gain_db", -4.0),
        ([(8, 9_000)], "cutoff_cents", 9_000),
        ([(8, 9_000), (9, 120)], "resonance_db", 12.0),
        ([(11, 2_400)], "cutoff_envelope", 2_400),
        ([(7, -1_200)], "pitch_envelope", -1_200),
        ([(51, -12), (52, 7)], "cents", -1_193.0),
        ([(56, 50)], "cents_per_key", 50.0),
        ([(58, 60)], "root", 60.0),
        ([(57, 5)], "exclusive", 5),
        ([(57, 5)], "ended_by", 5),
        ([(40, -50)], "decay_key", -50),
    ],
)
def test_generators_mean_what_the_standard_says(
    generators: list[tuple[int, int]], name: str, value: float
) -> None:
    assert getattr(region(generators), name) == value


def test_times_are_timecents_and_sustain_is_centibels() -> None:
    found = region([(33, -1_200), (34, 0), (35, 1_200), (36, 2_400), (37, 200), (38, -12_000)]).volume
    assert (found.delay_s, found.attack_s, found.hold_s, found.decay_s) == (0.5, 1.0, 2.0, 4.0)
    assert found.sustain == pytest.approx(0.1)
    assert found.release_s == 0.0


def test_a_preset_zone_adds_to_what_the_instrument_says_and_narrows_its_keys() -> None:
    found = region([(48, 100), (43, 40 | 80 << 8)], over=[(48, 50), (51, 12), (43, 60 | 127 << 8)])
    assert found.gain_db == pytest.approx(-6.0)
    assert found.cents == 1_200
    assert (found.key_low, found.key_high) == (60, 80)


def test_a_global_zone_gives_what_the_others_do_not_say() -> None:
    zones = [FontZone([(48, 100), (17, 250)]), FontZone([(17, -250), *ENDS]), FontZone(ENDS)]
    one, other = parse(soundfont_bytes([TONE], [FontPreset(zones)])).instrument(0, 0).regions
    assert (one.pan, other.pan) == (-0.5, 0.5)
    assert one.gain_db == other.gain_db == -4.0


def test_a_fixed_key_sounds_the_same_on_every_key() -> None:
    found = region([(46, 72)])
    assert (found.cents_per_key, found.cents) == (0.0, 300.0)


def modulated(*modulators: tuple[int, int, int, int, int], **more: object) -> Region:
    zone = FontZone([(8, 9_000), *more.pop("generators", []), *ENDS], list(modulators))
    preset = FontPreset([zone], **more)
    (found,) = parse(soundfont_bytes([TONE], [preset])).instrument(0, 0).regions
    return found


def test_velocity_opens_the_filter_only_where_the_bank_asks() -> None:
    (one,) = modulated((0x0102, 8, -2_400, 0, 0)).modulators
    assert (one.goal, one.amount, one.source.of(0), one.source.of(64)) == ("cutoff", -2_400, 1.0, 0.5)
    assert region([(8, 9_000)]).modulators == ()


@pytest.mark.parametrize(
    ("modulator", "goal", "how", "amount"),
    [
        ((0x0002, 34, -2_400, 0, 0), "volume.attack", How.TIMECENTS, -2_400),
        ((0x0003, 17, 250, 0, 0), "pan", How.ADD, 0.5),
        ((0x0002, 37, 100, 0, 0), "volume.sustain", How.DECIBELS, -10.0),
        ((0x0002, 29, 100, 0, 0), "modulation.sustain", How.ADD, -0.1),
        ((0x0202, 51, 2, 0, 0), "cents", How.ADD, 200.0),
        ((0x0002, 24, 1_200, 0, 0), "vibrato_step", How.CENTS, 1_200),
    ],
)
def test_modulators_speak_of_the_regions_own_units(
    modulator: tuple[int, int, int, int, int], goal: str, how: How, amount: float
) -> None:
    (one,) = modulated(modulator).modulators
    assert (one.goal, one.how) == (goal, how)
    assert one.amount == pytest.approx(amount)


def test_a_default_modulator_is_replaced_by_an_instruments_and_added_to_by_a_presets() -> None:
    assert (modulated().velocity_track, modulated().wheel_cents) == (1.0, 50.0)
    own = modulated((0x0502, 48, 480, 0, 0), (0x0081, 6, 0, 0, 0))
    assert (own.velocity_track, own.wheel_cents, own.modulators) == (0.5, 0.0, ())
    beside = modulated((0x0102, 48, 480, 0, 0))
    assert (beside.velocity_track, [one.goal for one in beside.modulators]) == (1.0, ["gain"])
    added = modulated(over_modulators=[(0x0502, 48, -480, 0, 0)])
    assert added.velocity_track == 0.5


def test_a_velocity_that_the_zone_fixes_is_put_into_its_modulators() -> None:
    (one,) = modulated((0x0002, 8, 1_280, 0x0002, 0), generators=[(47, 64)]).modulators
    assert one.amount == 1_280 / 4
    assert one.source.of(1) == one.by.of(1) == 1.0


def test_modulators_that_are_not_played_are_listed_once() -> None:
    played = [(0x028A, 17, 1_000, 0, 0), (0x0081, 6, 60, 0, 0), (0x000D, 6, 60, 0, 0), (0x0081, 8, 0, 0, 0)]
    zone = FontZone(ENDS, [*played, (0x0081, 8, 50, 0, 0), (0x0002, 15, 60, 0, 0)])
    found = parse(soundfont_bytes([TONE], [FontPreset([zone, zone])]))
    found.instrument(0, 0)
    assert found.ignored == {"modulator 0x0081 to 8", "modulator 0x0002 to 15"}


def test_frames_of_24_bits_are_read_whole() -> None:
    sample = FontSample(np.array([0.5 + 1 / (1 << 20), -0.25 - 3 / (1 << 22), *[0.0] * 60]))
    data = soundfont_bytes([sample], [FontPreset([FontZone([(53, 0)])])], fine=True)
    (found,) = parse(data).instrument(0, 0).samples
    assert np.abs(found.frames[:2] - sample.frames[:2]).max() <= 0.6 / (1 << 23)
    cut = data.replace(b"sm24", b"sm25")
    (coarse,) = parse(cut).instrument(0, 0).samples
    assert np.abs(coarse.frames[:2] - sample.frames[:2]).max() > 1e-7


def test_a_font_plays_in_tune_and_at_its_level() -> None:
    engine = Engine(bank_of([parse(font([])).instrument(0, 0)]), dry=True)
    engine.schedule(np.array([(0, 69, 127, 1, Kind.START, 0, 0)], EVENT))
    heard = engine.render(48_000)[9_600:, 0]
    assert np.abs(heard).max() == pytest.approx(0.5 * np.cos(np.pi / 4), rel=0.01)
    crossings = np.flatnonzero((heard[:-1] < 0) & (heard[1:] >= 0))
    assert np.mean(np.diff(crossings)) == pytest.approx(48_000 / 440, rel=1e-4)


def test_a_preset_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="3:4"):
        parse(font([])).instrument(3, 4)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0sfbk", b"x" * 400])
def test_what_is_no_soundfont_is_refused(data: bytes) -> None:
    with pytest.raises(SoundFontError):
        parse(data)


def test_a_chunk_that_claims_four_gigabytes_is_refused() -> None:
    data = bytearray(font([]))
    at = data.index(b"smpl")
    data[at + 4 : at + 8] = b"\xff\xff\xff\xff"
    with pytest.raises(SoundFontError, match="claims"):
        parse(bytes(data))


def test_a_zone_that_names_a_sample_that_is_not_there_is_refused() -> None:
    data = soundfont_bytes([TONE], [FontPreset([FontZone([(53, 7)])])])
    with pytest.raises(SoundFontError, match="sample 7"):
        parse(data).instrument(0, 0)


def played(data: bytes) -> list[np.ndarray]:
    """Whatever is in these bytes, read and played: the sound of its first presets."""
    found: SoundFont = parse(data)
    sounds = []
    for preset in found.presets[:3]:
        engine = Engine(bank_of([found.instrument(preset.bank, preset.program)]), 8, 512)
        engine.schedule(np.array([(0, 60, 100, 1, 0, 0, 0), (300, 0, 0, 1, 1, 0, 0)], EVENT))
        sounds.append(engine.render(512).copy())
    return sounds


SMALL = soundfont_bytes(
    [FontSample(np.linspace(-1, 1, 200), 22_050, 60, (50, 150))],
    [
        FontPreset(
            [FontZone([(8, 7_000), (54, 1), (53, 0)]), FontZone([(43, 64 << 8), (53, 0)])], 0, 3, [(51, 5)]
        )
    ],
)


def test_the_file_that_is_mutated_is_heard_while_it_is_whole() -> None:
    (sound,) = played(SMALL)
    assert np.abs(sound).max() > 0.01


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 400),
)
def test_a_mutated_file_is_played_or_refused_in_words(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(SMALL)
    for place, value in changes:
        data[place] = value
    sounds, reason = [], "none"
    try:
        sounds = played(bytes(data[: len(data) - cut]))
    except SoundFontError as refused:
        reason = str(refused)
    assert reason
    assert all(np.isfinite(sound).all() for sound in sounds)
