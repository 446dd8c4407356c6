"""Visits recorded in full: read from the database, played again exactly, or written out with every stream.

Owns the way from a recording's blocks back to steps, and the proof that a replay is exact: each step must ask for the
very effects that were recorded. Refuses to guess: what cannot be played exactly is not played, and it says why.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from installation import effects as effect_kinds
from installation import inputs as input_kinds
from installation.effects import FRAME_RATE
from installation.shell.replay import Eyes, Replayed, evenly, follow
from installation.shell.results import Wanted, write_played
from installation.shell.visits_report import read_only
from installation.shell.visits_worlds import WorldError, read_world
from installation.visits import letters
from installation.visits.letters import LetterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from installation.effects import Effect, SoundEffect
    from installation.inputs import Input
    from installation.shell.replay import OfflineSound, Turn, Watch
    from installation.snapshot import Snapshot
    from installation.visits.letters import Recorded, Spelt
    from installation.world import Rules, World


class NoRecordingError(LookupError):
    """This visit cannot be played again; the text says why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A visit recorded in full."""

    visit: str
    begun_step: int
    ended_step: int
    step_ns: int
    version: str
    whole: bool
    world: bytes
    sound: bytes
    steps: tuple[Recorded, ...]


def load(path: Path, visit_id: str) -> Recording:
    """Read a visit's recording.

    Raises:
        NoRecordingError: there is no such visit, or it was counted only, or its blocks are broken.
        FileNotFoundError: there is no database.
    """
    connection = read_only(path)
    try:
        found = connection.execute("SELECT visit FROM visits WHERE id = ?", (visit_id,)).fetchone()
        if found is None:
            raise NoRecordingError(
                f"there is no visit {visit_id}; `./play visits list` shows those there are"
            )
        row = connection.execute(
            "SELECT begun_step, ended_step, step_ns, version, whole, world, sound FROM recordings WHERE visit = ?",
            found,
        ).fetchone()
        if row is None:
            raise NoRecordingError(
                f"visit {visit_id} was only counted, as visits are unless a study is on and the visitor agrees: "
                "nobody can play it again"
            )
        blocks = connection.execute(
            "SELECT data FROM blocks WHERE visit = ? AND first_step > ? ORDER BY first_step", (*found, row[0])
        ).fetchall()
        steps = tuple(one for (data,) in blocks for one in letters.read_steps(data))
    except LetterError as error:
        raise NoRecordingError(f"the recording of visit {visit_id} is broken: {error}") from error
    finally:
        connection.close()
    begun, ended, step_ns, made_by, whole, world, sound = row
    return Recording(
        visit_id, begun, ended, step_ns, made_by, bool(whole), zlib.decompress(world), sound, steps
    )


def world_of(recording: Recording) -> World:
    """The state of everything when the recording began.

    Raises:
        NoRecordingError: it was recorded by another version, or is no world.
    """
    try:
        return read_world(recording.world)
    except WorldError as error:
        raise NoRecordingError(f"visit {recording.visit}: its beginning cannot be read: {error}") from error


def check(recording: Recording, here: str) -> None:
    """Say why a recording cannot be played exactly.

    Raises:
        NoRecordingError: it was made by another version than `here`, or a part of it was lost.
    """
    if recording.version != here:
        raise NoRecordingError(
            f"visit {recording.visit} was recorded by version {recording.version}, and this is {here}: it would not "
            "sound the same. Get that version (git log says when it was), or use `./play visits raw`."
        )
    if not recording.whole:
        raise NoRecordingError(
            f"a part of visit {recording.visit} was lost while it was recorded (the disk was full or too slow): it "
            "cannot be played exactly. `./play visits raw` writes out what there is."
        )


def turns(recording: Recording) -> Iterator[Turn]:
    """Every step with what came into it; steps between the recorded ones had no news."""
    step = recording.begun_step
    for number, skipped, came, _, _ in recording.steps:
        while step < number - skipped - 1:
            step += 1
            yield 0, ()
        step = number
        yield skipped, tuple(_input(one) for one in came)
    for _ in range(step, recording.ended_step):
        yield 0, ()


def _input(one: Spelt) -> Input:
    name, fields = one
    kind: Any = getattr(input_kinds, name)
    made: Input = msgspec.convert(fields, kind)
    return made


def _sound_effects(data: bytes, frame: int) -> list[SoundEffect]:
    """What the sound had been told before, as if it were told now."""
    found = letters.read_values(data)
    return [
        msgspec.convert({**fields, "frame": frame}, getattr(effect_kinds, name)) for name, fields in found
    ]


class _Proof:
    """Compares what each step asks for with what was recorded."""

    def __init__(self, recording: Recording, watch: Watch | None) -> None:
        self._expected = {number: asked for number, _, _, asked, _ in recording.steps if asked}
        self._watch, self._visit = watch, recording.visit

    def look(self, world: World, asked: tuple[Effect, ...]) -> None:
        expected = self._expected.get(world.step, [])
        if bool(expected) != bool(asked) or (
            asked and letters.spell_values(expected) != letters.spell_values(letters.spelt(asked))
        ):
            raise NoRecordingError(
                f"visit {self._visit} comes out otherwise at step {world.step}: it is not played"
            )
        if self._watch is not None:
            self._watch(world, asked)


def play(
    rules: Rules,
    recording: Recording,
    sound: OfflineSound,
    eyes: Eyes | None = None,
    watch: Watch | None = None,
) -> Replayed:
    """Play a recording again, and prove each step.

    Raises:
        NoRecordingError: a step asks for something else than was recorded.
    """
    world = world_of(recording)
    sound.play(_sound_effects(recording.sound, 0))
    return follow(rules, world, turns(recording), sound, eyes, _Proof(recording, watch).look)


def write(rules: Rules, recording: Recording, wanted: Wanted, shaders: Path) -> None:
    """Leave sound, tune, events, pictures and summary of a recording, as `./play replay` does.

    Raises:
        NoRecordingError: it does not come out exactly.
        OSError: the results cannot be written.
    """
    steps = recording.ended_step - recording.begun_step
    shots = evenly(wanted.pictures, steps)

    def again(sound: OfflineSound, draw: Callable[[Snapshot], None], watch: Watch) -> Replayed:
        return play(rules, recording, sound, Eyes(draw, shots), watch)

    write_played(f"visit {recording.visit}", steps, again, wanted, shaders)


def raw_lines(recording: Recording) -> Iterator[tuple[int, list[str]]]:
    """Every stream of a recording on one clock: how many steps are told, and the JSON lines of one more.

    The first line says what it is.

    `t_ms` counts from the recording's beginning. Sounds stand at the step that asked for them; `heard_t_ms` is when
    they are heard.
    """
    begun_ns = recording.begun_step * recording.step_ns
    head = {
        "recording": 1, "visit": recording.visit, "version": recording.version, "step_ns": recording.step_ns,
        "begun_step": recording.begun_step, "ended_step": recording.ended_step, "whole": recording.whole,
        "streams": ["skipped", "input", "pressures", "effect", "note"],
    }  # fmt: skip
    yield 0, [json.dumps(head) + "\n"]
    for number, one in enumerate(recording.steps, start=1):
        yield number, [*_raw_step(one, recording.step_ns, begun_ns)]


def _raw_step(recorded: Recorded, step_ns: int, begun_ns: int) -> Iterator[str]:
    """The lines of one step."""
    step, skipped, came, asked, pressures = recorded
    t_ms = (step * step_ns - begun_ns) / 1e6

    def line(stream: str, at_ms: float = t_ms, number: int = step, **rest: Any) -> str:
        return json.dumps({"t_ms": round(at_ms, 3), "step": number, "stream": stream, **rest}) + "\n"

    if skipped:
        yield line("skipped", steps=skipped)
    for name, fields in came:
        at_ms = (fields.get("at_ns", begun_ns) - begun_ns) / 1e6
        yield line(
            "input", at_ms, kind=name, **{key: value for key, value in fields.items() if key != "at_ns"}
        )
    if pressures is not None:
        yield line("pressures", pads=list(pressures))
    for name, fields in asked:
        if name == "NoteDown":
            at_ms = (fields["at_ns"] - begun_ns) / 1e6
            yield line("note", at_ms, kind=fields["kind"], facts=fields["facts"])
        elif "at_ns" in fields:  # the object's lights and motor
            yield line("effect", (fields.pop("at_ns") - begun_ns) / 1e6, kind=name, **fields)
        else:
            heard_ms = round(1e3 * fields.pop("frame") / FRAME_RATE - begun_ns / 1e6, 3)
            yield line("effect", kind=name, heard_t_ms=heard_ms, **fields)
