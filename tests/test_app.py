"""The live show, whole: a window nobody sees, the engine's process, sound on the null device."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from installation import app
from installation.visits.visit import parse

HOME = Path(__file__).parents[1]


@pytest.fixture
def start(tmp_path: Path) -> object:
    """Begin the program; whatever is left of it afterwards is ended."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "installation", "play", "--windowed", "--size", "320x180"]
        command += [
            "--console",
            "off",
        ]  # the page has its own tests; here the engine is the one process spawned
        environment = {
            **os.environ,
            "SDL_VIDEODRIVER": "offscreen",
            "DEFORMTUNE_DATA": str(tmp_path / "data"),
        }
        process = subprocess.Popen(
            [*command, "--audio", "null", "--port", "none", *words],
            cwd=HOME,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate()


def engine_of(process: subprocess.Popen[str]) -> psutil.Process | None:
    for one in psutil.Process(process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it may end while we look
            if "spawn_main" in " ".join(one.cmdline()):
                return one
    return None


def wait_for(what: object, seconds: float = 240.0) -> object:
    until = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def test_it_plays_for_the_seconds_asked_records_the_visit_and_leaves_nothing_running(
    start: object, tmp_path: Path
) -> None:
    process = start("--seconds", "2", "--level", "3", "--record", str(tmp_path / "visit.jsonl"))
    _, said = process.communicate(timeout=480)  # a fresh copy compiles its kernels first
    assert process.returncode == 0, said
    assert "Traceback" not in said
    visit = parse(
        (tmp_path / "visit.jsonl").read_bytes(), "visit.jsonl", levels=range(6), styles=[*_styles()]
    )
    assert visit.level == 3
    assert (tmp_path / "data" / "logs" / "engine.log").read_text()


def _styles() -> list[str]:
    return [path.stem for path in (HOME / "content" / "styles").glob("*.yaml")]


def test_an_engine_that_dies_is_begun_again_and_the_show_goes_on(start: object, tmp_path: Path) -> None:
    process = start()
    log = tmp_path / "data" / "logs" / "engine.log"
    assert wait_for(lambda: log.exists() and "begins" in log.read_text())
    first = engine_of(process)
    first.send_signal(signal.SIGKILL)
    second = wait_for(lambda: (found := engine_of(process)) and found.pid != first.pid and found)
    assert second
    assert wait_for(lambda: log.read_text().count("begins") == 2)
    assert process.poll() is None
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    gone, alive = psutil.wait_procs(family, timeout=15)
    assert gone
    assert not alive


class InterruptedWindow:
    """A window that is told to end while it draws its third picture; it may not be closed under it."""

    closed = False
    drawn = 0
    shut = False

    def poll(self, _now_ns: int) -> list[object]:
        return []

    def show(self, *_: object) -> None:
        self.drawn += 1
        if self.drawn == 3:
            signal.raise_signal(signal.SIGTERM)
        assert not self.shut

    def close(self) -> None:
        self.closed = self.shut = True


class IdleEngine:
    """An engine that is there and says nothing."""

    def __init__(self, *_: object) -> None:
        self.mailbox = self.orders = self.clock = self
        self.alive = True
        self.ended = False

    def take(self) -> None:
        return None

    def send(self, _told: object) -> None:
        return None

    def now_ns(self) -> int:
        return 0

    def close(self) -> None:
        self.ended = True


def test_told_to_end_in_the_midst_of_a_picture_it_draws_it_out_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, engines = InterruptedWindow(), []
    monkeypatch.setattr(app, "EngineProcess", lambda *told: engines.append(IdleEngine(*told)) or engines[-1])
    monkeypatch.setattr(app, "_log_to_file", lambda _name: None)
    monkeypatch.setattr(app.priority, "stand_back", lambda: None)
    monkeypatch.setattr(app, "_window", lambda _options: window)
    before = signal.getsignal(signal.SIGTERM)
    try:
        app.play(
            style=None,
            level=0,
            language="en",
            headless=False,
            seconds=None,
            console=None,
            lan=False,
            controllers="off",
        )
    finally:
        signal.signal(signal.SIGTERM, before)
    assert window.drawn == 3
    assert window.shut
    assert engines[0].ended
