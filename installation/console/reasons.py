"""Why the level is what it is, why a hint was given: the guidance's newest decision as a key and its figures.

Owns which words a decision is said with on the page (page/words.js has them in each of its languages, as
`why_...`). Refuses to hold words: the decision's own English sentence stays in the journal and in exports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from installation import score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from installation.snapshot import GuideView


class Reason(Struct, frozen=True):
    """`key` of page/words.js; `n` and `of` are its figures, `pad` is the pad it speaks of (-1: of none)."""

    key: str
    n: float = 0
    of: float = 0
    pad: int = -1


def reason(guide: GuideView) -> Reason:
    """The newest decision, from its evidence."""
    if guide.chosen:
        return Reason("chosen")
    facts = guide.facts
    if guide.decided == "hint":
        return _hint(facts)
    return _mark(facts) if guide.decided == "target" else _level(facts)


def _level(facts: Mapping[str, Any]) -> Reason:
    if "idle_s" in facts:
        return Reason("idle", round(facts["idle_s"]))
    if "pad" in facts:
        return Reason("touched", pad=score.PADS.index(facts["pad"]))
    if "unheeded" in facts:
        return Reason("unheeded", facts["unheeded"])
    if "results" not in facts:
        return Reason("begun")
    results = facts["results"]
    if facts["level"] > facts["before"]:
        return Reason("reached", sum(results), len(results))
    return Reason("missed", len(results) - max((at for at, got in enumerate(results, 1) if got), default=0))


def _mark(facts: Mapping[str, Any]) -> Reason:
    return Reason(f"mark_{facts['what']}", round(facts.get("tried_s", 0)), pad=score.PADS.index(facts["pad"]))


def _hint(facts: Mapping[str, Any]) -> Reason:
    why = str(facts["stuck"])
    if why == "missing":
        why = "below" if "hint.harder" in facts["hint"] else "above"
    return Reason(f"stuck_{why}", round(facts["seconds"]))
