"""A recorded visit through the whole loop: the same bytes each time."""

from __future__ import annotations

import json

import mido
import numpy as np
import pytest

from installation.effects import FRAME_RATE, frame_at
from installation.inputs import LevelChosen, LockSet, PressuresGiven, ResetAsked, StyleChosen
from installation.shell.instruments import load_bank
from installation.shell.offline_sound import OfflineSound
from installation.shell.replay import TAIL_S, Plan, Replayed, as_input, replay
from installation.visits.visit import CommandGiven, PadsPressed, parse
from tests.fakes import kit

VISIT = """{"visit": 1, "pads": 4, "level": 3}
{"t_ms": 0, "pads": [0, 0, 0, 0]}
{"t_ms": 700.5, "pads": [0, 0, 0.6, 0]}
{"t_ms": 1500, "pads": [0.3, 0, 0.9, 0]}
{"t_ms": 2100, "command": "style", "value": "brisk"}
{"t_ms": 2600, "command": "level", "value": 2}
{"t_ms": 3000, "pads": [0, 0, 0, 0]}
"""


@pytest.fixture(scope="module")
def bank() -> object:
    return load_bank()


def play(bank: object, text: str = VISIT, **plan: object) -> Replayed:
    rules = kit.rules()
    visit = parse(text, "a.jsonl", levels=range(4), styles=rules.styles)
    return replay(rules, Plan(visit, "plain", visit.level, **plan), OfflineSound(bank))


def test_the_same_visit_gives_the_same_sound_tune_and_journal(bank: object) -> None:
    one, two = play(bank), play(bank)
    assert one.sound.tobytes() == two.sound.tobytes()
    assert one.tune == two.tune
    assert one.journal == two.journal


def test_a_visit_sounds_as_it_did(bank: object, golden: object) -> None:
    golden.assert_same_sound("sounds/replay.wav", play(bank).sound[: 2 * FRAME_RATE, 0])


def test_the_first_touch_is_heard_nine_milliseconds_after_it_and_not_before(bank: object) -> None:
    quiet = VISIT.replace("[0, 0, 0.6, 0]", "[0, 0, 0, 0]")
    with_it, without = play(bank), play(bank, quiet)
    count = min(len(with_it.sound), len(without.sound))
    differs = np.flatnonzero(np.abs(with_it.sound[:count] - without.sound[:count]).max(axis=1) > 1e-7)
    assert differs[0] == pytest.approx(frame_at(709_500_000), abs=40)


def test_the_sound_lasts_to_the_last_line_and_at_most_five_seconds_more(bank: object) -> None:
    found = play(bank)
    assert found.duration_s == 3.0
    assert 3.0 * FRAME_RATE <= len(found.sound) <= (3.0 + TAIL_S) * FRAME_RATE
    assert np.abs(found.sound).max() > 0.01


def test_every_note_of_the_journal_is_in_the_tune(bank: object, tmp_path: object) -> None:
    found = play(bank)
    started = [json.loads(line) for line in found.journal if '"start_note"' in line]
    starts = [start for start in started if start["part"] == "melody"]
    path = tmp_path / "a.mid"
    path.write_bytes(found.tune)
    heard = [
        message.note for message in mido.MidiFile(path) if message.type == "note_on" and message.velocity
    ]
    assert heard == [round(start["pitch"]) for start in starts]
    assert found.notes == len(starts) > 5


def test_a_visit_begins_again_when_more_time_is_asked_for(bank: object) -> None:
    found = play(bank, seconds=12.0)
    assert found.duration_s == 12.0
    presses = [line for line in found.journal if '"press"' in line]
    assert len(presses) >= 4


def test_pictures_are_spread_evenly_over_the_visit(bank: object) -> None:
    rules = kit.rules()
    visit = parse(VISIT, "a.jsonl", levels=range(4), styles=rules.styles)
    times: list[float] = []
    replay(
        rules, Plan(visit, "plain", pictures=4), OfflineSound(bank), lambda shown: times.append(shown.time_s)
    )
    assert times == pytest.approx([0.377, 1.127, 1.877, 2.627], abs=0.01)


def test_commands_become_inputs_at_their_time() -> None:
    assert as_input(PadsPressed(5, (0.0, 0.0, 0.0, 1.0)), 10) == PressuresGiven(15, (0.0, 0.0, 0.0, 1.0))
    assert as_input(CommandGiven(5, "level", 2)) == LevelChosen(5, 2)
    assert as_input(CommandGiven(5, "style", "plain")) == StyleChosen(5, "plain")
    assert as_input(CommandGiven(5, "lock", value=True)) == LockSet(5, locked=True)
    assert as_input(CommandGiven(5, "reset", None)) == ResetAsked(5)
