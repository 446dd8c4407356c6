"""The real firmware on a simulated chip, through a pty and pyserial: voltages in, values out, and every mishap."""

from __future__ import annotations

import random
import subprocess
import time
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from installation.effects import ObjectEffect, ShakeObject
from installation.inputs import PadFrameArrived, PortChanged
from installation.pads import protocol
from installation.pads.glow import WAITING
from installation.pads.protocol import (
    AskHello,
    AskStatus,
    Hello,
    Identify,
    PadFrame,
    ResetCounters,
    SetLights,
    SetRate,
    Status,
    Vibrate,
)
from installation.shell import port_finder
from installation.shell.port import PortDoor
from installation.step import step
from installation.world import begin
from tests.fakes import kit
from tests.fakes.line import BadLine, Faults
from tests.fakes.simboard import FIRMWARE, SimulatedBoard, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_S = 60.0


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(tmp_path_factory.mktemp("firmware"))


@pytest.fixture
def board(built: tuple[Path, Path], tmp_path: Path) -> Iterator[SimulatedBoard]:
    board = SimulatedBoard(*built, tmp_path / "ttySIM")
    yield board
    board.close()


class Ear:
    """Hears every message of a port, not only the newest as the door does."""

    def __init__(self, link: Path) -> None:
        self.line = port_finder.open_line(str(link))
        self.receiver = protocol.Receiver()
        self.heard: list[protocol.Message] = []

    def say(self, message: protocol.ToBoard) -> None:
        """Send it."""
        port_finder.put(self.line, protocol.encode(message))

    def until(self, what: Callable[[protocol.Message], bool]) -> protocol.Message:
        """Listen until something like that is heard, and forget what came before."""
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s:
            self.receiver, messages = protocol.feed(self.receiver, port_finder.take(self.line))
            self.heard += messages
            for message in messages:
                if what(message):
                    return message
            time.sleep(0.002)
        raise AssertionError(f"never heard, only {self.heard[-3:]} and {self.receiver.counts}")

    def frames(self, count: int) -> list[PadFrame]:
        """The next so many pad frames."""
        self.heard = []
        self.until(lambda _: sum(isinstance(each, PadFrame) for each in self.heard) >= count)
        return [each for each in self.heard if isinstance(each, PadFrame)][:count]


@pytest.fixture
def ear(board: SimulatedBoard) -> Iterator[Ear]:
    ear = Ear(board.link)
    ear.until(lambda message: isinstance(message, PadFrame))
    yield ear
    ear.line.close()


def is_(kind: type) -> Callable[[protocol.Message], bool]:
    return lambda message: isinstance(message, kind)


def test_its_pure_parts_pass_their_tests_on_the_host(tmp_path: Path) -> None:
    done = subprocess.run(
        ["make", "-C", FIRMWARE, f"BUILD={tmp_path}", "test"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout


def test_voltages_come_in_as_values_in_the_order_of_the_pins(board: SimulatedBoard, ear: Ear) -> None:
    board.volts([500, 1000, 2500, 5000])
    ear.until(lambda message: isinstance(message, PadFrame) and message.values[3] == 65_535)
    for frame in ear.frames(20)[5:]:
        expected = [65_535 * volts / 5 for volts in (0.5, 1.0, 2.5, 5.0)]
        assert frame.values == pytest.approx(expected, abs=70)


def test_a_board_of_six_pads_says_six(built: tuple[Path, Path], tmp_path: Path) -> None:
    elf, _ = build(tmp_path / "six", pads=6)
    board = SimulatedBoard(elf, built[1], tmp_path / "ttySIX")
    board.volts([100, 200, 300, 400, 500, 600])
    ear = Ear(board.link)
    ear.say(AskHello())
    hello = ear.until(is_(Hello))
    values = ear.frames(60)[-1].values
    ear.line.close()
    board.close()
    assert isinstance(hello, Hello)
    assert hello.pads == len(values) == 6
    assert list(values) == sorted(values)


def test_frames_leave_every_four_milliseconds_of_its_own_clock_and_none_is_missing(ear: Ear) -> None:
    frames = ear.frames(250)
    steps = [b.clock_us - a.clock_us for a, b in pairwise(frames)]
    assert sum(steps) / len(steps) == pytest.approx(4_000, abs=5)
    assert max(abs(step - 4_000) for step in steps) < 400
    assert [b.sequence - a.sequence for a, b in pairwise(frames)] == [1] * 249


def test_the_rate_can_be_set_within_limits(ear: Ear) -> None:
    for asked, obeyed in ((100, 100), (60_000, 500), (1, 10)):
        ear.say(SetRate(asked))
        ear.say(AskHello())
        hello = ear.until(is_(Hello))
        assert isinstance(hello, Hello)
        assert hello.rate_hz == obeyed
    frames = ear.frames(4)
    assert frames[-1].clock_us - frames[-2].clock_us == pytest.approx(100_000, abs=2_000)


def assert_pwm_becomes(board: SimulatedBoard, expected: tuple[int, ...]) -> None:
    """The lights and the motor come to shine and turn like that."""
    until_s = time.monotonic() + PATIENCE_S
    while board.pwm() != expected and time.monotonic() < until_s:
        time.sleep(0.005)
    assert board.pwm() == expected


def assert_motor_becomes(board: SimulatedBoard, expected: int) -> None:
    """The motor comes to turn like that; of the lights the last may still be under way."""
    until_s = time.monotonic() + PATIENCE_S
    while board.pwm()[4] != expected and time.monotonic() < until_s:
        time.sleep(0.005)
    assert board.pwm()[4] == expected


def test_lights_and_motor_follow_commands(board: SimulatedBoard, ear: Ear) -> None:
    ear.say(SetLights((1, 128, 0, 255)))
    assert_pwm_becomes(board, (1, 128, 0, 255, 0))
    ear.say(Vibrate(200, 300))
    assert_pwm_becomes(board, (1, 128, 0, 255, 200))
    assert_pwm_becomes(board, (1, 128, 0, 255, 0))
    ear.say(Identify(2_000))
    assert_pwm_becomes(board, (255, 255, 255, 255, 0))
    assert_pwm_becomes(board, (0, 0, 0, 0, 0))
    ear.say(SetLights((1, 128, 0, 255)))
    assert_pwm_becomes(board, (1, 128, 0, 255, 0))


def test_without_a_host_each_light_shows_its_own_pad(board: SimulatedBoard) -> None:
    board.volts([0, 0, 5_000, 0])
    assert_pwm_becomes(board, (0, 0, 255, 0, 0))


@pytest.mark.parametrize(("cause", "bit"), [("power", 1), ("pin", 2), ("brownout", 4), ("watchdog", 8)])
def test_after_a_reset_it_says_hello_and_why(board: SimulatedBoard, ear: Ear, cause: str, bit: int) -> None:
    board.reset(cause)
    hello = ear.until(is_(Hello))
    assert isinstance(hello, Hello)
    assert (hello.reset_cause, hello.sequence) == (bit, 0)
    assert ear.frames(5)[0].clock_us < 100_000


def test_a_board_that_hangs_is_restarted_by_its_watchdog(board: SimulatedBoard, ear: Ear) -> None:
    board.hang()
    hello = ear.until(is_(Hello))
    assert isinstance(hello, Hello)
    assert hello.reset_cause == 8


def test_what_it_does_not_understand_is_counted_and_not_answered(ear: Ear) -> None:
    ear.say(ResetCounters())
    ear.say(AskStatus())
    ear.until(is_(Status))
    whole = protocol.encode(SetRate(17))
    port_finder.put(ear.line, whole[:4] + b"\x07" + whole[5:])
    port_finder.put(ear.line, b"\x22nonsense\0" + b"\x01" * 300 + b"\0")
    port_finder.put(ear.line, protocol.encode(PadFrame(1, 2, (3,))))
    ear.heard = []
    ear.say(AskStatus())
    status = ear.until(is_(Status))
    assert isinstance(status, Status)
    assert status.bad_commands == 3
    assert status.unknown_commands == 1
    assert {type(message) for message in ear.heard} <= {PadFrame, Status}


def test_its_number_is_its_own_and_lasting(board: SimulatedBoard, ear: Ear) -> None:
    ear.say(AskHello())
    first = ear.until(is_(Hello))
    board.reset("power")
    again = ear.until(is_(Hello))
    assert isinstance(first, Hello)
    assert isinstance(again, Hello)
    assert first.board == again.board != bytes(8)
    board.number(b"\x01\x02\x03\x04\x05\x06\x07\x08")
    board.reset("power")
    other = ear.until(is_(Hello))
    assert isinstance(other, Hello)
    assert other.board == b"\x01\x02\x03\x04\x05\x06\x07\x08"


def read_until(
    door: PortDoor, what: Callable[[PadFrameArrived | PortChanged], bool], count: int = 1
) -> list[PadFrameArrived | PortChanged]:
    """Read until so many such news have come; all that came."""
    until_s, news = time.monotonic() + PATIENCE_S, []
    while time.monotonic() < until_s:
        news += door.read(time.monotonic_ns())
        if sum(map(what, news)) >= count:
            return news
        time.sleep(0.002)
    raise AssertionError(f"only {news[-3:]} came; {door.trouble}")


def arrived(each: PadFrameArrived | PortChanged) -> bool:
    return isinstance(each, PadFrameArrived)


def lost(each: PadFrameArrived | PortChanged) -> bool:
    return isinstance(each, PortChanged) and each.device is None


def test_on_a_bad_line_it_plays_on_and_not_one_wrong_value_is_believed(
    board: SimulatedBoard, tmp_path: Path
) -> None:
    board.volts([1_000, 2_000, 3_000, 4_000])
    line = BadLine(board.link, tmp_path / "ttyBAD", random.Random(11))
    door = PortDoor.open(str(line.link))
    try:
        read_until(door, lambda each: arrived(each) and each.values[3] > 52_000)
        line.faults = Faults(drop=0.02, flip=0.02, double=0.01)
        frames = [each for each in read_until(door, arrived, 50) if arrived(each)]
        line.faults = Faults(stalled=True)
        read_until(door, lost)
        line.faults = Faults()
        read_until(door, arrived)
    finally:
        door.close()
        line.close()
    for frame in frames[2:]:
        assert frame.values == pytest.approx([13_107, 26_214, 39_321, 52_428], abs=100)


def test_a_board_that_stands_still_is_given_up_and_taken_back_when_it_goes_on(board: SimulatedBoard) -> None:
    door = PortDoor.open(str(board.link))
    try:
        read_until(door, arrived)
        board.stall(1_500)
        assert lost(read_until(door, lost)[-1])
        assert [type(each) for each in read_until(door, arrived)[:2]] == [PortChanged, PadFrameArrived]
    finally:
        door.close()


def test_a_cable_that_comes_loose_is_found_again(board: SimulatedBoard, tmp_path: Path) -> None:
    line = BadLine(board.link, tmp_path / "ttyBAD", random.Random(12))
    door = PortDoor.open(str(line.link))
    try:
        for _ in range(3):
            news = read_until(door, arrived)
            assert [type(each) for each in news[:2]] == [PortChanged, PadFrameArrived], "found, and it speaks"
            line.unplug()
            assert lost(read_until(door, lost)[-1])
            assert door.lines == ()
            line.plug()
        assert arrived(read_until(door, arrived)[-1])
    finally:
        door.close()
        line.close()


def test_a_board_whose_line_takes_nothing_counts_the_frames_it_holds_back_and_obeys_all_the_same(
    tmp_path: Path,
) -> None:
    (tmp_path / "narrow").mkdir()
    board = SimulatedBoard(*build(tmp_path / "narrow", line_out=16), tmp_path / "ttySIM")
    ear = Ear(board.link)
    try:
        for brightness in ((1, 128, 0, 255), (9, 9, 9, 9)):
            until_s = time.monotonic() + PATIENCE_S
            while board.pwm() != (*brightness, 0) and time.monotonic() < until_s:
                ear.say(AskStatus())
                ear.say(SetLights(brightness))
                time.sleep(0.02)
            assert board.pwm() == (*brightness, 0)
        assert ear.receiver.counts.whole == 0
        assert len(port_finder.take(ear.line)) <= 1, "nothing but the zero of its start fits"
        (before, before_s), until_s = board.held_back(), time.monotonic() + PATIENCE_S
        after, after_s = before, before_s
        while after < before + 25:
            assert time.monotonic() < until_s, f"no more than {after} frames held back"
            after, after_s = board.held_back()
        assert after - before == pytest.approx(250 * (after_s - before_s), abs=1.5)
    finally:
        ear.line.close()
        board.close()


def test_two_boards_play_one_tune_and_each_trembles_under_its_own_hand(
    built: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_finder, "UNNAMED_S", PATIENCE_S)
    monkeypatch.setattr(port_finder, "HANDSHAKE_S", PATIENCE_S)
    numbers = (b"left one", b"right on")
    boards = [SimulatedBoard(*built, tmp_path / f"tty{number[:4].decode()}") for number in numbers]
    for board, number in zip(boards, numbers, strict=True):
        board.volts([250] * 4)
        board.number(number)
        board.reset("power")
    door, rules = PortDoor.open(",".join(str(board.link) for board in boards)), kit.rules()
    world, until_s = begin(rules, "plain", 3), time.monotonic() + PATIENCE_S

    def turn() -> None:
        nonlocal world
        assert time.monotonic() < until_s, f"it did not come to that: {world.hands.objects}"
        news = tuple(replace(each, at_ns=world.time_ns + 1) for each in door.read(time.monotonic_ns()))
        world, effects = step(world, news, rules)
        door.obey(each for each in effects if isinstance(each, ObjectEffect))
        time.sleep(0.001)

    try:
        while world.hands.levels != (1.0,) * 4 or {each.board for each in world.hands.objects.places} != {
            number.hex() for number in numbers
        }:
            turn()
        boards[0].volts([250, 3_500, 250, 250])
        boards[1].volts([250, 250, 250, 3_500])
        while min(world.hands.pressures[1], world.hands.pressures[3]) < 0.5:
            turn()
        apart = {each.board: each.pressures for each in world.hands.objects.places}
        assert apart[numbers[0].hex()][1] > 0.5 > apart[numbers[0].hex()][3]
        assert apart[numbers[1].hex()][3] > 0.5 > apart[numbers[1].hex()][1]
        while any(min(board.pwm()[1], board.pwm()[3]) <= 2 * WAITING for board in boards):
            for _ in range(25):  # both show the one tune that is played
                turn()
        while any(board.pwm()[4] for board in boards):  # until neither trembles for its own touch any more
            turn()
        door.obey([ShakeObject(0, 200, 60_000, numbers[1].hex())])
        assert_motor_becomes(boards[1], 200)
        assert boards[0].pwm()[4] == 0
        boards[0].close()
        while world.hands.pressures[1] > 0.0:
            turn()
        assert [each.here for each in world.hands.objects.places if each.board == numbers[1].hex()] == [True]
        assert world.hands.pressures[3] > 0.5, "the other hand plays on"
    finally:
        door.close()
        for board in boards:
            board.close()


def test_the_object_shows_what_the_world_asks_for(board: SimulatedBoard) -> None:
    rules, door = kit.rules(), PortDoor.open(str(board.link))
    world, until_s = begin(rules, "plain", 3), time.monotonic() + PATIENCE_S
    board.volts([250, 250, 250, 250])
    glowing, pressed, seen = (WAITING,) * 4 + (0,), 0, (0,) * 5
    try:
        while not (pressed and seen[1] > 2 * WAITING) and time.monotonic() < until_s:
            news = tuple(replace(each, at_ns=world.time_ns + 1) for each in door.read(time.monotonic_ns()))
            world, effects = step(world, news, rules)
            door.obey(each for each in effects if isinstance(each, ObjectEffect))
            if world.step % 25 == 0:
                seen = board.pwm()
                if seen == glowing and not pressed:
                    pressed = world.step
                    board.volts([250, 3_500, 250, 250])
            time.sleep(0.001)
        assert pressed, f"it never glowed, only {seen}"
        assert seen[1] > 2 * WAITING, seen
        door.obey((ShakeObject(0, 200, 60_000),))
        until_s = time.monotonic() + PATIENCE_S
        while board.pwm()[4] != 200 and time.monotonic() < until_s:
            time.sleep(0.005)
        assert board.pwm()[4] == 200
    finally:
        door.close()


def test_bytes_that_look_for_new_ways_through_the_receiver_find_no_wrong_one(tmp_path: Path) -> None:
    done = subprocess.run(
        ["make", "-C", FIRMWARE, f"BUILD={tmp_path}", "fuzz", "SECONDS=2"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout
