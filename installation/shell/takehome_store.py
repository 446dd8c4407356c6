"""The ringtones that are kept on this machine, and the links under which they can be taken home for a while.

Owns the folder data/ringtones: one folder a code, never more than MOST, the oldest makes room. A link is 136 bits of
chance, is good for KEPT_S, and leads to the files of FILES and to nothing else. Refuses to know HTTP, and to make
a ringtone's files.
"""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from installation.ringtone.checks import ALPHABET
from installation.shell.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST = 200
"""Ringtones that are kept: some 800 MB."""
KEPT_S = 24 * 3600.0
"""How long a link is good for."""
TOKEN_BYTES = 17
"""136 bits of chance; with an address of the room it still fits into a square of 29 modules."""
FILES = {
    "ringtone.wav": "audio/wav",
    "ringtone.ogg": "audio/ogg",
    "ringtone.mid": "audio/midi",
    "ringtone.musicxml": "application/vnd.recordare.musicxml+xml",
    "score.svg": "image/svg+xml",
    "card.png": "image/png",
}
"""All that a link leads to, and what each is."""
_NOTE = "link.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A ringtone that can be taken home: its code, its link's secret part, until when (s of the clock)."""

    code: str
    token: str
    until_s: float
    language: str


class Store:
    """The ringtones in a folder; it may be asked from several threads.

    Args:
        folder: where they are; made when the first one comes.
        clock: seconds of a clock that survives restarts.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._clock = folder, clock
        self._lock = threading.Lock()
        self._entries = {entry.token: entry for entry in self._kept()}

    def begin(self, code: str, language: str) -> Entry:
        """A place for a ringtone, and a link to it.

        Raises:
            OSError: nothing can be written (the disk is full, or may only be read).
            ValueError: this is no code.
        """
        if not code or not set(code) <= set(ALPHABET):
            raise ValueError(f"{code!r} is no code")
        token = base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=")
        entry = Entry(code, token, self._clock() + KEPT_S, language)
        folder = self.place(entry)
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / _NOTE, json.dumps(asdict(entry)).encode())
        (folder / _NOTE).chmod(0o600)
        with self._lock:
            self._entries = {key: one for key, one in self._entries.items() if one.code != code}
            self._entries[token] = entry
        self._make_room()
        return entry

    def find(self, token: str) -> Entry | None:
        """The ringtone that a link leads to; None if there is no such link, or not any more."""
        with self._lock:
            entry = self._entries.get(token)
        return entry if entry is not None and self._clock() < entry.until_s else None

    def hours_left(self, entry: Entry) -> int:
        """Hours for which the link is good yet, begun ones counted."""
        return max(1, -int(-(entry.until_s - self._clock()) // 3600))

    def place(self, entry: Entry) -> Path:
        """The folder of a ringtone's files."""
        return self._folder / entry.code

    def file(self, entry: Entry, name: str) -> Path | None:
        """One of a ringtone's FILES, if it is made."""
        if name not in FILES:
            return None
        path = self.place(entry) / name
        return path if path.is_file() else None

    def made(self, entry: Entry) -> bool:
        """Whether its files are there: the last of them is."""
        return self.file(entry, "score.svg") is not None

    def forget(self, entry: Entry) -> None:
        """Its files cannot be made: the link leads nowhere."""
        with self._lock:
            self._entries.pop(entry.token, None)

    def _kept(self) -> list[Entry]:
        """Links from before a restart; what cannot be read is no link."""
        found = []
        for note in self._folder.glob(f"*/{_NOTE}"):
            try:
                kept = json.loads(note.read_text(encoding="utf-8"))
                entry = Entry(
                    str(kept["code"]), str(kept["token"]), float(kept["until_s"]), str(kept["language"])
                )
            except (OSError, ValueError, KeyError, TypeError):
                continue
            if entry.code == note.parent.name:
                found.append(entry)
        return found

    def _make_room(self) -> None:
        """Let the oldest go."""
        folders = [
            path for path in self._folder.iterdir() if path.is_dir() and set(path.name) <= set(ALPHABET)
        ]
        folders.sort(key=lambda path: path.stat().st_mtime_ns)
        for path in folders[: max(0, len(folders) - MOST)]:
            shutil.rmtree(path, ignore_errors=True)
            with self._lock:
                self._entries = {key: one for key, one in self._entries.items() if one.code != path.name}
