"""The page's server, in a process of its own: what happens to it happens to nothing else.

Owns the listening socket and the limits on connections. Refuses to know what is served; console_web.py does.
It ends when the window's process does.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import select
import signal
import socket
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from installation.console import gate, tries
from installation.console.messages import MOST_BYTES
from installation.console.report import choices
from installation.shell import priority
from installation.shell.asks import AsksOut
from installation.shell.console import PICTURE_HEAD
from installation.shell.console_certificate import certificate
from installation.shell.console_commands import addresses
from installation.shell.console_live import Hub
from installation.shell.console_vault import Audit, Vault
from installation.shell.console_web import Place, application
from installation.shell.content import load_content
from installation.shell.lettering import read_languages
from installation.shell.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from numpy.typing import NDArray

    from installation.console.faults import Wall
    from installation.inputs import Input
    from installation.shell.console import ConsoleOptions
    from installation.snapshot import Snapshot

logger = logging.getLogger(__name__)

PAGE = Path(__file__).parents[1] / "console" / "page"
MOST_CONNECTIONS, MOST_OF_ONE = 256, 96
REQUEST_S = 10.0
"""A connection that has asked for nothing by then is closed."""
NAMES_S = 5.0
AGAIN_S = 5.0
_TOO_MUCH = (OSError, EOFError)


class Link:
    """The page's ends of the ways to the engine and to the window."""

    def __init__(
        self, connection: Connection[Any, None], asks: socket.socket, options: ConsoleOptions
    ) -> None:
        """Attach."""
        self._connection, self._asks = connection, AsksOut(asks)
        self._moments, self._walls = Mailbox(*options.moments), Mailbox(*options.walls)
        self._pictures = Mailbox(*options.pictures)
        self._over = False

    def moment(self) -> Snapshot | None:
        """The newest moment, if there is a newer one."""
        letter = self._moments.take()
        return None if letter is None else pickle.loads(letter)  # noqa: S301 - from our own engine

    def wall(self) -> Wall | None:
        """How the wall is, if it has said so since."""
        letter = self._walls.take()
        return None if letter is None else pickle.loads(letter)  # noqa: S301 - from our own window

    def picture(self) -> NDArray[np.uint8] | None:
        """The newest small picture, if there is a newer one; (height, width, 3)."""
        data = self._pictures.take()
        if data is None:
            return None
        width, height = PICTURE_HEAD.unpack_from(data)
        return np.frombuffer(data, np.uint8, offset=PICTURE_HEAD.size).reshape(height, width, 3)

    def send(self, told: Input) -> bool:
        """Ask the engine for this without waiting; False if it has no room."""
        return self._asks.send(told)

    def watch(self, count: int) -> None:
        """So many look."""
        self.tell(count)

    def tell(self, news: str | int) -> None:
        """Tell the window, if there is room: a window that stands still does not hold the page up."""
        try:
            if select.select([], [self._connection.fileno()], [], 0)[1]:
                self._connection.send(news)
        except OSError:
            self._over = True

    def over(self) -> bool:
        """Whether the window's process is gone, or has closed its end."""
        try:
            if not self._over and self._connection.poll():
                self._connection.recv()  # nothing is ever sent this way: it is the end
        except _TOO_MUCH:
            self._over = True
        return self._over

    def close(self) -> None:
        """Let go of all of it."""
        self._asks.close()
        self._moments.close()
        self._walls.close()
        self._pictures.close()


class _Counted(H11Protocol):
    """HTTP whose connections are counted by address, and which waits for a request only so long."""

    counts: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._from = self.client[0] if self.client else ""
        self.counts[self._from] += 1
        self._counted = True
        if self.counts[self._from] > MOST_OF_ONE or self.counts.total() > MOST_CONNECTIONS:
            transport.abort()
            return
        self.loop.call_later(REQUEST_S, self._asked_by_now)

    def connection_lost(self, exc: Exception | None) -> None:
        self._uncount()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: Any) -> None:
        self._uncount()  # from here on the hub counts it
        super().handle_websocket_upgrade(event)

    def _uncount(self) -> None:
        if self._counted:
            self._counted = False
            self.counts[self._from] -= 1
            if not self.counts[self._from]:
                del self.counts[self._from]

    def _asked_by_now(self) -> None:
        if self._counted and self.cycle is None:
            self.transport.abort()


class _Server(uvicorn.Server):
    """Signals are the window's business: it ends this process by the pipe."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Names:
    """What this machine goes by: the loopback, and in a room its addresses, which may change, and its names."""

    def __init__(self, *, lan: bool) -> None:
        """Not asked yet."""
        self._lan, self._asked_s, self._found = lan, -NAMES_S, gate.LOOPBACK

    def __call__(self) -> frozenset[str]:
        """The names, as Host may say them."""
        now_s = time.monotonic()
        if self._lan and now_s - self._asked_s >= NAMES_S:
            self._asked_s = now_s
            host = socket.gethostname().lower()
            self._found = gate.LOOPBACK | {host, f"{host}.local", *addresses()}
        return self._found


def listening(port: int, *, lan: bool) -> socket.socket:
    """The socket that the page is asked through.

    Raises:
        OSError: the port is taken.
    """
    found = socket.socket()
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(("0.0.0.0" if lan else "127.0.0.1", port))  # noqa: S104 - only when asked to open to the room
        found.listen(64)
    except OSError:
        found.close()
        raise
    return found


def page_files() -> dict[str, bytes]:
    """The page's files by name."""
    return {path.name: path.read_bytes() for path in sorted(PAGE.iterdir()) if path.is_file()}


def run_console(connection: Connection[Any, None], asks: socket.socket, options: ConsoleOptions) -> None:
    """The page's process: serve until the window is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the window hears it
    priority.stand_back()
    link = Link(connection, asks, options)
    failed = ""
    while not link.over():
        try:
            door = listening(options.port, lan=options.lan)
        except OSError as error:
            if str(error) != failed:
                failed = str(error)
                link.tell(f"port {options.port} is not free ({error.strerror})")
            time.sleep(AGAIN_S / 10)
            continue
        failed = ""
        asyncio.run(_serve(door, link, options))
    link.close()


async def _serve(door: socket.socket, link: Link, options: ConsoleOptions) -> None:
    place = _place(link, options)
    config = uvicorn.Config(
        application(place), http=_Counted, ws="websockets-sansio", loop="asyncio", lifespan="off",
        log_config=None, access_log=False, proxy_headers=False, server_header=False,
        ws_max_size=MOST_BYTES, ws_per_message_deflate=False, ws_ping_interval=10.0, ws_ping_timeout=20.0,
        timeout_graceful_shutdown=1, h11_max_incomplete_event_size=8192, **_tls(options),
    )  # fmt: skip
    server = _Server(config)
    link.tell("")  # it is up

    async def look() -> None:
        await place.hub.run(link.over)
        server.should_exit = True

    looking = asyncio.create_task(look())
    try:
        await server.serve([door])
    finally:
        looking.cancel()
        place.audit.close()
        door.close()


def _place(link: Link, options: ConsoleOptions) -> Place:
    content = load_content(options.home / "content")
    known, told = choices(
        content.levels, content.styles, read_languages(options.home / "content" / "languages")
    )
    vault, audit = Vault(options.folder), Audit(options.audit)
    return Place(
        files=page_files(),
        vault=vault,
        audit=audit,
        hub=Hub(link, known, told, vault.role, audit.write),
        port=options.port,
        tls=options.lan,
        names=Names(lan=options.lan),
        tries=tries.Tries(),
        trying=0,
        turn=asyncio.Lock(),
        database=options.folder.parent / "visits.db",
    )


def _tls(options: ConsoleOptions) -> dict[str, Any]:
    """With the room outside, only TLS."""
    if not options.lan:
        return {}
    signed, key = certificate(options.folder, Names(lan=True)())
    return {"ssl_certfile": signed, "ssl_keyfile": key}
