"""The door to the facilitator's page, as the window's process sees it: how the wall is and small pictures of it.

Owns the page's process and watches over it: if it ends it is begun again, and the show goes on meanwhile. Moments of
the world and what people ask for do not pass here: the page's process reads the engine's mailbox and asks the engine
itself (docs/adr/0083). Refuses to know who looks and what they may do; console_web.py does.
"""

from __future__ import annotations

import logging
import multiprocessing as mp
import pickle
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from installation.shell.mailbox import Mailbox

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from installation.console.faults import Wall

logger = logging.getLogger(__name__)

PICTURE_HEAD = struct.Struct("<HH")  # width, height; then rows of red, green, blue
PICTURE_S = 0.5
ALIVE_S = 0.5
"""So often the wall says how it is even if nothing is new: a wall that is silent stands still."""
LOOK_S, AGAIN_S = 1.0, 5.0
WALL_BYTES, PICTURE_BYTES = 1 << 10, PICTURE_HEAD.size + 3 * 480 * 480


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """What the page's process needs to know."""

    port: int
    lan: bool
    home: Path
    folder: Path  # for PINs, sessions, certificate
    audit: Path
    moments: tuple[int, str]  # addresses of mailboxes: the engine's snapshots
    walls: tuple[int, str]  # how the wall is
    pictures: tuple[int, str]  # and what is on it


class ConsoleDoor:
    """The page. `give` it how the wall is and pictures, and let it be heard with `hear`."""

    def __init__(
        self,
        port: int,
        *,
        lan: bool,
        home: Path,
        data: Path,
        moments: tuple[int, str],
        asks: socket.socket,
        said: Callable[[str], None] = logger.warning,
    ) -> None:
        """Begin to serve.

        Args:
            port: of the loopback, or with `lan` of every network this machine is in.
            lan: open to the room.
            home: where the program is.
            data: where the page may keep what it keeps.
            moments: the address of the engine's mailbox.
            asks: the end through which the engine is asked (see asks.py); whoever made it closes it.
            said: told in words when the page cannot be opened, and "" when it is.
        """
        self._walls, self._pictures = Mailbox(WALL_BYTES), Mailbox(PICTURE_BYTES)
        self._options = ConsoleOptions(
            port=port, lan=lan, home=home, folder=data / "console", audit=data / "logs" / "console.log",
            moments=moments, walls=self._walls.address, pictures=self._pictures.address,
        )  # fmt: skip
        self._asks, self._said = asks, said
        self._wall: Wall | None = None
        self.address = next(iter(places(port, lan=lan)), "")
        """Of the page, as it was at the start; "" without a network."""
        self.watching = 0
        """How many look now."""
        self._given_s = self._pictured_s = self._looked_s = -1e9
        self._connection, self._process = self._begin()
        self._begun_s = time.monotonic()

    def hear(self) -> None:
        """Hear how many look and whether the page is open, and look after its process."""
        try:
            while self._connection.poll():
                news = self._connection.recv()
                if isinstance(news, int):
                    self.watching = news
                else:
                    self._said(news)
        except (EOFError, OSError):
            self.watching = 0
        self._look()

    def give(self, wall: Wall) -> None:
        """How the wall is."""
        now_s = time.monotonic()
        if wall != self._wall or now_s - self._given_s >= ALIVE_S:
            self._given_s, self._wall = now_s, wall
            self._walls.put(pickle.dumps(wall, protocol=5))

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
        self._walls.close()
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
        process = spawn.Process(target=_run, args=(there, self._asks, self._options), name="console")
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


def _run(connection: Connection[Any, None], asks: socket.socket, options: ConsoleOptions) -> None:
    """The page's process."""
    from installation.shell.console_server import run_console  # noqa: PLC0415 - the window needs no web server

    run_console(connection, asks, options)
