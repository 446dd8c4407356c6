"""The facilitator's view of the pads and the wizard, on simulated pads and a clock that does not wait."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rich.console import Console

from installation.pads import calibration
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
    known = calibration.from_json(kept.read_text())
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


def test_what_was_kept_and_cannot_be_used_is_said(tmp_path: Path, console: Console) -> None:
    (tmp_path / "kept").write_text("{}")
    known = pads_view.known_from(tmp_path / "kept", console)
    assert len(known.pads) == 4
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
