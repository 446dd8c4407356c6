"""MIDI files as events: notes end, wheels bend, whatever else is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.sampler.event import Kind
from installation.shell.midi_events import MidiError, score_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

TICKS = 480


def written(path: Path, *messages: mido.Message) -> Path:
    """A file at 120 beats a minute: 480 ticks are half a second."""
    track = mido.MidiTrack(messages)
    mido.MidiFile(ticks_per_beat=TICKS, tracks=[track]).save(path)
    return path


def of_kind(events: np.ndarray, kind: Kind) -> np.ndarray:
    return events[events["kind"] == kind]


def test_a_note_starts_and_stops_at_its_frame(tmp_path: Path) -> None:
    on = mido.Message("note_on", note=64, velocity=90, channel=2, time=TICKS)
    off = mido.Message("note_off", note=64, channel=2, time=TICKS)
    score = score_of(written(tmp_path / "a.mid", on, off))
    (start,), (stop,) = of_kind(score.events, Kind.START), of_kind(score.events, Kind.STOP)
    assert (start["frame"], start["part"], start["pitch"], start["value"]) == (24_000, 2, 64.0, 90.0)
    assert (stop["frame"], stop["note"]) == (48_000, start["note"])
    assert score.frames == 48_000


def test_programs_become_instruments_in_the_order_of_their_first_use(tmp_path: Path) -> None:
    messages = [
        mido.Message("control_change", control=0, value=5, channel=1),
        mido.Message("program_change", program=40, channel=1, time=10),
        mido.Message("program_change", program=3, channel=9),
    ]
    score = score_of(written(tmp_path / "a.mid", *messages))
    assert score.presets[:2] == ((0, 0), (128, 0))
    assert score.presets[2:] == ((5, 40), (128, 3))


def test_pressure_on_the_keys_deepens_the_vibrato_beside_the_wheel(tmp_path: Path) -> None:
    messages = [
        mido.Message("aftertouch", value=127), mido.Message("control_change", control=1, value=127),
        mido.Message("aftertouch", value=0),
    ]  # fmt: skip
    events = score_of(written(tmp_path / "a.mid", *messages)).events
    assert of_kind(events, Kind.VIBRATO)["value"].tolist() == [1.0, 2.0, 1.0]


def test_wheel_pedal_and_controllers_are_heard(tmp_path: Path) -> None:
    messages = [
        mido.Message("control_change", control=101, value=0), mido.Message("control_change", control=100, value=0),
        mido.Message("control_change", control=6, value=12), mido.Message("pitchwheel", pitch=4096),
        mido.Message("control_change", control=7, value=127), mido.Message("control_change", control=64, value=100),
        mido.Message("control_change", control=10, value=0), mido.Message("control_change", control=1, value=127),
    ]  # fmt: skip
    events = score_of(written(tmp_path / "a.mid", *messages)).events
    assert of_kind(events, Kind.BEND)["value"].tolist() == [600.0]
    assert of_kind(events, Kind.LEVEL)["value"][-1] == pytest.approx(1.0)
    assert of_kind(events, Kind.SUSTAIN)["value"][0] == 1.0
    assert of_kind(events, Kind.PAN)["value"].tolist() == [-1.0]
    assert of_kind(events, Kind.VIBRATO)["value"].tolist() == [1.0]


NOTES = st.tuples(
    st.sampled_from(["note_on", "note_off"]), st.integers(0, 127), st.integers(0, 127), st.integers(0, 15)
)


@given(st.lists(NOTES, max_size=60))
def test_no_note_is_left_on(
    tmp_path_factory: pytest.TempPathFactory, notes: list[tuple[str, int, int, int]]
) -> None:
    path = tmp_path_factory.mktemp("midi") / "a.mid"
    messages = [
        mido.Message(kind, note=note, velocity=velocity, channel=channel, time=5)
        for kind, note, velocity, channel in notes
    ]
    events = score_of(written(path, *messages)).events
    ends = of_kind(events, Kind.END_ALL)
    assert len(ends) == 1
    assert ends["frame"][0] >= events["frame"].max()


@pytest.mark.parametrize("data", [b"", b"MThd", b"RIFF and so on", bytes(300)])
def test_what_is_no_midi_file_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.mid"
    path.write_bytes(data)
    with pytest.raises(MidiError, match=r"broken\.mid"):
        score_of(path)
