"""Pads to sound and pictures a second while 20 pages watch and two click, and without any page.

The way of `bench latency` (a board on a pty, the real port door, engine and audio process, the window's own loop at
1280x720), in rounds that alternate: with the page's server and 22 pages on this very machine, which take time of their
own that phones would not, and without it. Two of the pages click as fast as a page may: one asks for another look of
the picture, and waits until the other one sees it. Another look is another picture to draw, so that where there is no
page the engine is asked for the same looks at the same pace: what differs is the page alone. What it costs the window,
its server and the pages themselves is told in processor time too, which other programs do not change. At the end, for
CONTROLS_S, they press every control that comes back, one after the other, while the same 20 watch and the wall draws.
SECONDS (default 300) is how long each state is measured in all. PAGE_IN_A_THREAD=1 serves the page from a thread of the
window's process instead, to see what its own process is for (docs/adr/0080): its time and memory are the window's then,
and are not told.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import multiprocessing as mp
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.progress import track
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks import latency
from installation.console.roles import Role
from installation.inputs import LookSet
from installation.shell import asks, console_server, priority, show
from installation.shell.clock import Clock
from installation.shell.console import ConsoleDoor
from installation.shell.console_vault import Vault
from installation.shell.mailbox import Mailbox
from installation.shell.orders import OrdersOut, pair

SECONDS = float(os.environ.get("SECONDS", "300"))
THREAD = bool(os.environ.get("PAGE_IN_A_THREAD"))
ROUND_S = min(60.0, SECONDS)
CONTROLS_S = min(30.0, SECONDS)
WATCHING, PIN = 20, "271828"
CLICK_S = 1 / 15
"""A page that says more than twenty things a second is let go (console/flow.py)."""
SETTLE_S = 1.0
"""22 pages that come at once are told everything; then the clicking begins."""
LOOKS = ("captions", "calm")
"""What a click changes, one after the other."""
PRESS_S = latency.APART_S + 0.01 + latency.PRESSED_FRAMES * latency.FRAME_S
_SPAWN = mp.get_context("spawn")

Took = dict[str, list[float]]  # milliseconds by control
Clicks = Callable[[Any, Any, Any, Took], Awaitable[None]]
# What is asked for, on or off; and whether a page that is told so shows it.
Control = tuple[Callable[[bool], dict[str, Any]], Callable[[dict[str, Any], bool], bool]]


def _control(do: str, key: str, values: tuple[Any, Any], shown: Callable[[Any], Any], **more: Any) -> Control:
    """A control that sets something to the first value (off) or the second (on)."""
    return lambda on: {"do": do, key: values[on], **more}, lambda now, on: shown(now) == values[on]


def _house(name: str) -> Callable[[Any], Any]:
    return lambda now: now["house"].get(name)


CONTROLS: dict[str, Control] = {
    "level": _control("level", "level", (2, 3), lambda now: now.get("level")),
    "next and previous": _control("move", "by", (-1, 1), lambda now: {1: -1, 4: 1}.get(now.get("level"))),
    "lock": _control("lock", "on", (True, False), lambda now: now.get("locked")),
    "style": _control("style", "style", ("reel", "glass"), lambda now: now.get("style")),
    "language": _control("language", "language", ("en", "de"), _house("language")),
    "volume": _control("volume", "volume_db", (0, -2), _house("volume_db")),
    "mute": _control("mute", "on", (False, True), _house("muted")),
    "calm": _control("look", "on", (False, True), _house("calm"), part="calm"),
    "contrast": _control("look", "on", (False, True), _house("contrast"), part="contrast"),
    "captions": _control("look", "on", (False, True), _house("captions"), part="captions"),
    "study": _control("study", "on", (False, True), _house("study")),
    "quiet hours": _control("quiet", "from_min", (-1, 60), _house("quiet_from_min"), until_min=90),
    "visit": _control("visit", "on", (False, True), lambda now: now.get("visit_s", -1) >= 0),
}
"""Every control but recalibrate and restart, which only set something going."""


def figures() -> dict[str, Any]:
    """Milliseconds from arrival to sound, pictures a second, and from a choice to another page, by state."""
    rounds = max(1, round(SECONDS / ROUND_S))
    os.environ["PRESSES"] = str(int(ROUND_S / PRESS_S))  # for the board's process
    found: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    pace_s = CLICK_S
    for number in track(range(2 * rounds), "bench console", disable=not sys.stderr.isatty()):
        watched = number % 2 == 0
        found[watched].append(_round(watched=watched, pace_s=pace_s))
        if watched:
            last = found[True][-1]
            pace_s = last["drawn"]["seconds"] / max(1, len(last["pages"]["took"].get(LOOKS[0], [])))
    without, with_pages = _judged(found[False]), _judged(found[True])
    os.environ["PRESSES"] = str(10**9)  # that round is over when the pages say so
    controls = _round(watched=True, clicks=_press_all)["pages"]["took"]
    return {
        "without a page": without,
        "20 watch, two click": with_pages,
        "p99 grows by, ms": with_pages["pads to sound ms p99"] - without["pads to sound ms p99"],
        "to another page, ms p50 / largest": {
            name: f"{np.median(took):.0f} / {max(took):.0f}" for name, took in controls.items() if took
        },
        "pictures change by, %": 100 * (with_pages["pictures a second"] / without["pictures a second"] - 1),
    }


def _round(*, watched: bool, pace_s: float = CLICK_S, clicks: Clicks | None = None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        clock, mailbox, (asked, asking) = Clock.begun_now(), Mailbox(1 << 16), asks.pair()
        connection, orders = pair()
        ready, over = _SPAWN.Event(), _SPAWN.Event()
        port = _free_port() if watched else 0
        sending = orders._connection  # noqa: SLF001 - the window's end, for the process that is the window here
        board = _SPAWN.Process(target=latency.press_board, args=(clock, place, ready, over))
        others = [
            _SPAWN.Process(
                target=latency.play_engine, args=(connection, clock, mailbox.name, place, ready, asked)
            ),
            _SPAWN.Process(
                target=_window, args=(mailbox.name, (sending, asking), (ready, over), place, port)
            ),
        ]
        if watched:
            others.append(_SPAWN.Process(target=_pages, args=(port, ready, over, place, clicks or _click)))
        else:
            others.append(_SPAWN.Process(target=_ask, args=(asking, ready, over, pace_s)))
        for process in (board, *others):
            process.start()
        connection.close()
        while board.is_alive() and all(each.is_alive() for each in others):
            board.join(1.0)
        ended = [] if over.is_set() else [each.name for each in others if not each.is_alive()]
        load = os.getloadavg()[0]
        over.set()
        orders.close()
        for process in reversed(others):
            process.join(30)
        for end in (mailbox, asked, asking):
            end.close()
        if ended:
            board.terminate()
            raise RuntimeError(f"a process ended too early: {', '.join(ended)}")
        return {"waits": latency.waits_ms(place), "load": load} | {
            path.stem: json.loads(path.read_text()) for path in place.glob("*.json")
        }


def _window(
    mailbox: str, ends: tuple[Any, socket.socket], events: tuple[Any, Any], place: Path, port: int
) -> None:
    """The window's own loop on a screen that nobody sees, with the page or without."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from installation.shell.window import WindowDoor  # noqa: PLC0415 - only this process draws

    page, (sending, asking) = None, ends
    box = Mailbox(1 << 16, mailbox)
    if port:
        Vault(place / "data" / "console").set_pin(Role.TECHNICIAN, PIN)
        door_of = _InAThread if THREAD else ConsoleDoor
        page = door_of(
            port, lan=False, home=latency.HOME, data=place / "data",
            moments=box.address, asks=asking, said=_quiet,
        )  # fmt: skip
    priority.stand_back()
    door = WindowDoor(latency.HOME / "shaders", windowed=True, size=(1280, 720))
    window = _Counting(door, *events, served_s=lambda: _served_s(page))
    timed = None if page is None else _Timed(page, window)
    show.run(window, _Running(box, OrdersOut(sending)), None, page=timed)
    seconds = time.monotonic() - (window.begun_s or 0.0)
    found = {"pictures": window.drawn, "seconds": seconds}
    if page is not None and timed is not None and not THREAD:
        server = psutil.Process(page._process.pid)  # noqa: SLF001 - whose memory it is
        found["served_s"] = _served_s(page) - window.served_before_s
        found |= {
            "spent_s": timed.spent_s + window.spent_s,
            "server_mb": server.memory_full_info().uss / 2**20,
        }
    if page is not None:
        page.close()
    box.close()
    (place / "drawn.json").write_text(json.dumps(found))


def _served_s(page: ConsoleDoor | None) -> float:
    """Processor time that the page's server took since it began, where it is a process."""
    if page is None or THREAD:
        return 0.0
    times = psutil.Process(page._process.pid).cpu_times()  # noqa: SLF001 - whose time it is
    return float(times.user + times.system)


def _quiet(_trouble: str) -> None:
    """The pages find it by themselves."""


class _InAThread(ConsoleDoor):
    """The page as ADR 0080 decided against it: served beside the pictures, by a thread of the window's process."""

    def _begin(self) -> tuple[Any, Any]:
        here, there = _SPAWN.Pipe(duplex=True)
        link = console_server.Link(there, self._asks, self._options)
        door = console_server.listening(self._options.port, lan=False)

        def serve() -> None:
            asyncio.run(console_server._serve(door, link, self._options))  # noqa: SLF001 - without what a process adds
            link.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        return here, thread

    def close(self) -> None:
        self._connection.close()
        self._process.join(30.0)
        self._walls.close()
        self._pictures.close()


class _Timed:
    """The page's door, and what it takes of this process's time once the board is heard."""

    def __init__(self, page: ConsoleDoor, window: _Counting) -> None:
        self._page, self._window = page, window
        self.spent_s = 0.0

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._page, name)

        def timed(*told: Any) -> Any:
            begun_s = time.thread_time()
            found = asked(*told)
            if self._window.begun_s is not None:
                self.spent_s += time.thread_time() - begun_s
            return found

        return timed


class _Counting:
    """A window that counts its pictures from when the board is heard, and closes when all is over."""

    def __init__(self, window: Any, ready: Any, over: Any, served_s: Callable[[], float]) -> None:
        self._window, self._ready, self._over, self._served_s = window, ready, over, served_s
        self.drawn, self.spent_s, self.served_before_s = 0, 0.0, 0.0
        self.begun_s: float | None = None
        self.wants_small, self.small = False, None
        self.poll = window.poll
        self._draw_small, window._stage.renderer.small = window._stage.renderer.small, self._timed_small  # noqa: SLF001

    @property
    def closed(self) -> bool:
        return bool(self._over.is_set()) or os.getppid() == 1  # nobody is left to say so

    @property
    def lost(self) -> bool:
        return bool(self._window.lost)

    def show(self, *moment: Any) -> None:
        if self.begun_s is None and self._ready.is_set():
            self.begun_s, self.drawn, self.served_before_s = time.monotonic(), 0, self._served_s()
        self._window.wants_small = self.wants_small
        self._window.show(*moment)
        self.small, self._window.small = self._window.small, None
        self.drawn += 1

    def _timed_small(self, width: int) -> Any:
        begun_s = time.thread_time()
        found = self._draw_small(width)
        self.spent_s += time.thread_time() - begun_s
        return found


class _Running:
    """An engine that is looked at, and told what pages ask for."""

    alive, begun = True, 1

    def __init__(self, mailbox: Mailbox, orders: OrdersOut) -> None:
        self.mailbox, self.clock, self.orders = mailbox, Clock.begun_now(), orders

    def begin_again(self, style: str = "") -> None:
        """It is not ours to begin."""


def _pages(port: int, ready: Any, over: Any, place: Path, clicks: Clicks) -> None:
    """22 pages, once the board is heard."""
    priority.stand_back()  # phones take nothing of this machine's time: these come after the picture
    ready.wait()
    begun_s = time.process_time()
    try:
        took_ms = asyncio.run(_look(port, over, clicks))
    except OSError:  # so slow a machine that all was over before they were there
        if not over.wait(10.0):
            raise
        took_ms = {}
    (place / "pages.json").write_text(json.dumps({"took": took_ms, "pages_s": time.process_time() - begun_s}))


def _ask(asking: socket.socket, ready: Any, over: Any, pace_s: float) -> None:
    """The looks that pages choose, where there is no page."""
    priority.stand_back()
    ready.wait()
    out, on = asks.AsksOut(asking), False
    while not over.wait(pace_s) and os.getppid() != 1:
        on = not on
        for part in LOOKS:
            out.send(LookSet(0, part, on))


async def _look(port: int, over: Any, clicks: Clicks) -> Took:
    where = {"origin": f"http://127.0.0.1:{port}", "content-type": "application/json"}
    cookie = _cookie(port, where)
    uri, headers = f"ws://127.0.0.1:{port}/live", {"cookie": cookie}
    clicker, other = [
        await connect(uri, origin=where["origin"], additional_headers=headers, max_queue=64) for _ in range(2)
    ]
    watching = [_Onlooker(port, {**where, **headers}) for _ in range(WATCHING)]
    draining = asyncio.create_task(_drain(clicker))
    await asyncio.sleep(SETTLE_S)
    took_ms: Took = {}
    try:
        await clicks(clicker, other, over, took_ms)
    except ConnectionClosed:  # the window closes the page as soon as the board is heard out
        if not over.wait(10.0):
            raise
    draining.cancel()
    for each in watching:
        each.close()
    return took_ms


class _Onlooker:
    """A page that takes what it is sent and looks at nothing: a WebSocket for as little of this machine as may be."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        """Connect; from then on the running loop reads."""
        self._line = socket.create_connection(("127.0.0.1", port))
        said = {**headers, "host": f"127.0.0.1:{port}", "connection": "Upgrade", "upgrade": "websocket"}
        said |= {"sec-websocket-version": "13", "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA=="}
        lines = ["GET /live HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
        self._line.sendall("\r\n".join(lines).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._line.recv(1 << 16)
        if b" 101 " not in answer[:20]:
            raise OSError(f"the page turned an onlooker away: {answer[:60]!r}")
        self._waiting = answer.partition(b"\r\n\r\n")[2]
        self._line.setblocking(False)  # noqa: FBT003 - the socket's own way to say it
        asyncio.get_running_loop().add_reader(self._line, self._take)

    def _take(self) -> None:
        """Skip what came, and answer when asked whether anybody is there."""
        more = self._line.recv(1 << 18)
        if not more:
            self.close()
            return
        came = self._waiting + more
        while len(came) >= 2:
            size, head = came[1], 2
            if size >= 126:
                head += 2 if size == 126 else 8
                size = int.from_bytes(came[2:head], "big")
            if len(came) < head + size:
                break
            if came[0] & 15 == 9:  # a ping: a masked pong says the same
                self._line.send(bytes([138, 128 | size, 0, 0, 0, 0]) + came[head : head + size])
            came = came[head + size :]
        self._waiting = came

    def close(self) -> None:
        """Look no longer; the page may have ended it already."""
        if self._line.fileno() < 0:
            return
        asyncio.get_running_loop().remove_reader(self._line)
        self._line.close()


async def _click(clicker: Any, other: Any, over: Any, took_ms: Took) -> None:
    """Ask for another look without rest, and wait until the other page shows it."""
    on = False
    while not over.is_set():
        on = not on
        first, second = LOOKS
        await _press(clicker, other, over, CONTROLS[first], on=on, took_ms=took_ms.setdefault(first, []))
        await other.send(json.dumps({"do": "look", "part": second, "on": on, "id": 2}))


async def _press_all(clicker: Any, other: Any, over: Any, took_ms: Took) -> None:
    """Press every control, and then every one again to have it as it was, for CONTROLS_S."""
    on, until_s = False, time.monotonic() + CONTROLS_S
    while time.monotonic() < until_s:
        on = not on
        for name, control in CONTROLS.items():
            await _press(clicker, other, over, control, on=on, took_ms=took_ms.setdefault(name, []))
    over.set()


async def _press(
    clicker: Any, other: Any, over: Any, control: Control, *, on: bool, took_ms: list[float]
) -> None:
    asked, shows = control
    begun_s = time.monotonic()
    await clicker.send(json.dumps({**asked(on), "id": 1}))
    while not shows(_told(await asyncio.wait_for(other.recv(), 300)), on):
        if over.is_set():
            return
    if over.is_set():  # the page was being closed
        return
    took_s = time.monotonic() - begun_s
    took_ms.append(1e3 * took_s)
    await asyncio.sleep(max(0.0, CLICK_S - took_s))


async def _drain(each: Any) -> None:
    with contextlib.suppress(ConnectionClosed):
        async for _ in each:
            pass


def _told(news: str | bytes) -> dict[str, Any]:
    """The moment that a page was told, or nothing."""
    told: dict[str, Any] = json.loads(news) if isinstance(news, str) else {}
    return told if told.get("type") == "now" and "house" in told else {"house": {}}


def _cookie(port: int, headers: dict[str, str]) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("POST", "/enter", json.dumps({"pin": PIN}), headers)
    return (connection.getresponse().getheader("set-cookie") or "").partition(";")[0]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _judged(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    waits = np.concatenate([each["waits"] for each in rounds])
    drawn = sum(each["drawn"]["pictures"] for each in rounds)
    seconds = sum(each["drawn"]["seconds"] for each in rounds)
    pages = [took for each in rounds if "pages" in each for took in each["pages"]["took"].get(LOOKS[0], [])]
    found = {
        "presses heard": len(waits),
        "pads to sound ms p50": float(np.median(waits)),
        "pads to sound ms p99": float(np.percentile(waits, 99)),
        "pads to sound ms largest": float(waits.max()),
        "pictures a second": drawn / seconds,
        "underruns": sum(each["engine"]["underruns"] for each in rounds),
        "load of the machine (1 min)": float(np.mean([each["load"] for each in rounds])),
    }
    if pages and not THREAD:
        served_s = sum(each["drawn"]["served_s"] for each in rounds)
        spent_s = sum(each["drawn"]["spent_s"] for each in rounds)
        found |= {
            "the page's server, % of a core": 100 * served_s / seconds,
            "the page's server, MB of its own": max(each["drawn"]["server_mb"] for each in rounds),
            "the page in the window's process, % of a core": 100 * spent_s / seconds,
        }
    if pages:
        pages_s = sum(each["pages"]["pages_s"] for each in rounds)
        found |= {
            "the 22 pages themselves, % of a core": 100 * pages_s / seconds,
            "choices": len(pages),
            "a choice to another page ms p50": float(np.median(pages)),
            "a choice to another page ms p99": float(np.percentile(pages, 99)),
            "a choice to another page ms largest": max(pages),
        }
    return found
