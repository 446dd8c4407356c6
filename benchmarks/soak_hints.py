"""Scripted visitors, stuck in one way each or getting on: help within 8 s, never two hints in 10 s, none unasked.

A seed is a visitor of a minute (tests/simulation/stuck_visitors.py): its kind is the seed's remainder. The second
hint and those after it may come later than 8 s after the next trouble, since hints stand at least 10 s apart.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from installation.shell.content import load_content, load_rules
from tests.simulation import stuck_visitors

if TYPE_CHECKING:
    from installation.world import Rules

TRIALS = 1_200
HOME = Path(__file__).parents[1]


@cache
def _rules() -> Rules:
    return load_rules(HOME, load_content(HOME / "content"))


def trial(seed: int) -> str:
    """What was wrong with the help in the visit of that seed, or ""."""
    nth, kind = divmod(seed, len(stuck_visitors.KINDS))
    return stuck_visitors.problem(stuck_visitors.visit(stuck_visitors.KINDS[kind], nth, _rules()))
