"""The engine's way to the process that keeps ringtones: orders go out, links come back, nobody waits.

Owns that process's life: it is begun with the show, and again (not more often than AGAIN_NS) if it ends. Refuses to
know how a ringtone is made and what a page is.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from installation.effects import NoteDown
from installation.inputs import RingtoneReady

if TYPE_CHECKING:
    from collections.abc import Sequence

    from installation.effects import Effect
    from installation.inputs import Input
    from installation.world import World

logger = logging.getLogger(__name__)

HOME = Path(__file__).resolve().parents[2]
AGAIN_NS = 60_000_000_000
READ_EVERY_NS = 50_000_000
MOST_BYTES = 1 << 16


class RingtoneKeeper:
    """A scribe that has ringtones kept, and a teller of where they can be had.

    Args:
        folder: where they are kept.
        address: this machine's address in the room; "": no pages, the wall shows the code itself.
        log: the file that the process's own words go to, or None: nobody reads them.
    """

    def __init__(self, folder: Path, address: str, log: Path | None = None) -> None:
        self._command = [sys.executable, "-m", "installation.shell.takehome_process"]
        self._command += ["--folder", str(folder.absolute()), "--address", address]
        self._command += ["--log", str(log.absolute())] if log is not None else []
        self._begun_ns = self._read_ns = -AGAIN_NS
        self._rest = b""
        self._process: subprocess.Popen[bytes] | None = None
        self._begin(0)

    def take(self, world: World, _inputs: tuple[Input, ...], effects: tuple[Effect, ...]) -> None:
        """Order what was finished in this step."""
        for effect in effects:
            if isinstance(effect, NoteDown) and effect.kind == "ringtone" and effect.facts["code"]:
                self._order(effect.facts["code"], world.house.language, world.time_ns)

    def read(self, now_ns: int) -> Sequence[Input]:
        """Where ringtones can be had, as far as it is news; never waits."""
        process = self._process
        if process is None or process.stdout is None or now_ns - self._read_ns < READ_EVERY_NS:
            return ()
        self._read_ns = now_ns
        with suppress(BlockingIOError):
            self._rest += os.read(process.stdout.fileno(), MOST_BYTES)
        *lines, self._rest = self._rest.split(b"\n")
        return [told for line in lines for told in self._understood(line, now_ns)]

    def close(self) -> None:
        """Let the process end: it does when nobody orders any more."""
        if self._process is None:
            return
        for end in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if end is not None:
                    end.close()
        try:
            self._process.wait(3.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _understood(self, line: bytes, now_ns: int) -> list[Input]:
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(line)
            return [RingtoneReady(now_ns, str(told["code"]), str(told["link"]))]
        logger.warning("the ringtones' process said %r", line[:200])
        return []

    def _order(self, code: str, language: str, now_ns: int) -> None:
        """Order it; a line is far shorter than select.PIPE_BUF, so the pipe takes all of it or nothing."""
        line = json.dumps({"code": code, "language": language}).encode() + b"\n"
        if self._process is None or self._process.poll() is not None:
            self._begin(now_ns)
        try:
            if self._process is not None and self._process.stdin is not None:
                os.write(self._process.stdin.fileno(), line)
        except OSError as error:
            logger.warning("the ringtone %s is not kept: %s", code, error)

    def _begin(self, now_ns: int) -> None:
        """Begin the process; the show goes on without it if that cannot be."""
        if now_ns - self._begun_ns < AGAIN_NS:
            return
        self._begun_ns, self._rest = now_ns, b""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=HOME,
            )
        except OSError as error:
            logger.warning("ringtones are not kept: %s", error)
            self._process = None
            return
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                os.set_blocking(end.fileno(), False)
