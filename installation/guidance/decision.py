"""A decision of the guidance: what was decided, why, and on what evidence.

The journal and the console read it; nothing is decided without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER_NS = -(10**18)


class Decision(Struct, frozen=True):
    """`kind` is "level", "target" or "hint"; `facts` are its evidence, as JSON values."""

    kind: str
    reason: str
    facts: Mapping[str, Any]
    at_ns: int = NEVER_NS
