"""The door to MIDI controllers and gamepads: whatever of them is there, now and whenever it is plugged in.

Owns finding them again and again and reading them without waiting. Refuses to know what a control presses
(pads/controllers.py). No MIDI on this machine, no gamepad, or one that is pulled out are states, not errors.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from installation.inputs import FingerLifted, FingerMoved
from installation.pads import controllers
from installation.pads.body import PAD_PLACES

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame
import pygame.midi

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from installation.inputs import Input
    from installation.pads.controllers import Pressed

_log = logging.getLogger(__name__)

SEQUENCER = Path("/dev/snd/seq")
"""Without it ALSA has no MIDI, and says so on standard error each time that it is asked."""
LOOK_NS = 2_000_000_000
"""How often controllers are looked for."""
FIRST_FINGER = 1_000
"""Numbers of fingers from here on are controllers'."""
_READ = 256
_FAILURES = (pygame.error, pygame.midi.MidiException, OSError)


class Source(Protocol):
    """A kind of controllers."""

    def look(self) -> None:
        """Find those that are there now."""

    def read(self) -> Iterable[tuple[str, float]]:
        """Controls that may have moved, with their values 0..1."""

    def close(self) -> None:
        """Give them back."""


class Midi:
    """Every MIDI input of this machine; controls are "midi NUMBER"."""

    def __init__(self) -> None:
        """None are open yet."""
        self._inputs: list[Any] = []

    def look(self) -> None:
        """Open them anew if none is open: the library sees new ones only after it was started anew."""
        if self._inputs or (sys.platform == "linux" and not SEQUENCER.exists()):
            return
        pygame.midi.quit()
        pygame.midi.init()
        for number in range(pygame.midi.get_count()):
            _, _, is_input, _, is_open = pygame.midi.get_device_info(number)
            if is_input and not is_open:
                self._inputs.append(pygame.midi.Input(number))

    def read(self) -> list[tuple[str, float]]:
        """Control changes since the last call."""
        found: list[tuple[str, float]] = []
        for each in self._inputs:
            while each.poll():
                for data, _ in each.read(_READ):
                    found += controllers.midi_controls(bytes(data[:3]))
        return found

    def close(self) -> None:
        """Close them all."""
        for each in self._inputs:
            each.close()
        if self._inputs:
            pygame.midi.quit()
        self._inputs = []


class Gamepads:
    """Every gamepad; its triggers and sticks are "gamepad N axis A", its buttons "gamepad N button B"."""

    def __init__(self) -> None:
        """None are open yet."""
        self._pads: list[Any] = []

    def look(self) -> None:
        """Open those that are there."""
        if not pygame.joystick.get_init():
            pygame.joystick.init()
        if pygame.joystick.get_count() != len(self._pads):
            self._pads = [pygame.joystick.Joystick(number) for number in range(pygame.joystick.get_count())]

    def read(self) -> list[tuple[str, float]]:
        """All axes and buttons as they are: a trigger goes from -1 to 1, a stick from 0 either way."""
        found: list[tuple[str, float]] = []
        for number, each in enumerate(self._pads):
            found += [
                (f"gamepad {number} axis {axis}", max(0.0, each.get_axis(axis)))
                for axis in range(each.get_numaxes())
            ]
            found += [
                (f"gamepad {number} button {button}", float(each.get_button(button)))
                for button in range(each.get_numbuttons())
            ]
        return found

    def close(self) -> None:
        """Close them all."""
        self._pads = []
        pygame.joystick.quit()


class ControllersDoor:
    """MIDI controllers and gamepads as fingers on the body."""

    def __init__(self, bindings: str = "", sources: Sequence[Source] | None = None) -> None:
        """Begin with these bindings (see pads/controllers.bind); unbound controls are learnt as they are moved.

        Raises:
            ValueError: the bindings are none.
        """
        self._state = controllers.bind(bindings)
        self._sources: list[Source] = list(sources) if sources is not None else [Midi(), Gamepads()]
        self._last: dict[str, float] = {}
        self._looked_ns: int | None = None
        self._troubles: set[str] = set()

    def poll(self, now_ns: int) -> list[Input]:
        """What was pressed and let go since the last call; never waits."""
        look = self._looked_ns is None or now_ns - self._looked_ns >= LOOK_NS
        if look:
            self._looked_ns = now_ns
        news: list[Input] = []
        for source in self._sources:
            try:
                if look:
                    source.look()
                for control, value in source.read():
                    news += self._move(control, value, now_ns)
            except _FAILURES as error:
                news += self._lose(source, error, now_ns)
        return news

    def close(self) -> None:
        """Give all of them back."""
        for source in self._sources:
            source.close()

    def _move(self, control: str, value: float, now_ns: int) -> Sequence[Input]:
        if self._last.get(control) == value:
            return ()
        self._last[control] = value
        self._state, told = controllers.move(self._state, control, value)
        return fingers(told, now_ns)

    def _lose(self, source: Source, error: Exception, now_ns: int) -> Sequence[Input]:
        """One kind does not work (any more): what it pressed is let go, and it is looked for again."""
        if str(error) not in self._troubles:
            self._troubles.add(str(error))
            _log.warning("controllers: %s", error)
        source.close()
        self._last.clear()
        self._state, told = controllers.let_go(self._state)
        return fingers(told, now_ns)


def fingers(told: Iterable[Pressed], now_ns: int) -> list[Input]:
    """What controls press, as fingers on the body where its pads lie."""
    return [
        FingerMoved(now_ns, FIRST_FINGER + each.pad, *PAD_PLACES[each.pad], each.force)
        if each.force
        else FingerLifted(now_ns, FIRST_FINGER + each.pad)
        for each in told
    ]
