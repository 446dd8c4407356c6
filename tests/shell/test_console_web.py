"""The page's server under attack: nobody gets in who should not, and nothing that is said stops it."""

from __future__ import annotations

import asyncio
import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from installation.console import gate, pins, tries
from installation.console.messages import Known
from installation.console.roles import Role
from installation.inputs import LevelChosen, MuteSet
from installation.shell import console_web
from installation.shell.console_live import Client, Hub
from installation.shell.console_server import page_files
from installation.shell.console_vault import Audit, Vault
from installation.shell.console_web import Place, application
from tests.fakes.console import FakeLink

if TYPE_CHECKING:
    from pathlib import Path

PORT = 8420
HOST = f"127.0.0.1:{PORT}"
FACILITATOR, TECHNICIAN = "271828", "314159"
OURS = {"origin": f"http://{HOST}", "content-type": "application/json"}
KNOWN = Known(6, frozenset({"reel"}), frozenset({"en"}))


class Desk:
    """The application, asked without a network."""

    def __init__(self, folder: Path, *, tls: bool = False) -> None:
        self.link = FakeLink()
        self.audit = Audit(folder / "console.log")
        self.folder = folder
        vault = Vault(folder / "console")
        hub = Hub(self.link, KNOWN, b'{"type":"choices"}', vault.role, self.audit.write)
        names = gate.LOOPBACK | {"192.168.1.7"}
        self.place = Place(
            page_files(), vault, self.audit, hub, PORT, tls, lambda: names, tries.Tries(), 0, asyncio.Lock()
        )
        self.app = application(self.place)

    def set_pins(self) -> Desk:
        self.place.vault.set_pins(FACILITATOR, TECHNICIAN)
        return self

    def ask(
        self, method: str, path: str, body: Any = None, *, address: str = "10.0.0.5", **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request; (status, headers, body)."""
        return asyncio.run(self.asked(method, path, body, address=address, **headers))

    async def asked(
        self, method: str, path: str, body: Any = None, *, address: str = "10.0.0.5", **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        wanted = {"host": HOST, **(OURS if method == "POST" else {}), **given}
        told = {name: value for name, value in wanted.items() if value is not None}
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in told.items()],
            "client": (address, 4444), "server": ("127.0.0.1", PORT), "state": {},
        }  # fmt: skip
        out: list[Any] = []
        parts = iter([{"type": "http.request", "body": data, "more_body": False}])

        async def receive() -> Any:
            return next(parts, None) or await asyncio.Event().wait()

        async def send(message: Any) -> None:
            out.append(message)

        await self.app(scope, receive, send)
        found = {name.decode(): value.decode() for name, value in out[0]["headers"]}
        return out[0]["status"], found, b"".join(part.get("body", b"") for part in out[1:])

    def enter(self, pin: str, **more: Any) -> tuple[int, dict[str, str], Any]:
        status, headers, body = self.ask("POST", "/enter", {"pin": pin}, **more)
        return status, headers, json.loads(body) if body.startswith(b"{") else body

    def cookie(self, pin: str) -> str:
        status, headers, _ = self.enter(pin)
        assert status == 200
        return headers["set-cookie"].partition(";")[0]

    def socket(self, *, cookie: str | None, says: tuple[Any, ...] = (), **headers: str) -> list[Any]:
        """What a socket is answered, when it says these."""
        return asyncio.run(self._socket(cookie, says, {"host": HOST, "origin": OURS["origin"], **headers}))

    async def _socket(self, cookie: str | None, says: tuple[Any, ...], headers: dict[str, str]) -> list[Any]:
        told = {**headers, **({"cookie": cookie} if cookie else {})}
        scope = {
            "type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws", "path": "/live",
            "raw_path": b"/live", "query_string": b"", "root_path": "", "subprotocols": [], "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "client": ("10.0.0.5", 4444), "server": ("127.0.0.1", PORT),
        }  # fmt: skip
        out: list[Any] = []
        left = [{"type": "websocket.connect"}, *({"type": "websocket.receive", **said} for said in says)]

        async def receive() -> Any:
            for _ in range(4):
                await asyncio.sleep(0)  # let answers out between two messages
            return left.pop(0) if left else {"type": "websocket.disconnect", "code": 1000}

        async def send(message: Any) -> None:
            out.append(message)

        await self.app(scope, receive, send)
        return out


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "COST", 2**6)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path).set_pins()


def kinds(answers: list[Any]) -> list[str]:
    return [json.loads(answer["text"])["type"] for answer in answers if "text" in answer]


def test_the_page_and_its_files_are_served_with_the_headers_of_safety_and_nothing_else_is(desk: Desk) -> None:
    for path in (
        "/",
        "/page.js",
        "/page.css",
        "/words.js",
        "/troubles.js",
        "/link.js",
        "/draw.js",
        "/sign.svg",
    ):
        status, headers, body = desk.ask("GET", path)
        assert (status, headers["x-frame-options"]) == (200, "DENY")
        assert headers["content-security-policy"] == gate.HEADERS["content-security-policy"]
        assert body
    for path in ("/page.html", "/../pins.json", "/..%2f..%2fetc/passwd", "/static/../page.js", "/console/pins.json",
                 "//page.js", "/page.js/", "/page.js%00.css", "/data/house.json", "/\\..\\pins.json"):  # fmt: skip
        status, headers, body = desk.ask("GET", path)
        assert status in {307, 404}
        assert "content-security-policy" in headers
        assert b"hashes" not in body


def test_the_page_asks_for_nothing_from_outside() -> None:
    for name, data in page_files().items():
        text = data.decode().replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, name
        assert "https://" not in text, name
        assert "//" not in text.replace("://", "").replace("// ", "") or name.endswith(".js"), name


def test_without_a_pin_nobody_is_let_in_and_only_the_machine_itself_may_set_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.enter(FACILITATOR)[0] == 403
    both = {"facilitator": FACILITATOR, "technician": TECHNICIAN}
    assert desk.ask("POST", "/first", both)[0] == 403
    assert not (tmp_path / "console" / "pins.json").exists()
    status, headers, body = desk.ask("POST", "/first", both, address="127.0.0.1")
    assert (status, json.loads(body)) == (200, {"role": "technician"})
    assert "HttpOnly" in headers["set-cookie"]
    assert desk.ask("POST", "/first", both, address="127.0.0.1")[0] == 403  # once
    assert desk.enter(FACILITATOR)[2] == {"role": "facilitator"}


def test_first_pins_that_are_too_easy_or_the_same_are_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for one, other in (("111111", TECHNICIAN), (FACILITATOR, FACILITATOR), ("1", "2")):
        told = {"facilitator": one, "technician": other}
        assert desk.ask("POST", "/first", told, address="127.0.0.1")[0] == 400
    assert desk.place.vault.pins is None


def test_a_broken_file_of_pins_lets_nobody_in_and_nobody_set_new_ones_from_the_page(desk: Desk) -> None:
    (desk.folder / "console" / "pins.json").write_text("{")
    desk.place.vault._look()
    assert desk.enter(TECHNICIAN)[0] == 403
    both = {"facilitator": FACILITATOR, "technician": TECHNICIAN}
    assert desk.ask("POST", "/first", both, address="127.0.0.1")[0] == 403
    assert json.loads(desk.ask("GET", "/me", address="127.0.0.1")[2]) == {
        "role": None,
        "pins": False,
        "here": False,
    }


def test_after_five_wrong_pins_from_one_address_it_waits_and_the_right_one_waits_with_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "ALL_FIRST_S", 0.0)  # what all wait for is another test's
    told = [desk.enter("999998") for _ in range(5)]
    assert [(status, facts["wait_s"] > 0) for status, _, facts in told] == [(403, False)] * 4 + [(403, True)]
    assert desk.enter(FACILITATOR)[0] == 429, "the sixth is not looked at, even if it is right"
    assert desk.enter(FACILITATOR, address="10.0.0.6")[0] == 200


def test_wrong_pins_from_many_addresses_shut_the_door_to_the_room_but_not_to_the_machine(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "ALL_FIRST_S", 60.0)  # however slow the machine is that tests it
    found = [desk.enter("999998", address=f"10.0.1.{number}")[0] for number in range(10)]
    assert found == [403] * 5 + [429] * 5
    assert desk.enter(FACILITATOR, address="10.0.2.2")[0] == 429
    assert desk.enter(FACILITATOR, address="127.0.0.1")[0] == 200


def test_many_tries_at_once_are_not_more_tries(desk: Desk) -> None:
    async def all_at_once() -> list[int]:
        asked = (desk.asked("POST", "/enter", {"pin": "999998"}) for _ in range(40))
        return [status for status, _, _ in await asyncio.gather(*asked)]

    found = asyncio.run(all_at_once())
    assert found.count(403) <= tries.FREE
    assert found.count(503) >= 40 - console_web.MOST_TRYING - 1


@pytest.mark.parametrize(
    "headers",
    [{"origin": None}, {"origin": "http://evil.com"}, {"origin": "null"}, {"origin": f"https://{HOST}"},
     {"content_type": "text/plain"}, {"content_type": None}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/enter", "/first"])
def test_a_post_that_no_page_of_ours_sent_is_turned_away(
    desk: Desk, path: str, headers: dict[str, Any]
) -> None:
    assert desk.ask("POST", path, {"pin": FACILITATOR}, **headers)[0] in {403, 415}


def test_another_sites_name_for_this_machine_is_turned_away_everywhere(desk: Desk) -> None:
    evil = {"host": f"evil.com:{PORT}", "origin": f"http://evil.com:{PORT}"}
    cookie = desk.cookie(FACILITATOR)
    assert desk.ask("GET", "/", **evil)[0] == 421
    assert desk.ask("GET", "/me", **evil, cookie=cookie)[0] == 421
    assert desk.ask("POST", "/enter", {"pin": FACILITATOR}, **evil)[0] == 421
    assert desk.socket(cookie=cookie, **evil)[0]["type"] == "websocket.close"
    assert desk.ask("GET", "/", host=None)[0] == 421


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"pin":1}', b'{"pin":"271828","x":1}', b'{"pin":"' + b"1" * 13 + b'"}', b"\xff\xfe",
     b'{"pin":"' + b"1" * 100_000 + b'"}', b"[" * 200],
)  # fmt: skip
def test_a_body_that_is_not_as_it_must_be_is_refused_and_counts_as_no_try(desk: Desk, body: bytes) -> None:
    assert desk.ask("POST", "/enter", body)[0] in {400, 413}
    assert desk.place.tries == tries.Tries()


def test_a_session_is_a_strict_cookie_and_ends_with_signing_out(desk: Desk) -> None:
    cookie = desk.cookie(FACILITATOR)
    assert json.loads(desk.ask("GET", "/me", cookie=cookie)[2])["role"] == "facilitator"
    assert desk.ask("POST", "/leave", cookie=cookie, origin="http://evil.com")[0] == 403
    status, headers, _ = desk.ask("POST", "/leave", {}, cookie=cookie)
    assert status == 200
    assert "Max-Age=0" in headers["set-cookie"]
    assert json.loads(desk.ask("GET", "/me", cookie=cookie)[2])["role"] is None


def test_with_tls_the_cookie_is_secure_and_a_plain_origin_is_none_of_ours(tmp_path: Path) -> None:
    desk = Desk(tmp_path, tls=True).set_pins()
    assert desk.enter(FACILITATOR)[0] == 403
    _, headers, _ = desk.enter(FACILITATOR, origin=f"https://{HOST}")
    assert headers["set-cookie"].startswith("__Host-")
    assert "Secure" in headers["set-cookie"]


@pytest.mark.parametrize(
    "cookie", [None, "deformtune=", "deformtune=guess", "other=1", "deformtune=\"'; drop"]
)
def test_a_socket_without_a_session_is_refused(desk: Desk, cookie: str | None) -> None:
    assert desk.socket(cookie=cookie) == [{"type": "websocket.close", "code": 1008, "reason": ""}]


def test_a_stolen_cookie_opens_nothing_after_its_time_after_a_new_pin_or_from_another_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = desk.cookie(FACILITATOR)
    assert desk.socket(cookie=cookie)[0]["type"] == "websocket.accept"
    assert desk.socket(cookie=cookie, origin="http://evil.com")[0]["type"] == "websocket.close"
    real = console_web.time.time()
    with monkeypatch.context() as later:
        later.setattr("installation.shell.console_vault.time.time", lambda: real + 13 * 3600)
        assert desk.socket(cookie=cookie)[0]["type"] == "websocket.close"
    Vault(desk.folder / "console").set_pin(Role.FACILITATOR, "161803")  # in a terminal, say
    desk.place.vault._look()
    assert desk.socket(cookie=cookie)[0]["type"] == "websocket.close"


def test_a_facilitator_switches_and_everybody_is_answered(desk: Desk) -> None:
    says = ({"text": '{"do":"level","id":4,"level":3}'}, {"text": '{"do":"mute","id":5,"on":true}'})
    answers = desk.socket(cookie=desk.cookie(FACILITATOR), says=says)
    assert desk.link.sent == [LevelChosen(0, 3), MuteSet(0, muted=True)]
    assert kinds(answers)[0] == "choices"
    assert kinds(answers).count("done") == 2
    log = (desk.folder / "console.log").read_text()
    assert '"what": "LevelChosen", "level": 3' in log
    assert FACILITATOR not in log


def test_a_viewer_sees_and_switches_nothing_and_a_facilitator_does_not_calibrate(desk: Desk) -> None:
    desk.place.vault.set_pin(Role.VIEWER, "161803")
    asks = ({"text": '{"do":"mute","id":1,"on":true}'}, {"text": '{"do":"recalibrate","id":2}'})
    for pin, refused in (("161803", 2), (FACILITATOR, 1), (TECHNICIAN, 0)):
        answers = desk.socket(cookie=desk.cookie(pin), says=asks)
        assert kinds(answers).count("refused") == refused
    assert len(desk.link.sent) == 3


def test_malformed_messages_are_answered_and_nothing_happens(desk: Desk) -> None:
    says = tuple(
        {"text": text} for text in ("", "{", "[]", '{"do":"sh","id":1}', '{"do":"level","id":1,"level":77}')
    )
    answers = desk.socket(cookie=desk.cookie(FACILITATOR), says=says)
    assert kinds(answers).count("refused") == len(says)
    assert desk.link.sent == []
    assert desk.socket(cookie=desk.cookie(FACILITATOR), says=({"bytes": b"\0"},))[-1]["code"] == 1003


def test_a_flood_is_cut_off_and_what_came_before_it_is_bounded(desk: Desk) -> None:
    says = tuple({"text": '{"do":"mute","id":1,"on":true}'} for _ in range(500))
    answers = desk.socket(cookie=desk.cookie(FACILITATOR), says=says)
    assert answers[-1] == {"type": "websocket.close", "code": 1008, "reason": ""}
    assert len(desk.link.sent) < 60


def test_when_the_engine_takes_nothing_the_answer_says_busy(desk: Desk) -> None:
    desk.link.room = False
    answers = desk.socket(cookie=desk.cookie(FACILITATOR), says=({"text": '{"do":"mute","id":1,"on":true}'},))
    assert '"busy"' in str(answers)


def test_only_this_user_can_read_what_is_kept_and_no_pin_is_in_it(desk: Desk) -> None:
    desk.cookie(FACILITATOR)
    folder = desk.folder / "console"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert FACILITATOR not in path.read_text()


def test_a_slow_client_gets_the_newest_moment_only_and_is_let_go_when_it_takes_none() -> None:
    async def slow() -> tuple[list[str], bool]:
        may, sent = asyncio.Event(), list[str]()

        async def send(news: str) -> None:
            sent.append(news)
            await may.wait()

        client = Client("10.0.0.5", "", Role.VIEWER, send, lambda _code: None)
        writing = asyncio.create_task(client.write())
        for number in range(100):
            client.tell(str(number))
            client.answer(f"answer {number}")
            await asyncio.sleep(0)
        stuck = client.stuck(1e12)
        may.set()
        for _ in range(1000):
            await asyncio.sleep(0)
        writing.cancel()
        return sent, stuck

    sent, stuck = asyncio.run(slow())
    assert stuck
    assert len(sent) < 40
    assert [news for news in sent if news.isdigit()] in (["99"], ["0", "99"])
