"""The page's door and its process, through real sockets: it serves, it watches, it comes back, it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import signal
import socket
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from installation.console.roles import Role
from installation.inputs import LevelChosen
from installation.shell import asks, console_server
from installation.shell.console import ConsoleDoor, where
from installation.shell.console_server import listening
from installation.shell.console_vault import Vault
from installation.shell.mailbox import Mailbox
from tests.fakes.console import Installation, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOME = Path(__file__).parents[2]
PIN = "271828"
PATIENCE_S = 120.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(holds: Callable[[], Any]) -> Any:
    until_s = time.monotonic() + PATIENCE_S
    while not (found := holds()):
        assert time.monotonic() < until_s, "it did not come true in two minutes"
        time.sleep(0.02)
    return found


class Page:
    """A page without a browser."""

    def __init__(self, port: int, certificate: Path | None = None) -> None:
        self.port, self.tls = port, None
        if certificate is not None:
            self.tls = ssl.create_default_context(cafile=str(certificate))
        self.scheme = "http" if self.tls is None else "https"
        self.cookie = ""

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        kind: Any = http.client.HTTPConnection
        more: dict[str, Any] = {}
        if self.tls is not None:
            kind, more = http.client.HTTPSConnection, {"context": self.tls}
        connection = kind("127.0.0.1", self.port, timeout=PATIENCE_S, **more)
        headers = {"origin": f"{self.scheme}://127.0.0.1:{self.port}", "content-type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        data = answer.read()
        self.cookie = (answer.getheader("set-cookie") or self.cookie).partition(";")[0]
        connection.close()
        return answer.status, data

    def up(self) -> bool:
        try:
            return self.ask("GET", "/me")[0] == 200
        except OSError:
            return False

    def look(self) -> Any:
        place = f"127.0.0.1:{self.port}"
        return connect(
            f"{'wss' if self.tls else 'ws'}://{place}/live", ssl=self.tls, origin=f"{self.scheme}://{place}",
            additional_headers={"cookie": self.cookie}, open_timeout=PATIENCE_S,
        )  # fmt: skip


def next_of(live: Any, kind: str, **facts: Any) -> dict[str, Any]:
    """The next that is told of a kind, and with these facts."""

    def told() -> dict[str, Any] | None:
        news = live.recv(timeout=PATIENCE_S)
        found: dict[str, Any] = (
            json.loads(news) if isinstance(news, str) else {"type": "picture", "data": news}
        )
        return found if found["type"] == kind and facts.items() <= found.items() else None

    found: dict[str, Any] = wait_for(told)
    return found


@pytest.fixture(scope="module")
def rules() -> Any:
    from installation.shell.content import load_content, load_rules  # noqa: PLC0415 - a second's work

    return load_rules(HOME, load_content(HOME / "content"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    data = tmp_path_factory.mktemp("data")
    Vault(data / "console").set_pin(Role.FACILITATOR, PIN)
    return place_of(data, HOME, free_port())


@pytest.fixture(scope="module")
def played(rules: Any, place: dict[str, Any]) -> Iterator[Installation]:
    found = Installation(rules, "reel", 1)
    found.open(**place)
    yield found
    found.close()


@pytest.fixture
def ways() -> Iterator[dict[str, Any]]:
    """What a door needs of the engine: its mailbox, and the end it is asked through."""
    mailbox, ends = Mailbox(1 << 16), asks.pair()
    yield {"moments": mailbox.address, "asks": ends[1]}
    mailbox.close()
    for end in ends:
        end.close()


@pytest.fixture
def page(played: Installation, place: dict[str, Any]) -> Page:
    assert played.process.is_alive()
    found = Page(place["port"])
    wait_for(found.up)
    assert found.ask("POST", "/enter", {"pin": PIN})[0] == 200
    return found


def test_what_one_page_asks_for_happens_and_another_one_sees_it(page: Page, played: Installation) -> None:
    with page.look() as one, page.look() as other:
        next_of(one, "now")
        next_of(other, "now")
        one.send('{"do":"level","id":7,"level":3}')
        assert next_of(one, "done")["id"] == 7
        next_of(other, "now", level=3)
    assert any(isinstance(told, LevelChosen) for told in played.told)


def test_a_choice_is_on_another_page_while_the_wall_stands_still_and_the_page_says_that_it_does(
    page: Page, played: Installation
) -> None:
    def stands_still(live: Any) -> bool:
        return "wall_still" in [trouble["name"] for trouble in next_of(live, "now")["wrong"]]

    with played.still():
        with page.look() as one, page.look() as other:
            one.send('{"do":"level","id":8,"level":2}')
            assert next_of(one, "done")["id"] == 8
            next_of(other, "now", level=2)
        with page.look() as other:
            wait_for(lambda: stands_still(other))
    with page.look() as other:
        wait_for(lambda: not stands_still(other))


def test_whoever_looks_sees_the_wall_small(page: Page) -> None:
    with page.look() as live:
        assert next_of(live, "picture")["data"].startswith(b"\xff\xd8\xff")


def test_a_message_longer_than_any_ends_the_socket_and_nothing_else(page: Page, played: Installation) -> None:
    before = played.world.step
    with page.look() as live:
        live.send('{"do":"reset","id":1,"x":"' + "y" * 100_000 + '"}')
        with pytest.raises(ConnectionClosed):
            next_of(live, "the end of it")
    assert page.up()
    assert wait_for(lambda: played.world.step > before + 10)


def test_a_flood_of_garbage_and_connections_stops_neither_the_page_nor_the_music(
    page: Page, played: Installation, place: dict[str, Any]
) -> None:
    opened = []
    for number in range(150):
        found = socket.create_connection(("127.0.0.1", place["port"]), PATIENCE_S)
        opened.append(found)
        if number % 2:
            with contextlib.suppress(OSError):  # of so many, some are closed at once
                found.sendall(secrets.token_bytes(200) + b"\r\n\r\n")
    before = played.world.step
    assert wait_for(lambda: played.world.step > before + 10)
    for found in opened:
        found.close()
    wait_for(page.up)


def test_a_server_that_is_killed_is_begun_again_and_who_was_signed_in_still_is(
    page: Page, played: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("installation.shell.console.AGAIN_S", 0.0)
    first = played.process.pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: played.process.pid != first and played.process.is_alive())
    wait_for(page.up)
    assert json.loads(page.ask("GET", "/me")[1])["role"] is None  # no cookie was sent
    with page.look() as live:
        assert next_of(live, "now")["level"] >= 0


def test_a_port_that_is_taken_is_said_and_taken_when_it_is_free(tmp_path: Path, ways: dict[str, Any]) -> None:
    said: list[str] = []
    taken = listening(0, lan=False)
    port = taken.getsockname()[1]
    door = ConsoleDoor(port, lan=False, home=HOME, data=tmp_path, said=said.append, **ways)
    wait_for(lambda: door.hear() or said)
    assert f"port {port} is not free" in said[0]
    taken.close()
    wait_for(lambda: door.hear() or len(said) > 1)
    assert not said[1]
    door.close()
    assert not door._process.is_alive()


def test_opened_to_the_room_it_speaks_tls_only_with_its_own_certificate(
    tmp_path: Path, ways: dict[str, Any]
) -> None:
    Vault(tmp_path / "console").set_pin(Role.FACILITATOR, PIN)
    port, said = free_port(), list[str]()
    door = ConsoleDoor(port, lan=True, home=HOME, data=tmp_path, said=said.append, **ways)
    wait_for(lambda: door.hear() or said)
    assert not said[0]
    page = Page(port, tmp_path / "console" / "certificate.pem")
    assert page.ask("POST", "/enter", {"pin": PIN})[0] == 200
    assert page.cookie.startswith("__Host-")
    with pytest.raises((OSError, http.client.HTTPException)):
        Page(port).ask("POST", "/enter", {"pin": PIN})
    door.close()


def test_the_page_ends_when_its_window_does() -> None:
    class Connection:
        def poll(self) -> bool:
            return True

        def recv(self) -> None:
            raise EOFError

    link = console_server.Link.__new__(console_server.Link)
    link._connection, link._over = Connection(), False  # type: ignore[assignment]
    assert link.over()
    assert link.over()


def test_pictures_are_wanted_only_while_somebody_looks(tmp_path: Path, ways: dict[str, Any]) -> None:
    door = ConsoleDoor(free_port(), lan=False, home=HOME, data=tmp_path, said=lambda _: None, **ways)
    assert not door.wants_picture()
    door.watching = 1
    assert door.wants_picture()
    door.give_picture(np.zeros((9, 16, 3), np.uint8))
    assert not door.wants_picture()
    door.close()


def test_the_sentence_that_says_where_the_page_is_names_no_pin() -> None:
    assert where(8420, lan=False).endswith("http://127.0.0.1:8420")
    assert "https://127.0.0.1:8420" in where(8420, lan=True), "the first PINs are set at the machine itself"
    assert "fingerprint" in where(8420, lan=True)
