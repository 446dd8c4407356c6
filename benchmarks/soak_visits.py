"""Random visits of ten seconds with doors failing at random: nothing may end the show or leave a note on."""

from __future__ import annotations

import traceback
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from installation.shell.content import load_content, load_rules
from installation.world import STEP_NS
from tests.simulation import visits

if TYPE_CHECKING:
    from installation.world import Rules

TRIALS = 1_000
HOME = Path(__file__).parents[1]


@cache
def _rules() -> Rules:
    return load_rules(HOME, load_content(HOME / "content"))


def trial(seed: int) -> str:
    """What went wrong in the visit of that seed, or ""."""
    try:
        world = visits.trial(seed, _rules())
    except Exception:  # noqa: BLE001 - whatever it is, it is a finding
        return traceback.format_exc(limit=-3)
    ended = world.step >= visits.VISIT_NS // STEP_NS - 1
    return "" if ended else f"it ended after {world.step} steps"
