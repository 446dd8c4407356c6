"""Who has shown a PIN: sessions that expire, kept by the hash of their secret.

Owns how long a session holds. Refuses to know the secret itself (only its SHA-256 is kept, so that the file of
sessions opens nothing), and to make one: chance belongs to the shell. Times are seconds since 1970, since
sessions outlive a restart.
"""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from installation.console.roles import Role  # noqa: TC001 - msgspec reads it

LONGEST_S = 12 * 3600.0
"""A long day in a gallery."""
IDLE_S = 2 * 3600.0
"""Without a page open or anything asked."""
SEEN_S = 60.0
"""How exactly it is known when a session was last used."""
MOST = 64


class Session(Struct, frozen=True):
    """One sign-in; `changes` is pins.Pins.changes as it was then."""

    role: Role
    begun_s: float
    seen_s: float
    changes: int


Sessions = dict[str, Session]
"""By `name_of` the secret, the oldest first; treated as a value, never changed in place."""


def name_of(secret: str) -> str:
    """What a session is kept by."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(sessions: Sessions, secret: str, role: Role, now_s: float, changes: int) -> Sessions:
    """One more; the oldest make room."""
    kept = valid(sessions, now_s, changes)
    kept = dict(list(kept.items())[-(MOST - 1) :])
    return {**kept, name_of(secret): Session(role, now_s, now_s, changes)}


def role_of(sessions: Sessions, secret: str, now_s: float, changes: int) -> Role | None:
    """The role of whoever has that secret, if the session still holds."""
    session = sessions.get(name_of(secret))
    return session.role if session is not None and _holds(session, now_s, changes) else None


def use(sessions: Sessions, secret: str, now_s: float) -> Sessions:
    """It was used; the same object if that is known well enough."""
    name = name_of(secret)
    session = sessions.get(name)
    if session is None or now_s - session.seen_s < SEEN_S:
        return sessions
    return {**sessions, name: replace(session, seen_s=now_s)}


def end(sessions: Sessions, secret: str) -> Sessions:
    """It is over."""
    return {name: session for name, session in sessions.items() if name != name_of(secret)}


def valid(sessions: Sessions, now_s: float, changes: int) -> Sessions:
    """Those that still hold."""
    return {name: session for name, session in sessions.items() if _holds(session, now_s, changes)}


def to_json(sessions: Sessions) -> bytes:
    """What to keep in a file."""
    return msgspec.json.encode(sessions)


def from_json(data: bytes) -> Sessions:
    """Sessions from a file; none if it is not one: then people sign in again."""
    try:
        return msgspec.json.decode(data, type=dict[str, Session])
    except msgspec.MsgspecError:
        return {}


def _holds(session: Session, now_s: float, changes: int) -> bool:
    """Not ended, not begun in the future, and no PIN changed since."""
    age_s, idle_s = now_s - session.begun_s, now_s - session.seen_s
    return 0 <= age_s < LONGEST_S and idle_s < IDLE_S and session.changes == changes
