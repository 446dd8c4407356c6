"""The live part of the page: the newest moment to everybody who looks, and what they ask for to the engine.

Owns who is connected, how often they are told, and that nobody slow or loud holds up anybody else: of moments
and pictures each client has the newest only, of answers a bounded number. Refuses to know HTTP and files.
"""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np
import psutil
from PIL import Image

from installation.console import faults, flow, messages, report

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from installation.console.roles import Role
    from installation.inputs import Input
    from installation.snapshot import Snapshot

logger = logging.getLogger(__name__)

LOOK_S, REST_S = 0.04, 0.25
"""How often the mailbox is looked into while somebody watches, and while nobody does."""
MOMENT_S, MACHINE_S, ROLES_S = 0.1, 5.0, 2.0
CHOICE_S = 0.08
"""What was chosen is told before the next moment is due, but no sooner after the last one: each goes to every page."""
STUCK_S = 15.0
"""A client that has not taken a message for so long is let go."""
MOST_CLIENTS = 64
MOST_ANSWERS = 32
JPEG_QUALITY = 72
SIGNED_OUT, TOO_LOUD, NOT_TEXT = 4401, 1008, 1003


class Link(Protocol):
    """The ways to the engine's process and the window's."""

    def moment(self) -> Snapshot | None:
        """The newest moment, if there is a newer one."""

    def wall(self) -> faults.Wall | None:
        """How the wall is, if it has said so since."""

    def picture(self) -> NDArray[np.uint8] | None:
        """The newest small picture of the wall, if there is a newer one; (height, width, 3)."""

    def send(self, told: Input) -> bool:
        """Hand an input over; False if there is no room."""

    def watch(self, count: int) -> None:
        """So many look."""


class Client:
    """One page that looks. `send` and `close` are its socket's."""

    def __init__(
        self, address: str, secret: str, role: Role, send: Callable[[Any], Any], close: Callable[[int], Any]
    ) -> None:
        """Nothing sent yet."""
        self.address, self.secret, self.role = address, secret, role
        self.bucket = flow.Bucket(flow.BURST, time.monotonic())
        self._send, self._close = send, close
        self._answers: deque[str] = deque(maxlen=MOST_ANSWERS)
        self._newest: dict[type, str | bytes] = {}
        self._news = asyncio.Event()
        self._sending_s: float | None = None

    def tell(self, news: str | bytes) -> None:
        """The newest moment (text) or picture (bytes); what was not sent yet is replaced."""
        self._newest[type(news)] = news
        self._news.set()

    def answer(self, line: str) -> None:
        """An answer to a message of its own."""
        self._answers.append(line)
        self._news.set()

    async def write(self) -> None:
        """Send what there is, for ever."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._answers:
                await self._out(self._answers.popleft())
            for kind in (str, bytes):
                news = self._newest.pop(kind, None)
                if news is not None:
                    await self._out(news)

    async def _out(self, news: str | bytes) -> None:
        self._sending_s = time.monotonic()
        await self._send(news)
        self._sending_s = None

    def stuck(self, now_s: float) -> bool:
        """Whether it takes nothing any more."""
        return self._sending_s is not None and now_s - self._sending_s > STUCK_S

    async def leave(self, code: int) -> None:
        """Say good-bye."""
        await self._close(code)


class Hub:
    """Everybody who looks, and what they look at."""

    def __init__(
        self,
        link: Link,
        known: messages.Known,
        choices: bytes,
        role_of: Callable[[str], Role | None],
        note: Callable[..., None],
    ) -> None:
        """Nobody looks yet; `role_of` a session's secret, `note` writes into the audit log."""
        self._link, self._known, self._choices = link, known, choices.decode()
        self._role_of, self._note = role_of, note
        self._clients: dict[Client, asyncio.Task[None]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._all = flow.Bucket(flow.ALL_BURST, time.monotonic())
        self._snapshot: Snapshot | None = None
        self._wall, self._machine = faults.Wall(), faults.Machine()
        self._wrong: tuple[faults.Trouble, ...] = ()
        self._faults: tuple[faults.Fault, ...] = ()
        self._settings: tuple[object, ...] = ()
        self._begun_s = self._seen_s = self._moved_s = time.monotonic()
        self._told_s = self._asked_s = -1e9
        self._machine_s = -1e9

    @property
    def full(self) -> bool:
        """Whether there is no room for one more."""
        return len(self._clients) >= MOST_CLIENTS

    def hand_over(self, told: Input) -> bool:
        """Tell the installation something that no page's message says; False if it does not listen now."""
        return self._link.send(told)

    def join(self, client: Client) -> None:
        """Somebody looks."""
        self._clients[client] = asyncio.create_task(client.write())
        client.answer(self._choices)
        client.tell(self._moment())
        self._link.watch(len(self._clients))

    def part(self, client: Client) -> None:
        """Somebody looks no longer."""
        task = self._clients.pop(client, None)
        if task is not None:
            task.cancel()
        self._link.watch(len(self._clients))

    async def run(self, over: Callable[[], bool]) -> None:
        """Look and tell until it is over."""
        jpeg(np.zeros((2, 2, 3), np.uint8))  # the first one loads what it needs: nobody waits for it later
        while not over():
            try:
                self.look()
            except Exception:
                logger.exception("a moment could not be told")
            await asyncio.sleep(LOOK_S if self._clients else REST_S)

    def look(self) -> None:
        """Take in what is new, and tell it."""
        now_s = time.monotonic()
        seen, wall = self._link.moment(), self._link.wall()
        if seen is not None:
            self._snapshot, self._seen_s = seen, now_s
        if wall is not None:
            self._wall, self._moved_s = wall, now_s
        if now_s - self._machine_s > MACHINE_S:
            self._machine, self._machine_s = machine(now_s - self._begun_s), now_s
        silent_s, still_s = now_s - self._seen_s, now_s - self._moved_s
        self._wrong = faults.troubles(self._snapshot, self._wall, self._machine, silent_s, still_s)
        self._faults = faults.advance(self._faults, self._wrong, time.time())
        if not self._clients:
            return
        self._tell(now_s, fresh=seen is not None)
        if now_s - self._asked_s > ROLES_S:
            self._asked_s = now_s
            self._look_after(now_s)

    def _tell(self, now_s: float, *, fresh: bool) -> None:
        settings = () if self._snapshot is None else report.settings_of(self._snapshot)
        waited_s = now_s - self._told_s
        due_s = CHOICE_S if settings != self._settings else MOMENT_S if fresh else 10 * MOMENT_S
        if waited_s >= due_s:
            self._settings, self._told_s = settings, now_s
            self._everybody(self._moment())
        picture = self._link.picture()
        if picture is not None:
            self._everybody(jpeg(picture))

    def _everybody(self, news: str | bytes) -> None:
        for client in self._clients:
            client.tell(news)

    def _moment(self) -> str:
        return report.moment(self._snapshot, self._wall, self._machine, self._wrong, self._faults).decode()

    def _look_after(self, now_s: float) -> None:
        """Let those go whose session is over, or who take nothing any more."""
        for client in tuple(self._clients):
            role = self._role_of(client.secret)
            if role is None or client.stuck(now_s):
                self.part(client)
                task = asyncio.create_task(client.leave(SIGNED_OUT))
                self._leaving.add(task)
                task.add_done_callback(self._leaving.discard)
            else:
                client.role = role

    def hear(self, client: Client, data: str) -> int:
        """A message came: obey it, and answer.

        Returns:
            0, or the code to close the socket with: the client said too much.
        """
        now_s = time.monotonic()
        client.bucket, may = flow.take(client.bucket, now_s, flow.RATE_PER_S, flow.BURST)
        if not may:
            self._note(client.address, client.role.word, "turned away", why="too many messages")
            return TOO_LOUD
        try:
            message = messages.read(data)
        except messages.MessageError as error:
            client.answer(_answer("refused", None, str(error)))
            return 0
        client.answer(self._obey(client, message, now_s))
        return 0

    def _obey(self, client: Client, message: messages.Message, now_s: float) -> str:
        role = self._role_of(client.secret)
        if role is None or role < messages.needs(message):
            return _answer("refused", message.id, "role")
        self._all, may = flow.take(self._all, now_s, flow.ALL_RATE_PER_S, flow.ALL_BURST)
        if not may:
            return _answer("refused", message.id, "busy")
        try:
            told = messages.meant(message, self._snapshot.level if self._snapshot else 0, self._known)
        except messages.MessageError as error:
            return _answer("refused", message.id, str(error))
        if not self._link.send(told):
            return _answer("refused", message.id, "busy")
        self._note(client.address, role.word, type(told).__name__, **_facts(message))
        return _answer("done", message.id)


def machine(uptime_s: float) -> faults.Machine:
    """How the computer is; what it does not say is None."""
    try:
        found = psutil.sensors_temperatures() if hasattr(psutil, "sensors_temperatures") else {}
    except OSError:
        found = {}
    temperatures = [sensor.current for sensors in found.values() for sensor in sensors]
    return faults.Machine(
        temperature_c=max(temperatures, default=None),
        memory_mb=round(psutil.virtual_memory().available / 2**20),
        disk_mb=round(psutil.disk_usage(".").free / 2**20),
        processor=psutil.cpu_percent() / 100,
        uptime_s=round(uptime_s),
    )


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    """A picture (height, width, 3) as a file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=JPEG_QUALITY)
    return file.getvalue()


def _facts(message: messages.Message) -> dict[str, Any]:
    known = msgspec.to_builtins(message)
    return {name: value for name, value in known.items() if name not in {"id", "do"}}


def _answer(kind: str, number: int | None, why: str = "") -> str:
    return msgspec.json.encode({"type": kind, "id": number, "why": why}).decode()
