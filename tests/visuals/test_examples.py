"""Moments made up to be looked at are moments that a world could show."""

from __future__ import annotations

import pickle

import pytest

from installation.pads.body import TOPOLOGY
from installation.score import PADS, SILENCE
from installation.snapshot import LONG_AGO_S, TargetView
from installation.visuals.examples import LEVELS, measure_of, moment, pressed_body, reported


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_beads_are_the_notes_of_the_measure(level: int) -> None:
    now = moment(level, (0.5, 0, 0.2, 0))
    assert [(bead.tick, bead.pitch, bead.ticks) for bead in now.beads] == [
        (note.tick, note.pitch, note.ticks) for note in now.measure.notes
    ]
    assert len(now.pads) == len(PADS)
    assert pickle.loads(pickle.dumps(now)).point == now.point  # noqa: S301 - our own bytes


def test_a_measure_begins_silent_and_may_end_so() -> None:
    measure = measure_of({4: 60, 10: 62}, ends=20)
    assert [(note.tick, note.ticks) for note in measure.notes] == [(4, 6), (10, 10)]
    assert measure != SILENCE


def test_a_pressed_body_keeps_its_rim() -> None:
    body = pressed_body((1, 1, 1, 1))
    assert (body[TOPOLOGY.rim] == TOPOLOGY.rest[TOPOLOGY.rim]).all()
    assert (TOPOLOGY.rest[:, 2] - body[:, 2]).max() > 0.2


@pytest.mark.parametrize("pad", range(len(PADS)))
def test_what_a_pad_did_is_shown_with_its_sentence_and_beads_that_it_brought(pad: int) -> None:
    now = reported(PADS[pad])
    assert now.words.said == f"said.changed.{PADS[pad]}.more|pad.{PADS[pad]}"
    assert {bead.changed_by for bead in now.beads} == {-1, pad}
    assert [bead.tick for bead in now.beads] == [note.tick for note in now.measure.notes]
    assert now.pads[pad].further > now.pads[pad].meter
    assert any(bead.tick == now.sounding for bead in now.beads)


def test_what_a_mark_orders_is_what_its_gauge_lacks() -> None:
    mark = TargetView(2, 0.6, 0.1, 0.0, 3.0, LONG_AGO_S)
    assert moment(1, (0, 0, 0.2, 0), target=mark).words.task == "target.more|pad.density"
    assert moment(1, (0, 0, 0.9, 0), target=mark).words.task == "target.less|pad.density"
