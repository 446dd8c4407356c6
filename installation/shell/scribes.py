"""What is written down while it plays: the visit, if it is recorded, and what the pads have learnt.

Owns when a file is written. Refuses to stop the show: a full disk ends the writing, with a line in the log.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from installation import house
from installation.inputs import (
    Input,
    KeepAsked,
    LevelChosen,
    LockSet,
    RecallAsked,
    ResetAsked,
    StyleChosen,
    UndoAsked,
    VisitBegun,
    VisitEnded,
)
from installation.pads import hands
from installation.shell.files import LineFile, write_whole
from installation.visits.record import Recorder, command, header
from installation.visits.visit import LONGEST_MS

if TYPE_CHECKING:
    from pathlib import Path

    from installation.effects import Effect
    from installation.world import World

logger = logging.getLogger(__name__)

KEEP_STEPS = 30_000
"""What the pads have learnt is kept every minute."""
HOUSE_STEPS = 500
"""What the house has set is kept a second later, and at the latest when nobody touches."""


class VisitWriter:
    """Writes a visit file as it happens."""

    def __init__(self, path: Path, style: str, level: int | None) -> None:
        """Begin a new file.

        Raises:
            OSError: it cannot be written.
        """
        self._file = LineFile(path)
        self._file.write(header(level, style))
        self._recorder = Recorder()

    def take(self, world: World, inputs: tuple[Input, ...], _effects: tuple[Effect, ...]) -> None:
        """Write what a step brought, at the step's own time, so that time never runs backwards in the file.

        What comes after the longest time that a visit may last is not written.
        """
        if world.time_ns > LONGEST_MS * 1_000_000:
            return
        for told in inputs:
            self._file.write(_command(told, world.time_ns))
        self._recorder, line = self._recorder.press(world.time_ns, world.hands.pressures)
        if line:
            self._file.write(line)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        if self._file.failed is not None:
            logger.error("the visit could not be recorded to its end: %s", self._file.failed)


def _command(told: Input, at_ns: int) -> str:  # noqa: PLR0911 - a case a command
    match told:
        case LevelChosen(level=level):
            return command(at_ns, "level", level)
        case StyleChosen(style=style):
            return command(at_ns, "style", style)
        case LockSet(locked=locked):
            return command(at_ns, "lock", locked)
        case KeepAsked():
            return command(at_ns, "keep")
        case RecallAsked(place=place):
            return command(at_ns, "recall", place)
        case UndoAsked():
            return command(at_ns, "undo")
        case ResetAsked() | VisitBegun() | VisitEnded():
            return command(at_ns, "reset")
        case _:
            return ""


class CalibrationKeeper:
    """Keeps what the pads have learnt across restarts."""

    def __init__(self, path: Path) -> None:
        """Read what was kept; what cannot be read is learnt anew."""
        self._path = path
        self._world: World | None = None
        self.kept = self._read()

    def take(self, world: World, _inputs: tuple[Input, ...], _effects: tuple[Effect, ...]) -> None:
        """Remember the newest world, and keep it from time to time while nobody touches."""
        self._world = world
        if world.step % KEEP_STEPS == 0 and not any(world.hands.touched):
            self._write()

    def close(self) -> None:
        """Keep it."""
        self._write()

    def _read(self) -> str | None:
        try:
            text = self._path.read_text(encoding="utf-8")
            hands.begin(text)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            logger.warning(
                "%s: what the pads had learnt cannot be used, it is learnt anew: %s", self._path, error
            )
            return None
        return text

    def _write(self) -> None:
        if self._world is None or self._world.port == "none":
            return  # no board was ever there: nothing was learnt
        try:
            write_whole(self._path, hands.remember(self._world.hands).encode())
        except OSError as error:
            logger.error("%s: what the pads have learnt cannot be kept: %s", self._path, error)  # noqa: TRY400 - a full disk is no bug


class HouseKeeper:
    """Keeps what the house has set across restarts."""

    def __init__(self, path: Path) -> None:
        """Read what was kept; what cannot be read is set anew."""
        self._path = path
        self.kept = self._read()
        self._written = self._tried = house.remember(self.kept)
        self._newest = self.kept

    def take(self, world: World, _inputs: tuple[Input, ...], _effects: tuple[Effect, ...]) -> None:
        """Remember the newest settings, and keep them soon while nobody touches: the disk may be slow."""
        self._newest = world.house
        if world.step % HOUSE_STEPS == 0 and not any(world.hands.touched):
            text = house.remember(world.house)
            if text != self._tried:  # what a full disk refused is not tried again every second
                self._write(text)

    def close(self) -> None:
        """Keep them, also what could not be written before."""
        text = house.remember(self._newest)
        if text != self._written:
            self._write(text)

    def _read(self) -> house.House:
        try:
            return house.begin(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return house.begin()
        except (OSError, ValueError) as error:
            logger.warning("%s: what the house had set cannot be used: %s", self._path, error)
            return house.begin()

    def _write(self, text: str) -> None:
        self._tried = text
        try:
            write_whole(self._path, text.encode())
            self._written = text
        except OSError as error:
            logger.error("%s: what the house has set cannot be kept: %s", self._path, error)  # noqa: TRY400 - a full disk is no bug
