"""The door to the facilitator's page, as the window's process sees it: moments out, commands in, never a wait.

Owns the page's process and watches over it: if it ends it is begun again, and the show goes on meanwhile. Refuses
to know who looks and what they may do; console_web.py does.
"""

from __future__ import annotations

import dataclasses
import logging
import multiprocessing as mp
import pickle
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from installation.shell.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from installation.console.faults import Wall
    from installation.inputs import Input

logger = logging.getLogger(__name__)

PICTURE_HEAD = struct.Struct("<HH")  # width, height; then rows of red, green, blue
PICTURE_S = 0.5
UNWATCHED_S = 0.5
"""While nobody looks, the page's server still hears of faults this often."""
LOOK_S, AGAIN_S = 1.0, 5.0
MOMENT_BYTES, PICTURE_BYTES = 1 << 17, PICTURE_HEAD.size + 3 * 480 * 480


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """What the page's process needs to know."""

    port: int
    lan: bool
    home: Path
    folder: Path  # for PINs, sessions, certificate
    audit: Path
    moments: str  # names of mailboxes
    pictures: str
    sizes: tuple[int, int]  # of the mailboxes, in bytes


class ConsoleDoor:
    """The page. `give` it moments and pictures, `take` what people asked for."""

    def __init__(
        self, port: int, *, lan: bool, home: Path, data: Path, said: Callable[[str], None] = logger.warning
    ) -> None:
        """Begin to serve on that port of the loopback, or with `lan` of every network this machine is in.

        `said` is told in words when the page cannot be opened, and "" when it is.
        """
        self._moments, self._pictures = Mailbox(MOMENT_BYTES), Mailbox(PICTURE_BYTES)
        self._options = ConsoleOptions(
            port=port, lan=lan, home=home, folder=data / "console", audit=data / "logs" / "console.log",
            moments=self._moments.name, pictures=self._pictures.name, sizes=(MOMENT_BYTES, PICTURE_BYTES),
        )  # fmt: skip
        self._said = said
        self.address = next(iter(places(port, lan=lan)), "")
        """Of the page, as it was at the start; "" without a network."""
        self.watching = 0
        """How many look now."""
        self._given_s = self._pictured_s = self._looked_s = -1e9
        self._connection, self._process = self._begin()
        self._begun_s = time.monotonic()

    def take(self, now_ns: int) -> list[Input]:
        """What people asked for since the last call, stamped with the world time given."""
        found: list[Input] = []
        try:
            while self._connection.poll():
                news = self._connection.recv()
                if isinstance(news, int):
                    self.watching = news
                elif isinstance(news, str):
                    self._said(news)
                else:
                    found.append(dataclasses.replace(news, at_ns=now_ns))
        except (EOFError, OSError):
            self.watching = 0
        self._look()
        return found

    def give(self, letter: bytes, wall: Wall) -> None:
        """The newest snapshot as the engine sent it, and how the wall is."""
        now_s = time.monotonic()
        if self.watching or now_s - self._given_s >= UNWATCHED_S:
            self._given_s = now_s
            self._moments.put(pickle.dumps((letter, wall), protocol=5))

    def wants_picture(self) -> bool:
        """Whether somebody looks, and it is time for a new small picture of the wall."""
        return self.watching > 0 and time.monotonic() - self._pictured_s >= PICTURE_S

    def give_picture(self, picture: NDArray[np.uint8]) -> None:
        """A small picture of the wall; (height, width, 3)."""
        self._pictured_s = time.monotonic()
        height, width, _ = picture.shape
        self._pictures.put(PICTURE_HEAD.pack(width, height) + picture.tobytes())

    def close(self) -> None:
        """End the page's process: softly, and if it does not listen by force."""
        self._connection.close()
        self._process.join(3.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._moments.close()
        self._pictures.close()

    def _look(self) -> None:
        """Begin again what has ended; not more often than every few seconds."""
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_S:
            return
        self._looked_s = now_s
        if self._process.is_alive() or now_s - self._begun_s < AGAIN_S:
            return
        logger.error("the page's server ended; it is begun again")
        self._connection.close()
        self._connection, self._process = self._begin()
        self._begun_s = now_s

    def _begin(self) -> tuple[Connection[None, Any], SpawnProcess]:
        spawn = mp.get_context("spawn")
        here, there = spawn.Pipe(duplex=True)
        process = spawn.Process(target=_run, args=(there, self._options), name="console")
        process.start()
        there.close()
        return here, process


def places(port: int, *, lan: bool) -> list[str]:
    """The page's addresses."""
    if not lan:
        return [f"http://127.0.0.1:{port}"]
    from installation.shell.console_commands import addresses  # noqa: PLC0415 - only when it is open to the room

    return [f"https://{address}:{port}" for address in addresses()]


def where(port: int, *, lan: bool) -> str:
    """The sentence that says where the page is."""
    found = "  ".join(places(port, lan=lan)) or "no network yet"
    if not lan:
        return f"The facilitator's page: {found}"
    return (
        f"The facilitator's page: {found}\n"
        f"Here, and for the first PINs: https://127.0.0.1:{port}\n"
        "As a code for a phone: key i, or with its fingerprint ./play console"
    )


def _run(connection: Connection[Any, None], options: ConsoleOptions) -> None:
    """The page's process."""
    from installation.shell.console_server import run_console  # noqa: PLC0415 - the window needs no web server

    run_console(connection, options)
