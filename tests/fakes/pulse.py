"""A sound card that is not there: a PulseAudio server of one's own, whose one sink is recorded as it plays.

Owns the server, its folder and the recorder. It is what the real audio process is tried on, PortAudio and ALSA
included: it can be killed, brought back and stopped in the middle. Needs Debian's pulseaudio, pulseaudio-utils and
libasound2-plugins.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

RATE_HZ = 48_000
_WAIT_S = 30
_SERVER = """load-module module-native-protocol-unix auth-anonymous=1 socket={folder}/pulse.sock
load-module module-null-sink sink_name=gallery rate=48000 channels=2 format=float32le norewinds=1
set-default-sink gallery
set-default-source gallery.monitor
"""
_ALSA = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"


def _at_once() -> list[str]:
    """How to start what stands for a card: a real one does not wait for the processor."""
    command = ["chrt", "-f", "30"]
    if shutil.which("chrt") is None:
        return []
    return [] if subprocess.run([*command, "true"], check=False, capture_output=True).returncode else command


_AT_ONCE = _at_once()


class Pulse:
    """A server that plays into nothing; use it in a `with`.

    Raises:
        OSError: it is not installed, or does not start.
    """

    def __init__(self, folder: Path) -> None:
        """Start it; `folder` must be there, with a short path (a socket lies in it)."""
        if shutil.which("pulseaudio") is None or shutil.which("parec") is None:
            raise OSError("pulseaudio and pulseaudio-utils are not installed")
        self._folder = folder
        (folder / "pulse.pa").write_text(_SERVER.format(folder=folder), "utf-8")
        (folder / "alsa.conf").write_text(_ALSA, "utf-8")
        self.environment = {
            "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "ALSA_CONFIG_PATH": str(folder / "alsa.conf"),
        }  # fmt: skip
        self._recorder: subprocess.Popen[bytes] | None = None
        self._heard: list[Path] = []
        self.start()

    def start(self) -> None:
        """Start the server (again)."""
        socket = self._folder / "pulse.sock"
        socket.unlink(missing_ok=True)
        command = [*_AT_ONCE, "pulseaudio", "-n", "-F", str(self._folder / "pulse.pa"), "--daemonize=no"]
        command += ["--exit-idle-time=-1", "--use-pid-file=no", "--high-priority=no", "--disable-shm=yes"]
        self._server = subprocess.Popen(
            command, env=os.environ | self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait_for_sink()

    def _wait_for_sink(self) -> None:
        end = time.monotonic() + _WAIT_S
        while time.monotonic() < end and self._server.poll() is None:
            if "gallery" in self._told("list", "short", "sinks"):
                with contextlib.suppress(
                    AttributeError, OSError
                ):  # it gives up by itself what it was started with
                    os.sched_setscheduler(self._server.pid, os.SCHED_FIFO, os.sched_param(30))
                return
            time.sleep(0.05)
        raise OSError("the PulseAudio server did not start")

    def _told(self, *command: str) -> str:
        asked = subprocess.run(
            ["pactl", *command],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return asked.stdout

    def record(self) -> None:
        """From now on keep what is played (in pieces, where the server was killed in between)."""
        path = self._folder / f"heard-{len(self._heard)}.raw"
        self._heard.append(path)
        command = [
            *_AT_ONCE,
            "parec",
            "-d",
            "gallery.monitor",
            "--format=float32le",
            "--rate=48000",
            "--channels=2",
            "--raw",
        ]
        with path.open("wb") as file:
            self._recorder = subprocess.Popen(
                command, env=os.environ | self.environment, stdout=file, stderr=subprocess.DEVNULL
            )

    def heard(self) -> list[np.ndarray]:
        """What was recorded so far: (N, 2) float32 a piece."""
        pieces = [np.fromfile(path, np.float32) for path in self._heard]
        return [piece[: len(piece) // 2 * 2].reshape(-1, 2) for piece in pieces]

    def stall(self, *, stalled: bool) -> None:
        """Let the server stop asking for sound, or go on."""
        self._server.send_signal(signal.SIGSTOP if stalled else signal.SIGCONT)

    def kill(self) -> None:
        """The server dies, as when a card is pulled out."""
        self._server.kill()
        self._server.wait()

    def __enter__(self) -> Self:
        """It runs already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        for process in (self._recorder, self._server):
            if process is not None:
                process.kill()
                process.wait()
