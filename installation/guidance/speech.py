"""The one sentence on the wall: who may speak when several have something to say.

Owns the order: a warning that it will begin again, a hint, praise for a mark that was reached, an explanation.
Refuses to know words: it holds keys of content/languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from installation.guidance import hints
from installation.guidance.levels import idle_s

if TYPE_CHECKING:
    from installation.guidance.levels import GuidanceState
    from installation.settings import Level

PRAISE_NS = 2_000_000_000
"""How long praise stands."""
PRAISES = ("one", "two", "three")


def spoken(state: GuidanceState, rule: Level, at_ns: int, explanation: str) -> str:
    """The key of the sentence that is said now, or "".

    Args:
        state: where the visitor stands.
        rule: the level's rules.
        at_ns: now.
        explanation: the key of what the explanations have to say, or "".
    """
    return (
        warning(state, rule, at_ns) or hints.shown(state.help, at_ns) or praise(state, at_ns) or explanation
    )


def warning(state: GuidanceState, rule: Level, at_ns: int) -> str:
    """That it will begin again if nobody touches."""
    warns = rule.warn_s is not None and idle_s(state, at_ns) >= rule.warn_s and not state.locked
    return "hint.still_there" if warns else ""


def praise(state: GuidanceState, at_ns: int) -> str:
    """That a mark was reached; never the same words twice in a row."""
    if at_ns - state.aim.reached_ns >= PRAISE_NS:
        return ""
    return f"praise.{PRAISES[sum(state.aim.reached) % len(PRAISES)]}"
