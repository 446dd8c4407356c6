"""The door to controllers: there or not, pulled or not, the show goes on."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest

from installation.inputs import FingerLifted, FingerMoved
from installation.pads.body import PAD_PLACES
from installation.shell import controllers
from installation.shell.controllers import LOOK_NS, ControllersDoor, Gamepads, Midi


class Box:
    """A source that says what it is told to, and can be broken."""

    def __init__(self) -> None:
        self.values: list[tuple[str, float]] = []
        self.broken, self.looked, self.closed = False, 0, 0

    def look(self) -> None:
        """Count."""
        self.looked += 1
        if self.broken:
            raise pygame.error("no such device")

    def read(self) -> list[tuple[str, float]]:
        """What it was told."""
        if self.broken:
            raise pygame.error("unplugged")
        return self.values

    def close(self) -> None:
        """Count."""
        self.closed += 1


def test_a_moved_control_presses_and_one_that_stands_still_says_nothing_more() -> None:
    box = Box()
    door = ControllersDoor("midi 1=range", [box])
    box.values = [("midi 1", 0.7)]
    assert door.poll(1) == [FingerMoved(1, controllers.FIRST_FINGER + 1, *PAD_PLACES[1], 0.7)]
    assert door.poll(2) == []


def test_a_pulled_controller_lets_go_and_is_looked_for_again() -> None:
    box = Box()
    door = ControllersDoor("midi 1=range", [box])
    box.values = [("midi 1", 0.7)]
    door.poll(1)
    box.broken = True
    assert [type(each) for each in door.poll(2)] == [FingerLifted]
    assert box.closed == 1
    assert door.poll(3) == []
    box.broken = False
    assert [type(each) for each in door.poll(2 + LOOK_NS)] == [FingerMoved]
    assert box.looked == 2


def test_controllers_are_looked_for_every_two_seconds_and_not_more_often() -> None:
    box = Box()
    door = ControllersDoor("", [box])
    for now_ns in range(0, 5 * LOOK_NS, LOOK_NS // 10):
        door.poll(now_ns)
    assert box.looked == 5


def test_on_a_machine_without_any_the_real_sources_are_silent() -> None:
    door = ControllersDoor()
    assert door.poll(0) == []
    assert door.poll(LOOK_NS) == []
    door.close()


def test_wrong_bindings_are_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="no pad"):
        ControllersDoor("midi 1=nose", [])


class _Stick:
    def get_numaxes(self) -> int:
        return 2

    def get_axis(self, axis: int) -> float:
        return (-1.0, 0.4)[axis]

    def get_numbuttons(self) -> int:
        return 1

    def get_button(self, _button: int) -> int:
        return 1


def test_a_gamepad_s_axes_and_buttons_are_controls(monkeypatch: pytest.MonkeyPatch) -> None:
    joystick = controllers.pygame.joystick
    monkeypatch.setattr(joystick, "get_count", lambda: 1)
    monkeypatch.setattr(joystick, "Joystick", lambda _number: _Stick())
    pads = Gamepads()
    pads.look()
    assert pads.read() == [("gamepad 0 axis 0", 0.0), ("gamepad 0 axis 1", 0.4), ("gamepad 0 button 0", 1.0)]
    pads.close()


class _Keys:
    def __init__(self) -> None:
        self.waiting = [[[0xB0, 7, 127, 0], 0], [[0x90, 60, 1, 0], 0]]

    def poll(self) -> bool:
        return bool(self.waiting)

    def read(self, _most: int) -> list[object]:
        said, self.waiting = self.waiting, []
        return list(said)

    def close(self) -> None:
        pass


def test_a_midi_input_s_control_changes_are_controls(monkeypatch: pytest.MonkeyPatch) -> None:
    midi = controllers.pygame.midi
    monkeypatch.setattr(controllers, "SEQUENCER", Path(__file__))
    monkeypatch.setattr(midi, "init", lambda: None)
    monkeypatch.setattr(midi, "quit", lambda: None)
    monkeypatch.setattr(midi, "get_count", lambda: 2)
    monkeypatch.setattr(midi, "get_device_info", lambda number: (b"ALSA", b"box", 1 - number, number, 0))
    monkeypatch.setattr(midi, "Input", lambda _number: _Keys())
    source = Midi()
    source.look()
    assert source.read() == [("midi 7", 1.0)]
    source.close()
