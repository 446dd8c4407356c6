"""Ringtones beside the show: makes their files, keeps them, and serves their pages to the room, in its own process.

Owns the process and its way to the engine: lines of JSON in, lines of JSON out. It stands back behind everything
else, and ends when the engine does. Refuses to hold the engine up: whatever fails here, the wall shows the code.
The pages are served without TLS on a port of their own: a phone refuses a certificate that it does not know, and
the link itself is the secret. The facilitator's page is another process's.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import queue
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click
import uvicorn

from installation.shell.files import log_file
from installation.shell.lettering import read_languages
from installation.shell.takehome import takehome_app
from installation.shell.takehome_store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.applications import Starlette

    from installation.shell.takehome_store import Entry

HOME = Path(__file__).resolve().parents[2]
PORT = 8421
BEHIND = 19
"""How far it stands back (nice)."""
MAKING_S = 300.0
"""A ringtone whose files are not made by then is given up."""
WAITING = 16
"""Ringtones whose files may wait to be made."""
MOST_CONNECTIONS = 64

logger = logging.getLogger(__name__)


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), required=True)
@click.option("--address", default="", help="This machine's address in the room; empty: no pages.")
@click.option("--port", default=PORT, type=click.IntRange(0, 65535))
@click.option(
    "--log", type=click.Path(path_type=Path), help="The file for its own words; without it they are errors."
)
def main(folder: Path, address: str, port: int, log: Path | None) -> None:
    """Run until standard input ends."""
    os.nice(BEHIND)
    _log_to(log)
    languages = read_languages(HOME / "content" / "languages")
    store = Store(folder)
    base = ""
    if address:
        base = _served(address, port, takehome_app(store, languages))
    orders: queue.Queue[Entry] = queue.Queue(WAITING)
    threading.Thread(target=_make_all, args=(store, orders), daemon=True).start()
    for line in answered(sys.stdin, store, orders, base):
        click.echo(line)


def _log_to(log: Path | None) -> None:
    """Everything that it has to say, what ends it too, goes to the log."""
    handlers = [logging.StreamHandler() if log is None else log_file(log)]
    logging.basicConfig(level=logging.INFO, handlers=handlers)
    sys.excepthook = lambda *what: logger.critical("it ends", exc_info=what)
    threading.excepthook = lambda what: logger.critical(
        "a part of it ends", exc_info=(what.exc_type, what.exc_value or what.exc_type(), what.exc_traceback)
    )


def _served(address: str, port: int, app: Starlette) -> str:
    """Serve the pages; where they are, or "" if they cannot be served."""
    try:
        listening = opened(address, port)
    except OSError as error:
        logger.warning("nothing can be taken home: %s", error)
        return ""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=5,
        ws="none",
    )
    serving = uvicorn.Server(config).serve(sockets=[listening])
    threading.Thread(target=asyncio.run, args=(serving,), daemon=True).start()
    base = f"http://{address}:{listening.getsockname()[1]}"
    logger.info("ringtones can be taken home at %s", base)
    return base


def opened(address: str, port: int) -> socket.socket:
    """A listening socket at that address and port, or at a free port if that one is taken.

    Raises:
        OSError: this machine has no such address.
    """
    for wanted in (port, 0):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((address, wanted))
            found.listen()  # whoever comes before the pages are served waits; the link is on the wall already
        except OSError:
            found.close()
            if wanted == 0:
                raise
        else:
            return found
    raise OSError(f"no port at {address}")


def answered(lines: Iterable[str], store: Store, orders: queue.Queue[Entry], base: str) -> Iterable[str]:
    """An answer for each order: the link under which the ringtone will be, or "" where it cannot be had."""
    for line in lines:
        try:
            order = json.loads(line)
            code, language = str(order["code"]), str(order["language"])
            entry = store.begin(code, language)
            orders.put_nowait(entry)
        except (ValueError, KeyError, TypeError, OSError, queue.Full) as error:
            logger.warning("a ringtone cannot be kept: %s", error)
            if isinstance(error, OSError | queue.Full):
                yield json.dumps({"code": code, "link": ""})
            continue
        yield json.dumps({"code": code, "link": f"{base}/T/{entry.token}".upper() if base else ""})


def _make_all(store: Store, orders: queue.Queue[Entry]) -> None:
    """Make the files of what was ordered, one after the other."""
    while True:
        entry = orders.get()
        if store.made(entry):  # the same ringtone was made before
            continue
        command = [sys.executable, "-m", "installation", "reopen", entry.code]
        command += ["--out", str(store.place(entry)), "--language", entry.language]
        try:
            subprocess.run(command, cwd=HOME, timeout=MAKING_S, check=True, capture_output=True)  # noqa: S603 - our own program; a code has letters and digits
        except (OSError, subprocess.SubprocessError) as error:
            store.forget(entry)
            click.echo(json.dumps({"code": entry.code, "link": ""}))
            said = getattr(error, "stderr", b"") or b""
            logger.error("%s could not be made: %s %s", entry.code, error, said.decode(errors="replace"))  # noqa: TRY400 - a full disk is no bug


if __name__ == "__main__":
    main()
