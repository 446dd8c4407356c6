"""The engine's way to the process that keeps ringtones: nobody waits, and nothing that fails there is felt."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from installation.effects import NoteDown
from installation.inputs import RingtoneReady
from installation.shell.ringtone_keeper import AGAIN_NS, READ_EVERY_NS, RingtoneKeeper
from installation.world import begin
from tests.fakes import kit

if TYPE_CHECKING:
    from pathlib import Path

    from installation.inputs import Input

ECHO = """
import json, sys
for line in sys.stdin:
    order = json.loads(line)
    print(json.dumps({"code": order["code"], "link": "HTTP://X/" + order["language"]}), flush=True)
"""
LIMIT_S = 60.0
WORLD = begin(kit.rules(), "plain")


def finished(code: str) -> tuple[NoteDown, ...]:
    return (NoteDown(0, "press", {}), NoteDown(0, "ringtone", {"code": code}))


def keeper(folder: Path, program: str) -> RingtoneKeeper:
    """A keeper whose process is that program."""
    found = RingtoneKeeper(folder, "")
    found.close()
    found._command = [sys.executable, "-c", program]
    found._begun_ns = -AGAIN_NS
    return found


def heard(found: RingtoneKeeper, count: int = 1) -> list[Input]:
    """What it tells, waited for."""
    told: list[Input] = []
    until_s, now_ns = time.monotonic() + LIMIT_S, 0
    while len(told) < count and time.monotonic() < until_s:
        now_ns += READ_EVERY_NS
        told += found.read(now_ns)
        time.sleep(0.01)
    return told


def test_what_is_finished_is_ordered_in_the_walls_language_and_its_link_comes_back(tmp_path: Path) -> None:
    found = keeper(tmp_path, ECHO)
    try:
        found.take(WORLD, (), finished("ABC"))
        found.take(WORLD, (), finished(""))
        found.take(WORLD, (), ())
        (told,) = heard(found)
        assert isinstance(told, RingtoneReady)
        assert (told.code, told.link) == ("ABC", "HTTP://X/en")
    finally:
        found.close()


def test_nonsense_from_there_is_left_out(tmp_path: Path) -> None:
    found = keeper(tmp_path, "print('nonsense\\n{}', flush=True)\n" + ECHO)
    try:
        found.take(WORLD, (), finished("ABC"))
        assert [told.code for told in heard(found) if isinstance(told, RingtoneReady)] == ["ABC"]
    finally:
        found.close()


@pytest.mark.parametrize(
    "program", ["raise SystemExit(1)", "import sys; sys.stdin.close(); sys.stdout.close()"]
)
def test_a_process_that_ends_is_not_felt_and_is_not_begun_again_at_once(tmp_path: Path, program: str) -> None:
    found = keeper(tmp_path, program)
    try:
        found.take(WORLD, (), finished("ABC"))
        process = found._process
        assert process is not None
        process.wait(LIMIT_S)
        for code in ("DEF", "GHI"):
            found.take(WORLD, (), finished(code))
            assert list(found.read(READ_EVERY_NS)) == []
        assert found._process is process
    finally:
        found.close()


LATE = """
import pathlib, time
while not pathlib.Path({gate!r}).exists():
    time.sleep(0.01)
"""


def test_a_full_pipe_takes_an_order_whole_or_not_at_all(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gate = tmp_path / "gate"
    found = keeper(tmp_path, LATE.format(gate=str(gate)) + ECHO)
    try:
        codes = [f"{number:031d}" for number in range(3_000)]
        for code in codes:
            found.take(WORLD, (), finished(code))
        refused = sum("is not kept" in line for line in caplog.messages)
        assert refused > 0, "the pipe was filled"
        gate.touch()
        told = [one.code for one in heard(found, len(codes) - refused) if isinstance(one, RingtoneReady)]
        assert told == codes[: len(told)]
        assert len(told) == len(codes) - refused
    finally:
        found.close()


def test_a_program_that_cannot_be_begun_is_not_felt(tmp_path: Path) -> None:
    found = keeper(tmp_path, "")
    found._command = [str(tmp_path / "nothing")]
    found.take(WORLD, (), finished("ABC"))
    assert found.read(1) == ()
    found.close()


def test_it_is_asked_only_so_often(tmp_path: Path) -> None:
    found = keeper(tmp_path, ECHO)
    try:
        found.take(WORLD, (), finished("ABC"))
        assert heard(found)
        found._read_ns = 10**12
        assert found.read(10**12 + READ_EVERY_NS - 1) == ()
    finally:
        found.close()
