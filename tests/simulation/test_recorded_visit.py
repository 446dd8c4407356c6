"""A visit recorded in full, from the consent on the wall to the files of its replay: the same bytes every time.

The engine's own loop, the shipped model and content, a board, the keeper in its own process, the command that replays.
"""

from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import soundfile

from installation.inputs import LevelChosen, StudySet, StyleChosen
from installation.shell import engine, visits_work
from installation.shell.content import load_content, load_rules
from installation.shell.visits_scribe import VisitScribe
from installation.world import begin
from tests.fakes.clock import Clock
from tests.fakes.mailbox import Mailbox
from tests.fakes.orders import OrdersIn
from tests.fakes.port import PortDoor
from tests.fakes.sound import SoundDoor

if TYPE_CHECKING:
    from installation.inputs import Input

HOME = Path(__file__).parents[2]
SECOND = 1_000_000_000
FRAME_NS = 8_000_000
LASTS_S = 13
REST = 3_000
ORDERS: list[Input] = [
    StudySet(SECOND, on=True),
    LevelChosen(2 * SECOND, 3),
    LevelChosen(10 * SECOND, 4),
    StyleChosen(11 * SECOND, "glass"),
]


def raw(at_s: float) -> tuple[int, int, int, int]:
    """Hands: one pad, then all four in a turning grip for as long as consent takes, then pad after pad, then all."""
    if 2.2 <= at_s < 3.2:
        return (REST, 20_000, REST, REST)
    if 4.0 <= at_s < 7.6 or 11.5 <= at_s < 12.6:
        turns = [round(12_000 * math.sin(1.3 * at_s + 1.57 * pad)) for pad in range(4)]
        rhythm, wide, density, jump = (40_000 + turn for turn in turns)
        return (rhythm, wide, density, jump)
    if 8.0 <= at_s < 11.2:
        pad, force = int(at_s / 0.7) % 4, 12_000 + round(3_000 * at_s)
        rhythm, wide, density, jump = (force if pad == each else REST for each in range(4))
        return (rhythm, wide, density, jump)
    return (REST, REST, REST, REST)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a show leaves in which one visitor agreed."""
    path = tmp_path_factory.mktemp("show") / "visits.db"
    content = load_content(HOME / "content")
    rules = load_rules(HOME, content)
    scribe = VisitScribe.begun(path, content.retention, content.levels, HOME)
    frames = [(at_ns, raw(at_ns / SECOND)) for at_ns in range(FRAME_NS, LASTS_S * SECOND, FRAME_NS)]
    clock = Clock()
    doors = engine.Doors(
        clock=clock,
        port=PortDoor([(1, "/dev/board"), *frames]),
        sound=SoundDoor(),
        orders=OrdersIn(ORDERS, clock, LASTS_S * SECOND),
        mailbox=Mailbox(),
        scribes=(scribe,),
        keeper=scribe,
    )
    engine.run(begin(rules, "reel", 1), rules, doors)
    engine.close(doors)
    return path


def test_a_visit_that_agreed_on_the_wall_is_replayed_with_the_same_bytes_every_time(
    database: Path, tmp_path: Path
) -> None:
    connection = sqlite3.connect(database)
    (visit, whole, steps, touches), *more = connection.execute(
        "SELECT id, whole, ended_step - begun_step, touches FROM visits JOIN recordings USING (visit)"
    ).fetchall()
    connection.close()
    assert not more
    assert whole == 1
    assert touches > 8
    assert steps > 5 * 500, "from three seconds into the grip to the end"
    one, two = tmp_path / "one", tmp_path / "two"
    for out in (one, two):
        visits_work.replay(database, visit, out, 0)
    names = ("audio.wav", "melody.mid", "events.jsonl")  # the summary also says how long it took
    assert [(one / name).read_bytes() for name in names] == [(two / name).read_bytes() for name in names]
    sound, rate = soundfile.read(next(one.glob("*.wav")))
    assert abs(len(sound) / rate - steps / 500) < 5
    assert abs(sound).max() > 0.01
    told = [json.loads(line) for line in next(one.glob("*.jsonl")).read_text(encoding="utf-8").splitlines()]
    kinds = {line.get("kind") for line in told}
    assert {"measure", "press", "release", "gesture", "level", "style"} <= kinds
