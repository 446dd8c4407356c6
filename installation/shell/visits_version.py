"""What a recording's replay depends on, as one short digest.

Owns which files those are. Refuses to be clever: a comment changes nothing, anything else does.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from installation.shell.editions import bones

if TYPE_CHECKING:
    from pathlib import Path

_BESIDE = {"shell", "training", "console"}
"""Rooms that a replay's sound and pictures do not depend on."""
_PLAYED_FROM = ("models/*/config.json", "models/*/*.safetensors", "content/*.yaml", "content/styles/*",
                "content/instruments/*", "shaders/*")  # fmt: skip
"""The model and the content."""


def version(home: Path) -> str:
    """A digest of all that a replay depends on: the same digest, the same sound and pictures."""
    digest = hashlib.sha256()
    for path in sorted((home / "installation").rglob("*.py")):
        if path.relative_to(home).parts[1] not in _BESIDE:
            digest.update(repr(bones(path.read_text(encoding="utf-8"))).encode())
    for path in sorted(path for pattern in _PLAYED_FROM for path in home.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
