"""What a study changes of the installation while one of its conditions holds: rules, and nothing else.

Owns how the guidance levels look without explanations, and as the interface published in 2025: four pads at once, ten
steps a pad, no picture. Refuses to know studies and sessions beyond their names (study.py), and to draw.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from installation.score import PADS
from installation.settings import Level, Levels

PUBLISHED_STEPS = 10


class Condition(Struct, frozen=True):
    """The condition that holds: its name, whose session it is, and the levels as it has them."""

    session: str
    name: str
    levels: Levels
    usual: Levels  # as they are outside the study
    picture: bool = True


def condition(session: str, name: str, levels: Levels, *, explanations: bool, published: bool) -> Condition:
    """A condition over these levels; the published interface never explains."""
    if published:
        found = tuple(_published(level) for level in levels.levels)
    elif not explanations:
        found = tuple(_unexplained(level) for level in levels.levels)
    else:
        found = levels.levels
    return Condition(session, name, replace(levels, levels=found), levels, picture=not published)


def _unexplained(level: Level) -> Level:
    """Everything plays as it does; the wall tells nothing of why, and helps nobody."""
    return replace(level, explains=(), hints=False, target=None, got=None, lost=None)


def _published(level: Level) -> Level:
    """Four pads at once in ten steps, the tune alone, and nothing that changes by itself."""
    return Level(name=level.name, pads=PADS, steps=PUBLISHED_STEPS, explains=(), hints=False)
