"""SFZ: opcodes, headers that inherit, and errors that name a line."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.sampler.modulator import How
from installation.sampler.region import OPEN_CENTS, Region
from installation.sampler.sfz import parse
from installation.sampler.sfz_text import SfzError


def only(text: str) -> Region:
    (found,) = parse(text).regions
    return found.region


def test_headers_inherit_and_a_new_one_forgets_what_was_beneath() -> None:
    text = """
    <control> default_path=sounds/
    <global> volume=-3
    <group> lovel=1 hivel=60 pan=-50
    <region> sample=soft one.wav key=60 // a comment
    <region> sample=soft2.wav key=c#4
    <group> lovel=61 <region> sample=hard.wav lokey=59 hikey=61 pitch_keycenter=60
    """
    one, two, three = parse(text).regions
    assert [one.file, two.file, three.file] == ["sounds/soft one.wav", "sounds/soft2.wav", "sounds/hard.wav"]
    assert (one.region.key_low, one.region.key_high, one.region.root) == (60, 60, 60)
    assert two.region.key_low == 61
    assert [found.region.gain_db for found in (one, two, three)] == [-3, -3, -3]
    assert (three.region.velocity_low, three.region.velocity_high, three.region.pan) == (61, 127, 0.0)


def only_corner(hz: float) -> float:
    return only(f"<region> sample=a.wav cutoff={hz}").cutoff_cents


@pytest.mark.parametrize(
    ("opcode", "name", "value"),
    [
        ("transpose=-12 tune=7", "cents", -1_193.0), ("seq_length=3 seq_position=2", "turn", 1),
        ("lorand=0.25", "chance_low", 0.25), ("offset=100", "start_frames", 100.0),
        ("amp_veltrack=50", "velocity_track", 0.5), ("pitch_keytrack=0", "cents_per_key", 0.0),
        ("fil_veltrack=2400", "cutoff_velocity", 2_400.0), ("loop_mode=one_shot", "one_shot", True),
        ("loop_mode=loop_sustain", "until_release", True), ("cutoff=999999", "cutoff_cents", OPEN_CENTS),
        ("group=4", "exclusive", 4), ("group=4", "ended_by", 0), ("off_by=4", "ended_by", 4),
        ("off_by=4 off_mode=normal", "ended_softly", True), ("off_by=4", "ended_softly", False),
        ("loopmode=one_shot", "one_shot", True), ("loopmode=loop_sustain", "until_release", True),
        ("cutoff=500 fil_type=lpf_4p", "cutoff_cents", only_corner(500)),
        ("cutoff=500 fil_type=hpf_2p", "cutoff_cents", OPEN_CENTS),
    ],
)  # fmt: skip
def test_opcodes_mean_what_the_format_says(opcode: str, name: str, value: float) -> None:
    assert getattr(only(f"<region> sample=a.wav {opcode}"), name) == value


def test_a_corner_in_hertz_becomes_cents() -> None:
    assert only("<region> sample=a.wav cutoff=440").cutoff_cents == pytest.approx(6_900, abs=0.1)


def test_envelopes_are_read() -> None:
    volume = only(
        "<region> sample=a.wav ampeg_attack=0.5 ampeg_decay=2 ampeg_sustain=40 ampeg_release=3"
    ).volume
    assert (volume.attack_s, volume.decay_s, volume.sustain, volume.release_s) == (0.5, 2.0, 0.4, 3.0)


def test_the_control_header_moves_keys_that_are_said_and_only_those() -> None:
    moved = only("<control> note_offset=-1 octave_offset=1 <region> sample=a.wav key=60")
    assert (moved.key_low, moved.key_high, moved.root) == (71, 71, 71)
    everywhere = only("<control> note_offset=5 <region> sample=a.wav")
    assert (everywhere.key_low, everywhere.key_high, everywhere.root) == (0, 127, 60)


def test_velocity_moves_what_it_is_asked_to_and_the_hardest_note_moves_all_of_it() -> None:
    region = only("<region> sample=a.wav pitch_veltrack=100 ampeg_vel2attack=-0.5")
    pitch, attack = region.modulators
    assert (pitch.goal, pitch.amount * pitch.source.of(127)) == ("cents", pytest.approx(100))
    assert (attack.goal, attack.how, attack.amount * attack.source.of(127)) == (
        "volume.attack", How.SECONDS, pytest.approx(-0.5),
    )  # fmt: skip


@pytest.mark.parametrize(
    "waits",
    [
        "trigger=release", "locc64=64", "on_locc64=126", "sw_last=26 sw_default=24", "hicc11=60", "end=-1",
        "start_locc64=1",
    ],
)  # fmt: skip
def test_what_a_plain_note_does_not_wake_is_left_out(waits: str) -> None:
    plain = "<region> sample=b.wav trigger=attack locc7=90 hicc64=63 sw_last=24 sw_default=24"
    found = parse(f"<region> sample=a.wav {waits} {plain}")
    assert [one.file for one in found.regions] == ["b.wav"]
    assert waits.startswith("end") or any(waits.startswith(word) for word in found.ignored)


def test_a_generated_wave_is_listed_and_not_looked_for() -> None:
    found = parse("<region> sample=*sine <region> sample=a.wav")
    assert ([one.file for one in found.regions], found.ignored) == (["a.wav"], {"sample=*sine"})


def test_a_loop_ends_after_its_last_frame() -> None:
    (found,) = parse(
        "<region> sample=a.wav loop_mode=loop_continuous loop_start=10 loop_end=99 end=199"
    ).regions
    assert (found.loop, found.looped, found.end) == ((10, 100), True, 200)


def test_opcodes_that_are_not_played_are_listed_once() -> None:
    found = parse("<region> sample=a.wav xfin_lokey=3 <region> sample=b.wav xfin_lokey=4 egg=1 effect1=50")
    assert found.ignored == {"xfin_lokey", "egg", "effect1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no <region>"), ("<region> key=60", "line 1: a region without"),
        ("\n\n<region> sample=a.wav lokey=h9", "line 3: lokey"), ("<region> sample=a.wav volume=nan", "volume"),
        ("<region> sample=a.wav loop_start=x loop_end=2", "line 1: loop_start cannot be 'x'"),
        ("<region> sample=a.wav loopend=2 loopstart=1e3", "line 1: loop_start cannot be '1e3'"),
        ("<region> sample=a.wav\ntune=up volume=3", "line 1: tune cannot be 'up'"),
        ("<region> sample=a.wav pitchlfo_freq=inf egg=1", "line 1: pitchlfo_freq cannot be 'inf'"),
        ("<region> sample=a.wav ampeg_hold=long", "line 1: ampeg_hold cannot be 'long'"),
        ("<region> sample=a.wav key=900", "lokey cannot be '900'"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SfzError, match=said):
        parse(text)


@given(st.text(st.sampled_from("<>region sample=a.wav key0129#/*\n\\-c"), max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(SfzError):
        assert parse(text).regions
