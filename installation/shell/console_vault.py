"""What the page's server keeps on the disk: PINs, sessions, its certificate, and the log of who did what.

Owns one folder that only this user may read. Refuses to keep a PIN or a session's secret: their hashes are kept.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from installation.console import pins, sessions
from installation.console.roles import Role
from installation.shell.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often it is looked whether somebody set another PIN meanwhile."""
AUDIT_BYTES, AUDIT_FILES = 1_000_000, 4


class Vault:
    """PINs and sessions, as the disk has them."""

    def __init__(self, folder: Path) -> None:
        """Open (or begin) the folder.

        Raises:
            OSError: it cannot be made.
        """
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._looked_s, self._stamp = -LOOK_S, (0, 0)
        self._pins: pins.Pins | None = None
        self._sessions = self._read_sessions()

    @property
    def pins(self) -> pins.Pins | None:
        """The PINs that were set, or None; what cannot be read counts as none, and nobody gets in."""
        now_s = time.monotonic()
        if now_s - self._looked_s >= LOOK_S:
            self._looked_s = now_s
            self._look()
        return self._pins

    def set_pin(self, role: Role, pin: str) -> None:
        """Set a role's PIN; every session ends by that.

        Raises:
            PinError: it cannot be taken.
            OSError: it cannot be kept.
        """
        self._set([(role, pin)])

    def set_pins(self, facilitator: str, technician: str) -> Role:
        """Set the first two at once; the role of whoever did. Raises as `set_pin` does."""
        self._set([(Role.FACILITATOR, facilitator), (Role.TECHNICIAN, technician)])
        return Role.TECHNICIAN

    def _set(self, new: list[tuple[Role, str]]) -> None:
        known = self.pins or pins.Pins(secrets.token_hex(pins.SALT_BYTES), {})
        for role, pin in new:
            known = pins.with_pin(known, role, pin)
        self._keep("pins.json", pins.to_json(known))
        self._look()

    def sign_in(self, role: Role) -> str:
        """Begin a session: its secret."""
        secret = secrets.token_urlsafe(32)
        self._take(sessions.begin(self._sessions, secret, role, time.time(), self._changes))
        return secret

    def role(self, secret: str | None) -> Role | None:
        """Whoever has that secret now."""
        if secret is None or self.pins is None:
            return None
        return sessions.role_of(self._sessions, secret, time.time(), self._changes)

    def use(self, secret: str) -> None:
        """A session is in use."""
        self._take(sessions.use(self._sessions, secret, time.time()))

    def sign_out(self, secret: str) -> None:
        """A session is over."""
        self._take(sessions.end(self._sessions, secret))

    @property
    def _changes(self) -> int:
        return self._pins.changes if self._pins is not None else 0

    def _take(self, now: sessions.Sessions) -> None:
        if now is self._sessions:
            return
        self._sessions = now
        try:
            self._keep("sessions.json", sessions.to_json(now))
        except OSError as error:
            logger.error("sessions cannot be kept, after a restart people sign in again: %s", error)  # noqa: TRY400

    def _read_sessions(self) -> sessions.Sessions:
        try:
            return sessions.from_json((self._folder / "sessions.json").read_bytes())
        except OSError:
            return {}

    def _look(self) -> None:
        """Read the PINs if their file is another than it was."""
        path = self._folder / "pins.json"
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_ino)
            if stamp != self._stamp:
                self._pins, self._stamp = pins.from_json(path.read_bytes()), stamp
        except FileNotFoundError:
            self._pins, self._stamp = None, (0, 0)
        except (OSError, pins.PinError) as error:
            logger.error("%s: %s", path, error)  # noqa: TRY400 - a broken file is no bug
            self._pins, self._stamp = None, (0, 0)

    def _keep(self, name: str, data: bytes) -> None:
        write_whole(self._folder / name, data)
        (self._folder / name).chmod(0o600)

    @property
    def broken(self) -> bool:
        """Whether PINs were set but cannot be read: then only the terminal may set new ones."""
        return self.pins is None and (self._folder / "pins.json").exists()


class Audit:
    """Who did what, when, from where: a line of JSON each, a few megabytes at most."""

    def __init__(self, path: Path) -> None:
        """Append to this file; its folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._logger = logging.getLogger(f"{__name__}.audit.{path}")
        self._logger.propagate = False
        self._handler = RotatingFileHandler(path, maxBytes=AUDIT_BYTES, backupCount=AUDIT_FILES - 1)
        path.chmod(0o600)
        self._logger.addHandler(self._handler)
        self._logger.setLevel(logging.INFO)
        self._turned_away_s = 0.0

    def write(self, address: str, role: str, what: str, **facts: object) -> None:
        """One line."""
        line = {"at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "from": address, "role": role, "what": what}
        self._logger.info(json.dumps(line | facts))

    def turned_away(self, address: str, why: str) -> None:
        """Somebody was turned away; of a flood one line a second is enough."""
        now_s = time.monotonic()
        if now_s - self._turned_away_s >= 1.0:
            self._turned_away_s = now_s
            self.write(address, "", "turned away", why=why)

    def close(self) -> None:
        """Close the file."""
        self._logger.removeHandler(self._handler)
        self._handler.close()
