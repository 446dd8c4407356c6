"""The facilitator's view of the pads and the wizard, on simulated pads and a clock that does not wait."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from installation.inputs import PadFrameArrived
from installation.pads import calibration, remembered
from installation.pads.gestures import Gesture
from installation.shell import pads_commands, pads_view
from installation.shell.pads_view import Times
from tests.fakes import port as fake_port

if TYPE_CHECKING:
    from pathlib import Path


class Quick:
    """A clock that moves only while somebody waits."""

    def __init__(self) -> None:
        self.ns = 0

    def sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.ns += round(seconds * 1e9)

    @property
    def times(self) -> Times:
        """For the view."""
        return Times(lambda: self.ns, self.sleep)


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=110, force_terminal=False)


def said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_view_shows_each_pad_its_pressure_and_state(tmp_path: Path, console: Console) -> None:
    status = pads_view.show(
        "auto", tmp_path / "none", simulated=True, seconds=5.0, console=console, times=Quick().times
    )
    assert status == 0
    assert "250 frames a second" in said(console)
    for word in ("rhythm", "range", "density", "jump", "press on rhythm", "release on rhythm", "█"):
        assert word in said(console)


@pytest.mark.parametrize(
    ("gesture", "words"),
    [
        (Gesture("squeeze", (0, 1, 2, 3), 0.5), "squeeze"),
        (Gesture("two_handed", (0, 2), 0.5), "two-handed on rhythm and density"),
        (Gesture("twist", (0, 1, 2, 3), 0.5, -75.0, "move"), "twist move -75 degrees"),
        (Gesture("slide", (3, 0, 1), 0.5, 4.0), "slide on jump and rhythm and range +4.0 pads a second"),
    ],
)
def test_a_gesture_is_said_in_words(gesture: Gesture, words: str) -> None:
    assert pads_view.words_for(gesture) == words


def test_the_wizard_learns_what_a_firm_press_is_and_keeps_it(tmp_path: Path, console: Console) -> None:
    kept = tmp_path / "deep" / "pads.json"
    assert pads_view.calibrate("auto", kept, simulated=True, console=console, times=Quick().times) == 0
    ((board, known),) = remembered.read(kept.read_text())
    assert board == ""
    assert known.pads["usual"].std() > 0.02
    assert said(console).count("3 of 3") == 4
    assert "Done" in said(console)


def test_a_wizard_that_nobody_answers_changes_nothing(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = [(at_ms * 1_000_000, (3_000,) * 4) for at_ms in range(0, 12_000, 8)]
    monkeypatch.setattr(pads_view, "open_port", lambda *_, **__: fake_port.PortDoor(list(script)))
    monkeypatch.setattr(pads_view, "PATIENCE_S", 3.0)
    assert (
        pads_view.calibrate("auto", tmp_path / "kept", simulated=False, console=console, times=Quick().times)
        == 1
    )
    assert "Nothing was changed" in said(console)
    assert not (tmp_path / "kept").exists()


def test_without_a_board_view_wizard_and_blinking_say_so(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pads_view, "open_port", lambda *_, **__: fake_port.PortDoor())
    clock = Quick()
    kept = tmp_path / "kept"
    assert pads_view.show("auto", kept, simulated=False, seconds=1.0, console=console, times=clock.times) == 1
    assert pads_view.calibrate("auto", kept, simulated=False, console=console, times=clock.times) == 1
    assert pads_view.blink("auto", 1.0, console=console, times=clock.times) == 1
    assert "Nothing came from the port." in said(console)
    assert "No object was found." in said(console)


def test_blinking_is_asked_of_the_board(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    door = fake_port.PortDoor([(0, "ttyFAKE"), (1, (3_000,) * 4)])
    monkeypatch.setattr(pads_view, "open_port", lambda *_, **__: door)
    assert pads_view.blink("auto", 2.0, console=console, times=Quick().times) == 0
    assert door.sent[0].duration_ms == 2_000
    assert door.closed


NUMBERS = ("3fa2" + 12 * "0", "91c0" + 12 * "0")


def two_boards(seconds: float = 3.0) -> fake_port.PortDoor:
    """Two objects, each pressed on a pad of its own."""
    script = [(0, f"tty{board}", board) for board in NUMBERS]
    for at_ms in range(0, round(seconds * 1_000), 8):
        for pad, board in enumerate(NUMBERS):
            raw = 30_000 if 1_000 < at_ms < 2_500 else 3_000
            script.append(
                (at_ms * 1_000_000, tuple(raw if each == pad else 3_000 for each in range(4)), board)
            )
    return fake_port.PortDoor(script)


def test_the_view_shows_two_objects_each_with_its_number_and_its_own_pads(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pads_view, "open_port", lambda *_, **__: two_boards())
    status = pads_view.show(
        "auto", tmp_path / "none", simulated=False, seconds=2.0, console=console, times=Quick().times
    )
    assert status == 0
    first, second = (said(console).split(f"object {number}")[1] for number in NUMBERS)
    assert "press on rhythm" in first.split("object")[0]
    assert "press on range" in second
    assert "press on rhythm" not in second


def test_of_two_objects_the_wizard_asks_which_one_is_meant(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pads_view, "open_port", lambda *_, **__: two_boards())
    kept = tmp_path / "kept"
    assert pads_view.calibrate("auto", kept, simulated=False, console=console, times=Quick().times) == 1
    assert "--object 3fa2 or --object 91c0" in said(console)
    assert not kept.exists()


def test_the_wizard_keeps_one_object_beside_the_other(
    tmp_path: Path, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = tmp_path / "kept", calibration.begin()
    kept.write_text(remembered.write(((NUMBERS[0], other),)))

    class Simulated(pads_view.SimulatedPort):
        def read(self, now_ns: int) -> list[Any]:
            news = super().read(now_ns)
            return [
                replace(each, board=board)
                for board in NUMBERS
                for each in news
                if isinstance(each, PadFrameArrived)
            ]

    monkeypatch.setattr(pads_view, "open_port", lambda *_, **__: Simulated())
    found = pads_view.calibrate(
        "auto", kept, simulated=True, wanted="91c0", console=console, times=Quick().times
    )
    assert found == 0
    known = dict(remembered.read(kept.read_text()))
    assert list(known) == list(NUMBERS)
    assert (known[NUMBERS[0]].pads["usual"] == other.pads["usual"]).all()
    assert (known[NUMBERS[1]].pads["usual"] != other.pads["usual"]).all()


def test_two_objects_blink_one_after_the_other_and_say_their_numbers(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = two_boards(10.0)
    monkeypatch.setattr(pads_view, "open_port", lambda *_, **__: door)
    assert pads_view.blink("auto", 2.0, console=console, times=Quick().times) == 0
    assert door.sent_to == list(NUMBERS)
    assert [f"Object {number} blinks." for number in NUMBERS] == said(console).splitlines()


def test_what_was_kept_and_cannot_be_used_is_said(tmp_path: Path, console: Console) -> None:
    (tmp_path / "kept").write_text("{}")
    assert pads_view.known_from(tmp_path / "kept", console) == ()
    assert "cannot be used" in said(console)


def test_the_commands_explain_themselves() -> None:
    for words in (["--help"], ["calibrate", "--help"], ["blink", "--help"]):
        found = CliRunner().invoke(pads_commands.pads, words)
        assert found.exit_code == 0
        assert "pads" in found.output or "object" in found.output


def test_the_view_runs_as_a_command(tmp_path: Path) -> None:
    found = CliRunner().invoke(
        pads_commands.pads, ["--simulated", "--seconds", "0.3", "--kept", str(tmp_path / "kept")]
    )
    assert found.exit_code == 0, found.output
