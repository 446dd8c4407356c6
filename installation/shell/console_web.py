"""The page's web application: who may come in, what they get, and the socket they look through.

Owns every address of the page; the files behind them are read once, by name, and no request names a path. Refuses
whatever does not come from a page of ours: a strange Host (DNS rebinding), a missing or strange Origin, a body
that is too long.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketState

from installation.console import gate, pins, sessions, tries
from installation.console.roles import Role
from installation.shell import studies_web
from installation.shell.console_live import NOT_TEXT, Client

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from starlette.requests import HTTPConnection, Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from starlette.websockets import WebSocket

    from installation.shell.console_live import Hub
    from installation.shell.console_vault import Audit, Vault

MOST_BODY, BODY_S = 256, 5.0
MOST_TRYING = 4
"""PINs that wait to be looked at; what is more is sent away, for each costs a tenth of a second."""
_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}


class Entering(Struct, frozen=True, forbid_unknown_fields=True):
    """What the page sends to come in."""

    pin: Annotated[str, Meta(max_length=12)]


class FirstPins(Struct, frozen=True, forbid_unknown_fields=True):
    """The PINs that are set when the page is first used, at the machine itself."""

    facilitator: Annotated[str, Meta(max_length=12)]
    technician: Annotated[str, Meta(max_length=12)]


@dataclass(slots=True)
class Place:
    """Where the page is served, and with what."""

    files: Mapping[str, bytes]  # by name: page.html, page.css, ...
    vault: Vault
    audit: Audit
    hub: Hub
    port: int
    tls: bool
    names: Callable[[], Collection[str]]  # this machine's, as Host may say them
    tries: tries.Tries
    trying: int
    turn: asyncio.Lock
    database: Path | None = None  # of visits and studies


class Gate:
    """Looks at every request first: the Host must be ours; every answer carries the headers of safety."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        """Stand before `app`."""
        self._app, self._place = app, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or turn away."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        host = hosts[0] if len(hosts) == 1 else None
        if gate.host_fits(host, self._place.names(), self._place.port):
            await self._app(scope, receive, _with_headers(send))
            return
        self._place.audit.turned_away(_address_of(scope), f"host {str(host)[:80]!r}")
        if scope["type"] == "http":
            answer = PlainTextResponse("This machine does not go by that name.\n", 421, gate.HEADERS)
            await answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


def application(place: Place) -> ASGIApp:
    """All of the page."""

    def bound(answer: Callable[[Place, Request], Any]) -> Callable[[Request], Any]:
        async def handle(request: Request) -> Response:
            found: Response = await answer(place, request)
            return found

        return handle

    async def live(socket: WebSocket) -> None:
        await _live(place, socket)

    routes: list[Any] = [
        Route("/me", bound(_me), methods=["GET"]),
        Route("/enter", bound(_enter), methods=["POST"]),
        Route("/first", bound(_first), methods=["POST"]),
        Route("/leave", bound(_leave), methods=["POST"]),
        WebSocketRoute("/live", live),
    ]
    if place.database is not None:
        routes += studies_web.routes(_desk(place, place.database))
    for name in place.files:
        path = "/" if name == "page.html" else f"/{name}"
        routes.append(Route(path, bound(_file(name)), methods=["GET"]))
    return Gate(Starlette(routes=routes), place)


def _desk(place: Place, database: Path) -> studies_web.Desk:
    """What a study's pages stand on."""

    def leads(request: Request) -> bool:
        role = place.vault.role(_secret(place, request))
        return role is not None and role >= Role.FACILITATOR

    return studies_web.Desk(database, lambda request: _ours(place, request), leads, place.hub.hand_over)


def _file(name: str) -> Callable[[Place, Request], Any]:
    async def answer(place: Place, _request: Request) -> Response:
        return Response(place.files[name], media_type=_TYPES[name.rsplit(".", 1)[1]])

    return answer


async def _me(place: Place, request: Request) -> Response:
    """Who asks, and whether there is a PIN yet."""
    role = place.vault.role(_secret(place, request))
    return JSONResponse(
        {
            "role": role.word if role else None,
            "pins": place.vault.pins is not None,
            "here": gate.is_here(_address_of(request.scope)) and not place.vault.broken,
        }
    )


async def _enter(place: Place, request: Request) -> Response:
    """A PIN is tried."""
    asked = await _asked(place, request, Entering)
    if isinstance(asked, Response):
        return asked
    if place.trying >= MOST_TRYING:
        return JSONResponse({"wait_s": 1.0}, 503)
    place.trying += 1
    try:
        async with place.turn:  # one after the other, so that many at once are not more tries than one by one
            return await _tried(place, _address_of(request.scope), asked.pin)
    finally:
        place.trying -= 1


async def _tried(place: Place, address: str, pin: str) -> Response:
    known, here = place.vault.pins, gate.is_here(address)
    wait_s = tries.wait_s(place.tries, address, time.monotonic(), here=here)
    if known is None or wait_s > 0:
        place.audit.turned_away(address, "must wait" if known else "no PIN is set")
        return JSONResponse({"wait_s": round(wait_s, 1)}, 429 if known else 403)
    role = await asyncio.to_thread(pins.role_of, known, pin)
    if role is None:
        place.tries = tries.wrong(place.tries, address, time.monotonic())
        place.audit.write(address, "", "wrong PIN")
        wait_s = tries.wait_s(place.tries, address, time.monotonic(), here=here)
        return JSONResponse({"wait_s": round(wait_s, 1)}, 403)
    place.tries = tries.right(place.tries, address)
    return _welcome(place, address, role)


async def _first(place: Place, request: Request) -> Response:
    """The first PINs: at the machine itself, and once; later ones are set in a terminal."""
    asked = await _asked(place, request, FirstPins)
    if isinstance(asked, Response):
        return asked
    address = _address_of(request.scope)
    async with place.turn:
        if place.vault.pins is not None or place.vault.broken or not gate.is_here(address):
            place.audit.turned_away(address, "PINs are set once, at the machine")
            return JSONResponse({"why": "set"}, 403)
        try:
            new = await asyncio.to_thread(place.vault.set_pins, asked.facilitator, asked.technician)
        except pins.PinError as error:
            return JSONResponse({"why": str(error)}, 400)
    place.audit.write(address, "", "first PINs set")
    return _welcome(place, address, new)


async def _leave(place: Place, request: Request) -> Response:
    """Sign out."""
    if not _ours(place, request):
        return PlainTextResponse("no\n", 403)
    secret = _secret(place, request)
    if secret is not None:
        place.vault.sign_out(secret)
    return JSONResponse({}, headers={"set-cookie": gate.cookie("", 0, tls=place.tls)})


async def _live(place: Place, socket: WebSocket) -> None:
    """Look, and switch."""
    secret = _secret(place, socket)
    role = place.vault.role(secret)
    address = _address_of(socket.scope)
    if secret is None or role is None or not _ours(place, socket) or place.hub.full:
        place.audit.turned_away(address, "socket")
        await socket.close(1008)
        return
    await socket.accept()
    place.vault.use(secret)

    async def send(news: str | bytes) -> None:
        await (socket.send_text(news) if isinstance(news, str) else socket.send_bytes(news))

    async def close(code: int) -> None:
        with contextlib.suppress(Exception):  # it may be gone already, in any of many ways
            await socket.close(code)

    client = Client(address, secret, role, send, close)
    place.hub.join(client)
    try:
        await _listen(place, socket, client)
    finally:
        place.hub.part(client)


async def _listen(place: Place, socket: WebSocket, client: Client) -> None:
    while socket.client_state is WebSocketState.CONNECTED:
        event: Message = await socket.receive()
        if event["type"] == "websocket.disconnect":
            return
        text = event.get("text")
        code = NOT_TEXT if text is None else place.hub.hear(client, text)
        if code:
            await client.leave(code)
            return
        place.vault.use(client.secret)


async def _asked(place: Place, request: Request, kind: Any) -> Any:
    """The body of a request of our page, read in bounds; or the answer that turns it away."""
    if not _ours(place, request):
        place.audit.turned_away(_address_of(request.scope), "origin")
        return PlainTextResponse("no\n", 403)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return PlainTextResponse("no\n", 415)
    data = b""
    try:
        async with asyncio.timeout(BODY_S):
            async for part in request.stream():
                data += part
                if len(data) > MOST_BODY:
                    return PlainTextResponse("too long\n", 413, {"connection": "close"})
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return PlainTextResponse("no\n", 400)
    except TimeoutError:
        return PlainTextResponse("too slow\n", 408, {"connection": "close"})


def _welcome(place: Place, address: str, role: Role) -> Response:
    place.audit.write(address, role.word, "signed in")
    cookie = gate.cookie(place.vault.sign_in(role), int(sessions.LONGEST_S), tls=place.tls)
    return JSONResponse({"role": role.word}, headers={"set-cookie": cookie})


def _ours(place: Place, request: HTTPConnection) -> bool:
    return gate.origin_fits(request.headers.get("origin"), request.headers.get("host"), tls=place.tls)


def _secret(place: Place, request: HTTPConnection) -> str | None:
    return request.cookies.get(gate.cookie_name(tls=place.tls))


def _address_of(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = [(name.encode(), value.encode()) for name, value in gate.HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *known]}
        await send(message)

    return sending
