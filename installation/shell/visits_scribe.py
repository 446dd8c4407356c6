"""The engine's end of keeping visits: the journal's lines, and in a study everything, handed on without waiting.

Owns which steps are told and when, and the room for letters that wait. Refuses to count, to write and to wait: what
finds no room is dropped and counted.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from installation.effects import MuteSound, NoteDown, SeatBand, SetVolume, ShapeSound
from installation.score import PADS
from installation.shell.visits_worlds import singles, write_world
from installation.visits import letters
from installation.visits.letters import Fault, RecordingBegun, RecordingEnded, StepsRecorded, Told
from installation.world import STEP_NS

if TYPE_CHECKING:
    from pathlib import Path

    from installation.effects import Effect
    from installation.inputs import Input
    from installation.settings import Levels
    from installation.visits.letters import Letter, Recorded
    from installation.visits.retention import Retention
    from installation.world import World

TELL_STEPS = 50
"""Letters are sent every tenth of a second, if there is something to tell."""
BEAT_STEPS = 500
"""At least once a second, so that the keeper knows the time."""
MOST_BYTES = 8 << 20
"""Letters that wait for the socket; what is beyond it is dropped."""
_STANDING = (SeatBand, SetVolume, MuteSound, ShapeSound)
"""What the sound is told once and goes on with: a recording begins with the newest of each."""


class VisitScribe:
    """Tells the keeper what happens."""

    def __init__(self, letters_out: socket.socket, process: subprocess.Popen[bytes] | None = None) -> None:
        """Tell it through this socket; `process` is ended with the scribe."""
        letters_out.setblocking(False)  # noqa: FBT003 - the socket's own way
        self._socket, self._process = letters_out, process
        self._waiting = bytearray()
        self._lines: list[tuple[int, str, dict[str, Any]]] = []
        self._lost = 0
        self._standing: dict[type, Effect] = {}
        self._recording = False
        self._steps: list[Recorded] = []
        self._step, self._whole = 0, True
        self._pressures: tuple[float, ...] = ()
        self._faults = ("",) * len(PADS)
        self._begun = False
        self.state = "well"
        """How the keeper is: well, full, locked, broken, later, unwritable or gone."""

    @classmethod
    def begun(cls, path: Path, retention: Retention, levels: Levels, home: Path) -> VisitScribe:
        """A scribe with a keeper in a process of its own, which hears it on its standard input."""
        orders = {
            "path": str(path.absolute()),
            "home": str(home),
            "retention_days": retention.retention_days,
            "names": [level.name for level in levels.levels],
            "resting": [number for number, level in enumerate(levels.levels) if not level.pads],
            "idle_ns": round(retention.idle_s * 1e9),
        }
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "installation.shell.visits_keeper", json.dumps(orders)],
            stdin=theirs.fileno(),
            cwd=home,
        )
        theirs.close()
        singles()  # looked for now, not in the step of a visitor's consent
        return cls(ours, process)

    def take(self, world: World, inputs: tuple[Input, ...], effects: tuple[Effect, ...]) -> None:
        """Note what a step brought; hand it on from time to time."""
        if not self._begun:
            self._begun = True
            here = {"style": world.style, "level": world.guidance.level}
            self._lines.append((world.time_ns, "begun", here))
        another = False
        for effect in effects:
            if type(effect) is NoteDown:
                self._lines.append((effect.at_ns, effect.kind, effect.facts))
                another = another or effect.kind == "condition"
            elif type(effect) in _STANDING:
                self._standing[type(effect)] = effect
        if self._recording or world.house.consent:
            self._record(world, inputs, effects)
            if another and self._recording:  # a step of a study is a visit with a recording of its own
                self._step = world.step
                self._end_recording()
                self._record(world, (), ())
        self._step = world.step
        if world.step % TELL_STEPS == 0:
            self._tell(world)

    def close(self) -> None:
        """The show is over: hand on the rest, and let the keeper end."""
        if self._recording:
            self._end_recording()
        self._send(Told(self._step * STEP_NS, tuple(self._lines), self._lost))
        self._socket.settimeout(3.0)
        with contextlib.suppress(OSError):
            self._socket.sendall(self._waiting)
        self._socket.close()
        if self._process is not None:
            try:
                self._process.wait(10.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _tell(self, world: World) -> None:
        if self._lines or self._lost or world.step % BEAT_STEPS == 0:
            if self._send(Told(world.time_ns, tuple(self._lines), self._lost)):
                self._lost = 0
            self._lines = []
        if world.hands.faults != self._faults:
            self._faults = world.hands.faults
            wrong = ", ".join(f"pad {pad}: {fault}" for pad, fault in enumerate(self._faults) if fault)
            self._send(Fault("pads", wrong or "well again"))
        if self._waiting:
            self._pump()
        if world.step % BEAT_STEPS == 0:
            self._listen()

    def _record(self, world: World, inputs: tuple[Input, ...], effects: tuple[Effect, ...]) -> None:
        """Keep the step in full while the visitor's consent holds."""
        if not self._recording:
            self._tell(world)  # the line of the consent goes before
            sound = letters.spell_values(letters.spelt(self._standing.values()))
            begun = RecordingBegun(world.step, STEP_NS, write_world(world), sound)
            self._recording = self._whole = self._send(begun)
            self._pressures = world.hands.pressures
            return
        skipped = world.step - self._step - 1
        pressures = None if world.hands.pressures == self._pressures else world.hands.pressures
        if inputs or effects or skipped or pressures is not None:
            self._pressures = world.hands.pressures
            told = letters.spelt(inputs), letters.spelt(effects)
            self._steps.append((world.step, skipped, *told, pressures))
        if not world.house.consent:
            self._step = world.step
            self._end_recording()
        elif world.step % BEAT_STEPS == BEAT_STEPS // 2:
            self._hand_on_steps(world.step)

    def _hand_on_steps(self, last_step: int) -> None:
        if self._steps:
            data = letters.spell(self._steps)
            self._whole &= self._send(StepsRecorded(self._steps[0][0], last_step, data))
            self._steps = []

    def _end_recording(self) -> None:
        self._hand_on_steps(self._step)
        self._send(RecordingEnded(self._step, self._whole))
        self._recording = False

    def _send(self, letter: Letter) -> bool:
        """Hand on a letter as far as there is room; whether there was."""
        data = letters.write(letter)
        if len(self._waiting) + len(data) > MOST_BYTES or self.state == "gone":
            self._lost += 1
            return False
        self._waiting += data
        self._pump()
        return True

    def _pump(self) -> None:
        try:
            while self._waiting:
                sent = self._socket.send(self._waiting)
                del self._waiting[:sent]
        except BlockingIOError:
            return
        except OSError:
            self.state = "gone"
            self._waiting.clear()

    def _listen(self) -> None:
        """What the keeper said last of how it is."""
        try:
            said = self._socket.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        self.state = said.decode(errors="replace").split()[-1] if said.strip() else "gone"
