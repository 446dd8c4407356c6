"""PINs: kept as slow hashes, a salt of the installation's own, one PIN a role.

Owns how a PIN is hashed, compared and written down. Refuses to keep a PIN, and to know how often one may be
tried (see tries.py): a PIN has few digits, so the waits are what protects it, and the hash what a lost file costs.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from installation.console.roles import Role, role_named

COST, BLOCK, LANES = 2**15, 8, 1
"""scrypt's figures: 32 MB and about a tenth of a second a try (RFC 7914; OWASP's password storage cheat sheet)."""
_MEMORY = 64 * 2**20
SALT_BYTES = 16
FORM = re.compile(r"[0-9]{6,12}")
"""A PIN: six to twelve digits, which a phone's number pad types."""


class PinError(ValueError):
    """A PIN cannot be taken, or the file of PINs is none; the text says what to do."""


class Pins(Struct, frozen=True, forbid_unknown_fields=True):
    """One hash a role that has a PIN; `changes` counts what was set, so that older sessions can be told."""

    salt: str
    hashes: dict[str, str]
    changes: int = 0


def hashed(pin: str, salt: str) -> str:
    """The slow hash of a PIN, as hexadecimal text."""
    found = hashlib.scrypt(
        pin.encode(), salt=bytes.fromhex(salt), n=COST, r=BLOCK, p=LANES, maxmem=_MEMORY, dklen=32
    )
    return found.hex()


def with_pin(pins: Pins, role: Role, pin: str) -> Pins:
    """The PINs with this one for that role.

    Raises:
        PinError: it is no PIN, too easily guessed, or another role's.
    """
    if not FORM.fullmatch(pin):
        raise PinError("a PIN has six to twelve digits")
    if _easy(pin):
        raise PinError("this PIN is guessed too easily: no row of digits, and not one digit only")
    new = hashed(pin, pins.salt)
    if any(hmac.compare_digest(new, old) for name, old in pins.hashes.items() if name != role.word):
        raise PinError("another role has this PIN; each needs its own")
    return replace(pins, hashes={**pins.hashes, role.word: new}, changes=pins.changes + 1)


def role_of(pins: Pins, pin: str) -> Role | None:
    """The role whose PIN this is; every hash is compared, so that time tells nothing."""
    found = hashed(pin[:64], pins.salt)
    matches = [name for name, known in pins.hashes.items() if hmac.compare_digest(found, known)]
    return role_named(matches[0]) if matches else None


def to_json(pins: Pins) -> bytes:
    """What to keep in a file."""
    return msgspec.json.encode(pins)


def from_json(data: bytes) -> Pins:
    """PINs from a file.

    Raises:
        PinError: it holds none.
    """
    try:
        pins = msgspec.json.decode(data, type=Pins)
        salted = len(bytes.fromhex(pins.salt)) == SALT_BYTES
        roles = [role_named(name) for name in pins.hashes]
    except (msgspec.MsgspecError, ValueError, KeyError) as error:
        raise PinError(f"this is no file of PINs: {error}; set them again: ./play console pin") from error
    if not salted or not roles:
        raise PinError("this file of PINs is not whole; set them again: ./play console pin")
    return pins


def _easy(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, 9}
