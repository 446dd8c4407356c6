"""The door to the object: found by its speech, lost and found again, never waited for."""

from __future__ import annotations

import errno
import os
import pty
import threading
import time
import tty
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from installation.effects import LightPads, ShakeObject
from installation.inputs import PadFrameArrived, PortChanged
from installation.pads import protocol
from installation.pads.protocol import Hello, SetLights, Vibrate
from installation.shell import port, port_finder
from installation.shell.port import PortDoor
from tests.fakes.board import REST, Board

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE_S = 60.0


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A board on a busy machine may take its time to say who it is."""
    monkeypatch.setattr(port_finder, "HANDSHAKE_S", PATIENCE_S)
    monkeypatch.setattr(port_finder, "UNNAMED_S", PATIENCE_S)


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    board = Board(tmp_path / "ttyBOARD")
    yield board
    board.close()


@pytest.fixture
def doors() -> Iterator[Callable[..., PortDoor]]:
    opened: list[PortDoor] = []

    def open_(*args: Any) -> PortDoor:
        opened.append(PortDoor.open(*args))
        return opened[-1]

    yield open_
    for door in opened:
        door.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "port finder"]


def now_ns() -> int:
    return time.monotonic_ns()


def wait_for(door: PortDoor, what: Callable[[Any], bool], board: Board | None = None) -> list[Any]:
    """Read until something like that is among the news (`board` listens meanwhile); all of the news."""
    until_s, news = time.monotonic() + PATIENCE_S, []
    while time.monotonic() < until_s:
        if board:
            board.hear()
        news += door.read(now_ns())
        if any(what(each) for each in news):
            return news
        time.sleep(0.002)
    raise AssertionError(f"nothing like that came, only {news}; {door.trouble}")


def found(each: Any) -> bool:
    return isinstance(each, PortChanged) and each.device is not None


def lost(each: Any) -> bool:
    return isinstance(each, PortChanged) and each.device is None


def test_a_named_port_is_found_and_its_frames_arrive(board: Board, doors: Callable[..., PortDoor]) -> None:
    with board.streaming(lambda _time_s: (1, 2, 3, 4)):
        door = doors(str(board.link))
        news = wait_for(door, lambda each: isinstance(each, PadFrameArrived))
    assert found(news[0])
    assert news[-1].values == (1, 2, 3, 4)
    assert [line.found.device for line in door.lines] == [str(board.link)]
    assert len(door.filenos()) == 1


def test_of_several_frames_only_the_newest_is_given(board: Board, doors: Callable[..., PortDoor]) -> None:
    door = doors(str(board.link))
    wait_for(door, found, board)
    for value in range(20):
        board.say(value, 0, 0, 0)
    time.sleep(0.05)
    at_ns = now_ns()
    assert door.read(at_ns) == [PadFrameArrived(at_ns, (19, 0, 0, 0), board.number.hex())]
    assert door.read(now_ns()) == []


def test_a_port_that_is_pulled_is_lost_at_once_and_found_again(
    board: Board, doors: Callable[..., PortDoor]
) -> None:
    door = doors(str(board.link))
    with board.streaming():
        wait_for(door, found)
        for _ in range(3):
            board.unplug()
            wait_for(door, lost)
            assert door.filenos() == door.lines == ()
            board.plug()
            began_s = time.monotonic()
            wait_for(door, lambda each: isinstance(each, PadFrameArrived))
            assert time.monotonic() - began_s < PATIENCE_S


def test_a_port_that_falls_silent_is_given_back_and_taken_again(
    board: Board, doors: Callable[..., PortDoor]
) -> None:
    door = doors(str(board.link))
    with board.streaming():
        wait_for(door, found)
    wait_for(door, lost)
    assert door.lines == ()
    with board.streaming():
        wait_for(door, found)


def test_commands_reach_the_board(board: Board, doors: Callable[..., PortDoor]) -> None:
    door = doors(str(board.link))
    with board.streaming():
        wait_for(door, found)
        assert door.send(SetLights((1, 2, 3, 4)))
        assert door.send(Vibrate(200, 30))
        until_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < until_s and Vibrate(200, 30) not in board.commands:
            door.read(now_ns())
            time.sleep(0.005)
    assert SetLights((1, 2, 3, 4)) in board.commands
    assert [line.board for line in door.lines] == [board.number.hex()]


def test_a_full_line_is_never_waited_for(board: Board, doors: Callable[..., PortDoor]) -> None:
    door = doors(str(board.link))
    wait_for(door, found, board)
    sent = [door.send(SetLights((255,) * 8)) for _ in range(10_000)]
    assert sent[0]
    assert not sent[-1]


def test_without_a_port_nothing_is_sent(doors: Callable[..., PortDoor]) -> None:
    door = doors("none")
    assert not door.send(Vibrate(1, 1))
    assert door.read(now_ns()) == []
    assert door.filenos() == ()
    assert not [thread for thread in threading.enumerate() if thread.name == "port finder"]


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Board]]:
    """Two objects that say 1 and 2 on all pads, plugged in; a busy machine does not make them silent."""
    monkeypatch.setattr(port, "SILENT_S", PATIENCE_S)
    boards = [Board(tmp_path / f"tty{number.decode()}", number) for number in (b"lefthand", b"righthnd")]
    monkeypatch.setattr(
        port_finder,
        "known_devices",
        lambda: [str(board.link) for board in boards if os.path.lexists(board.link)],
    )
    with boards[0].streaming(lambda _: (1,) * 4), boards[1].streaming(lambda _: (2,) * 4):
        yield boards
    for board in boards:
        board.close()


def test_one_of_two_objects_can_be_asked_for_by_its_number(
    pair: list[Board], doors: Callable[..., PortDoor]
) -> None:
    right, left = doors("auto", pair[1].number), doors("auto", pair[0].number)
    for door, value in ((left, 1), (right, 2)):
        news = wait_for(door, lambda each: isinstance(each, PadFrameArrived))
        assert news[-1].values == (value,) * 4
        assert len(door.lines) == 1


def spoken_by(board: Board) -> Callable[[Any], bool]:
    return lambda each: isinstance(each, PadFrameArrived) and each.board == board.number.hex()


def test_two_objects_play_at_once_each_under_its_own_number(
    pair: list[Board], doors: Callable[..., PortDoor]
) -> None:
    door, news = doors("auto"), []
    for board in pair:
        news += wait_for(door, spoken_by(board))
    devices = {each.board: each.device for each in news if found(each)}
    assert devices == {board.number.hex(): str(board.link) for board in pair}
    assert all(
        each.values == ((1,) * 4 if spoken_by(pair[0])(each) else (2,) * 4)
        for each in news
        if not found(each)
    )
    assert len(door.filenos()) == 2


def test_each_of_two_objects_is_lost_and_found_again_while_the_other_plays_on(
    pair: list[Board], doors: Callable[..., PortDoor]
) -> None:
    door = doors("auto")
    for board in pair:
        wait_for(door, spoken_by(board))
    for gone, other in (pair, pair[::-1]):
        gone.unplug()
        news = wait_for(door, lost)
        assert [each.board for each in news if lost(each)] == [gone.number.hex()]
        news = wait_for(door, spoken_by(other))
        assert not any(map(found, news))
        gone.plug()
        news = wait_for(door, spoken_by(gone))
        news += wait_for(door, spoken_by(other))
        assert [each.board for each in news if found(each)] == [gone.number.hex()]
        assert not any(map(lost, news)), "the other one played on"


def test_two_ports_can_be_named_and_of_two_objects_one_alone_trembles(
    pair: list[Board], doors: Callable[..., PortDoor]
) -> None:
    door = doors(f"{pair[0].link}, {pair[1].link}")
    for board in pair:
        wait_for(door, spoken_by(board))
    door.obey([LightPads(0, (1, 2, 3, 4)), ShakeObject(0, 200, 30, pair[1].number.hex())])
    until(lambda: Vibrate(200, 30) in pair[1].commands and SetLights((1, 2, 3, 4)) in pair[0].commands)
    assert SetLights((1, 2, 3, 4)) in pair[1].commands
    assert not any(isinstance(each, Vibrate) for each in pair[0].commands)


def test_a_third_object_is_left_alone_while_two_play(
    tmp_path: Path, pair: list[Board], doors: Callable[..., PortDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    third = Board(tmp_path / "ttyTHIRD", b"thirdone")
    both = port_finder.known_devices
    monkeypatch.setattr(port_finder, "known_devices", lambda: [*both(), str(third.link)])
    door = doors("auto")
    for board in pair:
        wait_for(door, spoken_by(board))
    with third.streaming():
        news = [each for _ in range(3) for each in wait_for(door, spoken_by(pair[0]))]
    assert {each.board for each in news if isinstance(each, PadFrameArrived)} <= {
        board.number.hex() for board in pair
    }
    assert not third.commands, "nobody has even asked it who it is"
    third.close()


def test_two_boards_that_say_the_same_number_are_told_apart(
    tmp_path: Path, doors: Callable[..., PortDoor]
) -> None:
    twins = [Board(tmp_path / f"tty{name}", b"sametwin") for name in ("ONE", "TWO")]
    door = doors(",".join(str(board.link) for board in twins))
    with twins[0].streaming(), twins[1].streaming():
        seen = set[str]()
        until(lambda: len(seen.update(each.board for each in door.read(now_ns())) or seen) == 2)
    assert seen == {b"sametwin".hex(), f"{b'sametwin'.hex()}-2"}
    for board in twins:
        board.close()


def test_a_board_that_does_not_say_who_it_is_plays_and_is_named_once_it_does(
    board: Board, doors: Callable[..., PortDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_finder, "UNNAMED_S", 0.05)
    mute = True
    monkeypatch.setattr(board, "hello", lambda hello=board.hello: None if mute else hello())
    board.unplug()
    board.plug()
    door = doors(str(board.link))
    with board.streaming():
        assert wait_for(door, found)[-1].board == ""
        mute = False
        wait_for(door, spoken_by(board))


class Stranger:
    """A port on which something else speaks, and what was done with it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ends = pty.openpty()
        tty.setraw(self._ends[1])
        self.name = os.ttyname(self._ends[1])
        os.write(self._ends[0], b"$GPGGA,123519,4807.038,N*47\r\n" * 20)
        self.opened_s: list[float] = []
        self.there, self.looks = [self.name], 0
        real_open = port_finder.open_line

        def open_(device: str) -> Any:
            self.opened_s.append(time.monotonic())
            return real_open(device)

        monkeypatch.setattr(port_finder, "HANDSHAKE_S", 0.05)
        monkeypatch.setattr(port_finder, "known_devices", self.devices)
        monkeypatch.setattr(port_finder, "open_line", open_)

    def devices(self) -> list[str]:
        """What is plugged in."""
        self.looks += 1
        return list(self.there)

    def close(self) -> None:
        for end in self._ends:
            os.close(end)


def until(what: Callable[[], bool]) -> None:
    """Wait until that holds."""
    until_s = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < until_s, "it never came to that"
        time.sleep(0.002)


def trouble(door: PortDoor) -> str:
    """What is wrong with the port, after one more look."""
    assert not any(found(each) for each in door.read(now_ns()))
    return door.trouble


def looked(stranger: Stranger, times: int) -> Callable[[], bool]:
    """The ports have been looked at so many times more."""
    seen = stranger.looks
    return lambda: stranger.looks >= seen + times


def test_a_stranger_is_given_back_and_left_alone_until_it_is_plugged_in_anew(
    doors: Callable[..., PortDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Stranger(monkeypatch)
    door = doors("auto")
    until(lambda: len(stranger.opened_s) == 1)
    until(looked(stranger, 5))
    assert door.read(now_ns()) == []
    assert len(stranger.opened_s) == 1
    assert "left alone until it is plugged in anew" in door.trouble
    stranger.there.clear()
    until(looked(stranger, 2))
    stranger.there.append(stranger.name)
    until(lambda: len(stranger.opened_s) == 2)
    until(looked(stranger, 5))
    assert len(stranger.opened_s) == 2
    door.close()
    stranger.close()


def test_a_named_port_that_stays_silent_is_opened_less_and_less_often_and_says_so(
    doors: Callable[..., PortDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Stranger(monkeypatch)
    monkeypatch.setattr(port_finder, "AGAIN_S", 0.1)
    monkeypatch.setattr(port_finder, "AGAIN_MOST_S", 0.4)
    door = doors(stranger.name)
    until(lambda: len(stranger.opened_s) == 6)
    gaps = [after - before for before, after in pairwise(stranger.opened_s)]
    for gap, least in zip(gaps[1:], (0.1, 0.2, 0.4, 0.4), strict=True):
        assert gap >= least
    until(lambda: "it is tried again every" in trouble(door))
    door.close()
    stranger.close()


def test_an_object_that_comes_to_a_name_that_was_silent_is_found_at_once(
    tmp_path: Path, doors: Callable[..., PortDoor], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Stranger(monkeypatch)
    link = tmp_path / "ttyNAME"
    link.symlink_to(stranger.name)
    monkeypatch.setattr(port_finder, "AGAIN_S", 3_600.0)
    monkeypatch.setattr(port_finder, "AGAIN_MOST_S", 3_600.0)
    door = doors(str(link))
    until(lambda: "tried again every 3600 s" in trouble(door))
    link.unlink()
    until(lambda: "not there" in trouble(door))
    board = Board(link)
    with board.streaming():
        news = wait_for(door, found)
    assert [(each.device, each.board) for each in news if found(each)] == [(str(link), board.number.hex())]
    door.close()
    board.close()
    stranger.close()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "sudo usermod -a -G dialout"),
        (errno.ENOENT, "plugged in"),
        (errno.EBUSY, "another program"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_port_that_cannot_be_opened_says_what_to_do(number: int, words: str) -> None:
    trouble = port_finder.trouble_with("/dev/ttyX", OSError(number, os.strerror(number)))
    assert "/dev/ttyX" in trouble
    assert words in trouble


def test_a_port_that_does_not_exist_is_a_state_and_not_an_error(
    tmp_path: Path, doors: Callable[..., PortDoor]
) -> None:
    door = doors(str(tmp_path / "nowhere"))
    until_s = time.monotonic() + PATIENCE_S
    while "plugged in" not in door.trouble and time.monotonic() < until_s:
        assert door.read(now_ns()) == []
        time.sleep(0.01)
    assert "plugged in" in door.trouble


def test_a_port_in_use_by_another_is_left_to_it(board: Board, doors: Callable[..., PortDoor]) -> None:
    first = doors(str(board.link))
    wait_for(first, found, board)
    second = doors(str(board.link))
    until_s = time.monotonic() + PATIENCE_S
    while "another program" not in second.trouble and time.monotonic() < until_s:
        assert second.read(now_ns()) == []
        time.sleep(0.01)
    assert "another program" in second.trouble
    board.say(*REST)
    wait_for(first, lambda each: isinstance(each, PadFrameArrived))


def test_a_file_that_is_no_port_is_a_state_too(tmp_path: Path, doors: Callable[..., PortDoor]) -> None:
    (tmp_path / "file").write_text("no port")
    door = doors(str(tmp_path / "file"))
    until_s = time.monotonic() + PATIENCE_S
    while not door.trouble and time.monotonic() < until_s:
        assert door.read(now_ns()) == []
        time.sleep(0.01)
    assert str(tmp_path / "file") in door.trouble


def test_only_boards_with_known_usb_numbers_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    class Port:
        def __init__(self, device: str, vid: int | None, pid: int | None) -> None:
            self.device, self.vid, self.pid = device, vid, pid

    ports = [
        Port("/dev/ttyS0", None, None),
        Port("/dev/ttyACM0", 0x2341, 0x0043),
        Port("/dev/ttyUSB7", 0x1234, 0x5678),
    ]
    monkeypatch.setattr(port_finder.list_ports, "comports", lambda: ports)
    assert port_finder.known_devices() == ["/dev/ttyACM0"]


def test_noise_before_and_between_frames_is_counted_and_passed_over(
    board: Board, doors: Callable[..., PortDoor]
) -> None:
    board.put(Random(1).randbytes(300) + b"\0")
    door = doors(str(board.link))
    wait_for(door, found, board)
    for _ in range(10):
        board.put(b"\x05noise\0" + protocol.encode(Hello(0, 0, b"fakefake", 1, 250, 4, 1))[:-4] + b"\0")
        board.say(9, 9, 9, 9)
    board.say(8, 8, 8, 8)
    wait_for(door, lambda each: isinstance(each, PadFrameArrived) and each.values == (8, 8, 8, 8))
    counts = door.lines[0].receiver.counts
    assert counts.broken + counts.damaged >= 10
