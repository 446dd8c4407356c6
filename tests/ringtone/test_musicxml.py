"""The sheet music's file, read by a foreign program."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import music21
import numpy as np
import pytest

from installation.effects import FRAME_RATE
from installation.measure.shape import Shape
from installation.ringtone.musicxml import musicxml
from installation.ringtone.performance import Performance, perform
from installation.ringtone.piece import Ringtone
from installation.score import HOLD, REST, TICKS, Measure
from tests.fakes import kit


class RandomDecoder:
    """Bars of chance: onsets, holds and rests on any tick."""

    def decode(self, point: np.ndarray) -> Measure:
        chance = np.random.default_rng(int(abs(point).sum() * 1000))
        kinds = chance.choice([0, HOLD, REST], size=TICKS, p=[0.4, 0.45, 0.15])
        return Measure(tuple(int(chance.integers(55, 92)) if kind == 0 else int(kind) for kind in kinds))


def performance(seed: int, shape: Shape | None = None) -> Performance:
    chance = np.random.default_rng(seed)
    bars = tuple(tuple(int(level) for level in chance.integers(1, 11, 4)) for _ in range(4))
    ringtone = Ringtone("plain", bars) if shape is None else Ringtone("plain", bars, shape)
    return perform(ringtone, kit.style("plain", 100.0), kit.Kit(kit.FakeControl(), RandomDecoder()))


@pytest.mark.parametrize("seed", range(5))
def test_another_program_reads_the_same_notes_at_the_same_times(seed: int) -> None:
    found = performance(seed)
    read = music21.converter.parse(musicxml(found, "Tune", "CODE").decode(), format="musicxml")
    bars = read.parts[0].getElementsByClass("Measure")
    assert [bar.duration.quarterLength for bar in bars] == [4.0] * len(found.measures)
    notes = read.parts[0].stripTies().flatten().notes
    there = [(float(note.offset), float(note.quarterLength), note.pitch.midi) for note in notes]
    beat = 60 / found.length.tempo_bpm * FRAME_RATE
    wanted = [
        (note.start / beat, (note.end - note.start) / beat, note.pitch)
        for note in found.notes
        if note.part == "melody"
    ]
    assert len(there) == len(wanted)
    for one, other in zip(there, wanted, strict=True):
        assert one == pytest.approx(other, abs=1e-3)


def test_it_names_the_tune_its_code_its_key_and_its_tempo() -> None:
    root = ET.fromstring(musicxml(performance(1, Shape(mode="minor", tempo=0.95)), "Tune & more", "CODE"))  # noqa: S314 - our own
    assert root.findtext("work/work-title") == "Tune & more"
    assert root.findtext("identification/source") == "CODE"
    assert root.findtext(".//key/fifths") == "-3"
    assert root.findtext(".//per-minute") == "95"


def test_the_same_performance_gives_the_same_bytes() -> None:
    assert musicxml(performance(2), "Tune", "CODE") == musicxml(performance(2), "Tune", "CODE")
