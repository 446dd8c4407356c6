"""The page under a ringtone's link: player, picture, sheet music, downloads.

Owns the paths, the page and its headers. Everything is a GET, there is no script, nothing is loaded from elsewhere,
and a path leads to a file of the store's short list or to nothing. Refuses to know who made the ringtone.
A link is all in capitals: the square that holds it is then smaller.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from installation.ringtone.code import grouped
from installation.shell.takehome_store import FILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from installation.shell.takehome_store import Entry, Store

STYLE = Path(__file__).with_suffix(".css")
FONT = Path(__file__).parents[2] / "content" / "fonts" / "Cabin-Medium.otf"
AGAIN_S = 3
"""While the files are made the page asks again so often."""
HEADERS = {
    "content-security-policy": "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "private, no-store",
}
_DOWNLOADS = (
    ("ringtone.wav", "WAV"),
    ("ringtone.ogg", "Ogg"),
    ("ringtone.mid", "MIDI"),
    ("ringtone.musicxml", "MusicXML"),
    ("card.png", "PNG"),
)


def takehome_app(store: Store, languages: Mapping[str, Mapping[str, str]]) -> Starlette:
    """The application.

    Args:
        store: the ringtones.
        languages: the words of each language, by key (content/languages).
    """
    pages = _Pages(store, languages)
    routes = [
        Route("/style.css", pages.style, methods=["GET"]),
        Route("/cabin.otf", pages.font, methods=["GET"]),
        Route("/favicon.ico", pages.icon, methods=["GET"]),
        Route("/T/{token}", pages.page, methods=["GET"]),
        Route("/T/{token}/{language}", pages.page, methods=["GET"]),
        Route("/T/{token}/file/{name}", pages.file, methods=["GET"]),
    ]
    gone = {404: pages.gone, 405: pages.gone}
    return Starlette(routes=routes, exception_handlers=gone, middleware=[Middleware(_Sealed)])


class _Sealed:
    """Puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                there = [pair for pair in message["headers"] if pair[0].decode() not in HEADERS]
                message = {**message, "headers": [*there, *more]}
            await send(message)

        await self._app(scope, receive, sealed)


class _Pages:
    """What is answered."""

    def __init__(self, store: Store, languages: Mapping[str, Mapping[str, str]]) -> None:
        self._store, self._languages = store, languages

    async def page(self, request: Request) -> Response:
        """The page of a link; while its files are made, one that asks again."""
        entry = self._store.find(request.path_params["token"])
        named = str(request.path_params.get("language", "")).lower()
        if entry is None or (named and named not in self._languages):
            return await self.gone(request, None)
        on_the_wall = entry.language if entry.language in self._languages else "en"
        language = named or self._asked(request) or on_the_wall
        words = self._languages[language]
        if not self._store.made(entry):
            body = f"<p class=quiet>{escape(words['takehome.making'])}</p>{_code(entry, words)}"
            again = f'<meta http-equiv="refresh" content="{AGAIN_S}">'
            return HTMLResponse(_document(language, words, body, again))
        return HTMLResponse(_document(language, words, self._body(entry, words, language)))

    async def file(self, request: Request) -> Response:
        """One of a ringtone's files, whole or the part of it that a player asks for."""
        entry, name = self._store.find(request.path_params["token"]), request.path_params["name"]
        path = None if entry is None else self._store.file(entry, name)
        if path is None:
            return await self.gone(request, None)
        return FileResponse(path, media_type=FILES[name])

    async def style(self, _request: Request) -> Response:
        """How the page looks."""
        return FileResponse(STYLE, media_type="text/css")

    async def font(self, _request: Request) -> Response:
        """The wall's own letters."""
        return FileResponse(FONT, media_type="font/otf")

    async def icon(self, _request: Request) -> Response:
        """Browsers ask for it; there is none."""
        return Response(status_code=204)

    async def gone(self, request: Request, _reason: Exception | None = None) -> Response:
        """There is nothing here, or not any more; nobody is told which."""
        language = self._asked(request) or "en"
        words = self._languages[language]
        return HTMLResponse(_document(language, words, f"<p>{escape(words['takehome.gone'])}</p>"), 404)

    def _asked(self, request: Request) -> str:
        """The first language that the phone asks for and that there is, or ""."""
        wanted = [
            part.split(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")
        ]
        known = (name.split("-")[0].lower() for name in wanted[:10])
        return next((name for name in known if name in self._languages), "")

    def _body(self, entry: Entry, words: Mapping[str, str], language: str) -> str:
        """Player, picture, sheet music, downloads, code, languages."""
        at = f"/T/{entry.token}/file"
        there = {name for name in FILES if self._store.file(entry, name) is not None}
        audio = "".join(
            f'<source src="{at}/{name}" type="{FILES[name]}">'
            for name in ("ringtone.wav", "ringtone.ogg")
            if name in there
        )
        pictures = "".join(
            f'<img class="{kind}" src="{at}/{name}" alt="{escape(words[key])}">'
            for name, kind, key in (
                ("card.png", "card", "takehome.card"),
                ("score.svg", "score", "takehome.score"),
            )
            if name in there
        )
        links = "".join(
            f'<a href="{at}/{name}" download="{name}">{label}</a>'
            for name, label in _DOWNLOADS
            if name in there
        )
        hours = escape(words["takehome.hours"].replace("{hours}", str(self._store.hours_left(entry))))
        return (
            f'<audio controls preload="metadata" aria-label="{escape(words["takehome.listen"])}">{audio}</audio>'
            f"{pictures}<h2 id=keep>{escape(words['takehome.keep'])}</h2>"
            f"<nav class=files aria-labelledby=keep>{links}</nav>"
            f"{_code(entry, words)}<p class=quiet>{hours}</p>{self._others(entry, language)}"
        )

    def _others(self, entry: Entry, language: str) -> str:
        links = "".join(
            f'<a lang="{name}" href="/T/{entry.token}/{name.upper()}">{escape(words["name"])}</a>'
            for name, words in self._languages.items()
            if name != language
        )
        return f"<nav class=languages>{links}</nav>"


def _code(entry: Entry, words: Mapping[str, str]) -> str:
    return (
        f"<p class=code>{escape(grouped(entry.code))}</p><p class=quiet>{escape(words['takehome.code'])}</p>"
    )


def _document(language: str, words: Mapping[str, str], body: str, more: str = "") -> str:
    """A whole page."""
    title = escape(words["level.ringtone.title"])
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'{more}<title>{title}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )
