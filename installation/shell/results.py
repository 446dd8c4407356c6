"""What a replay leaves on the disk: sound, tune, events, pictures, summary; all of it or nothing.

Owns the names and forms of the files. Refuses to leave a half: results appear when they are complete.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
import psutil
import soundfile
from PIL import Image
from rich.console import Console
from rich.progress import Progress

from installation.effects import FRAME_RATE
from installation.shell.files import results
from installation.shell.instruments import load_bank
from installation.shell.offline_sound import OfflineSound
from installation.shell.offscreen import NoPicturesError, Offscreen
from installation.shell.replay import Plan, Replayed, replay

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from rich.progress import TaskID

    from installation.effects import Effect, SoundEffect
    from installation.shell.replay import OfflineSound as Sound
    from installation.shell.replay import Watch
    from installation.snapshot import Snapshot
    from installation.visits.visit import Visit
    from installation.world import Rules, World

SHOWN_STEPS = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to replay and where to leave it."""

    out: Path
    style: str
    level: int | None
    seconds: float | None
    pictures: int
    size: tuple[int, int]


class _Stopwatch:
    """When the first sound and the first picture were there, in seconds since this program began."""

    def __init__(self) -> None:
        self._began_s = psutil.Process().create_time()
        self.first: dict[str, float | None] = {"sound": None, "picture": None}

    def note(self, what: str) -> None:
        if self.first[what] is None:
            self.first[what] = round(time.time() - self._began_s, 3)


class _TimedSound:
    """Offline sound that notes when the first of it was rendered."""

    def __init__(self, sound: OfflineSound, watch: _Stopwatch) -> None:
        self._sound, self._watch, self._asked = sound, watch, False

    def play(self, effects: Sequence[SoundEffect]) -> None:
        self._asked |= bool(effects)
        self._sound.play(effects)

    def render_to(self, frame: int) -> None:
        self._sound.render_to(frame)
        if self._asked:
            self._watch.note("sound")

    def audio(self) -> NDArray[np.float32]:
        return self._sound.audio()


class _Painter:
    """Draws pictures into files; without OpenGL it says so once and draws none."""

    def __init__(self, folder: Path, wanted: Wanted, shaders: Path, watch: _Stopwatch) -> None:
        folder.mkdir()
        self._folder, self._watch, self._count = folder, watch, 0
        self._screen: Offscreen | None = None
        if wanted.pictures:
            try:
                self._screen = Offscreen(wanted.size, shaders)
            except NoPicturesError as reason:
                click.echo(str(reason), err=True)

    def draw(self, snapshot: Snapshot) -> None:
        if self._screen is None:
            return
        self._count += 1
        path = self._folder / f"{self._count:04}.png"
        Image.fromarray(self._screen.draw(snapshot)).save(path, compress_level=4)
        self._watch.note("picture")

    def close(self) -> None:
        if self._screen is not None:
            self._screen.close()


def write_replay(rules: Rules, visit: Visit, wanted: Wanted, shaders: Path) -> None:
    """Replay a visit and leave audio.wav, melody.mid, events.jsonl, pictures/ and summary.json.

    Raises:
        OSError: the results cannot be written; what was there before is there still.
    """
    plan = Plan(visit, wanted.style, wanted.level, wanted.seconds, wanted.pictures)

    def play(sound: Sound, draw: Callable[[Snapshot], None], watch: Watch) -> Replayed:
        return replay(rules, plan, sound, draw, watch)

    write_played(visit.name, plan.steps, play, wanted, shaders)


def write_played(
    name: str,
    steps: int,
    play: Callable[[Sound, Callable[[Snapshot], None], Watch], Replayed],
    wanted: Wanted,
    shaders: Path,
) -> None:
    """Leave what `play` plays: it is given the sound, who draws, and whom to tell of each of the `steps` steps.

    Raises:
        OSError: the results cannot be written; what was there before is there still.
    """
    watch = _Stopwatch()
    sound = _TimedSound(OfflineSound(load_bank()), watch)
    with results(wanted.out) as place:
        painter = _Painter(place / "pictures", wanted, shaders, watch)
        began_s = time.perf_counter()
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task(f"playing {name}", total=steps)
            found = play(sound, painter.draw, _shown_on(progress, bar))
        took_s = time.perf_counter() - began_s
        painter.close()
        _write(place, found, _summary(found, watch, took_s, name, wanted))
    click.echo(f"{wanted.out}: audio.wav melody.mid events.jsonl pictures/ summary.json", err=True)


def _shown_on(progress: Progress, bar: TaskID) -> Watch:
    def look(world: World, _effects: tuple[Effect, ...]) -> None:
        if world.step % SHOWN_STEPS == 0:
            progress.advance(bar, SHOWN_STEPS)

    return look


def _write(place: Path, found: Replayed, facts: dict[str, Any]) -> None:
    soundfile.write(place / "audio.wav", found.sound, FRAME_RATE, subtype="PCM_24")
    (place / "melody.mid").write_bytes(found.tune)
    (place / "events.jsonl").write_text("".join(found.journal), encoding="utf-8")
    (place / "summary.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _summary(found: Replayed, watch: _Stopwatch, took_s: float, name: str, wanted: Wanted) -> dict[str, Any]:
    # Loaded when the show is over: it takes longer to load than everything before the first picture.
    from installation.shell.loudness import loudness_lufs, true_peak_db  # noqa: PLC0415

    return {
        "visit": name,
        "style": wanted.style,
        "duration_s": found.duration_s,
        "first_sound_s": watch.first["sound"],
        "first_picture_s": watch.first["picture"],
        "steps": found.steps,
        "dropped_steps": found.dropped_steps,
        "notes": found.notes,
        "times_real_time": round(found.duration_s / took_s, 1),
        "peak_dbtp": true_peak_db(found.sound),
        "lufs": loudness_lufs(found.sound),
    }
