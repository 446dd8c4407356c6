"""What a page is told: the moment as one small JSON object, and what there is to choose from as another.

Owns what of a snapshot goes to a page, and how finely. Refuses to know who looks, and to hold words: keys, names
and numbers only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import structs

from installation import house, score
from installation.console.messages import Known
from installation.console.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from installation.console.faults import Fault, Machine, Trouble, Wall
    from installation.settings import Levels, Style
    from installation.snapshot import Snapshot


def choices(
    levels: Levels, styles: Mapping[str, Style], languages: Mapping[str, Mapping[str, str]]
) -> tuple[Known, bytes]:
    """What there is to choose from: for messages, and as the first thing that a page is told."""
    titles = {
        name: {
            "name": words["name"],
            "levels": [words.get(f"level.{level.name}.title", level.name) for level in levels.levels],
            "pads": [words.get(f"pad.{pad}", pad) for pad in score.PADS],
        }
        for name, words in languages.items()
    }
    told = {
        "type": "choices",
        "levels": [{"name": level.name, "pads": list(level.pads)} for level in levels.levels],
        "styles": [{"name": name, "title": style.title} for name, style in styles.items()],
        "languages": titles,
        "pads": list(score.PADS),
        "tick_beats": [round(float(score.tick_position(tick)), 3) for tick in range(score.TICKS)],
        "volume_db": [house.LEAST_DB, house.MOST_DB],
    }
    return Known(len(levels.levels), frozenset(styles), frozenset(languages)), msgspec.json.encode(told)


def settings_of(snapshot: Snapshot) -> tuple[object, ...]:
    """What people change and doors report: when any of it changes, pages are told at once."""
    set_now = structs.replace(snapshot.house, minute=-1)
    return (
        snapshot.level,
        snapshot.locked,
        snapshot.style,
        set_now,
        snapshot.health.port,
        snapshot.health.sound,
    )


def moment(
    snapshot: Snapshot | None,
    wall: Wall,
    machine: Machine,
    wrong: tuple[Trouble, ...],
    faults: tuple[Fault, ...],
) -> bytes:
    """The moment, as JSON."""
    told: dict[str, Any] = {"type": "now", "wall": wall, "machine": machine, "wrong": wrong, "faults": faults}
    if snapshot is not None:
        told |= _music(snapshot) | _rules(snapshot) | {"health": snapshot.health}
    return msgspec.json.encode(told)


def _music(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "time_s": round(snapshot.time_s, 2),
        "style": snapshot.style,
        "tempo_bpm": snapshot.tempo_bpm,
        "bar": snapshot.bar,
        "playhead_beats": round(snapshot.playhead_beats, 3),
        "notes": [(bead.tick, bead.pitch, bead.ticks, bead.changed_by) for bead in snapshot.beads],
        "pads": [
            {
                "live": pad.live,
                "pressure": round(pad.pressure, 3),
                "level": round(pad.pressure_level, 1),
                "fault": pad.fault,
            }
            for pad in snapshot.pads
        ],
    }


def _rules(snapshot: Snapshot) -> dict[str, Any]:
    settings = structs.asdict(snapshot.house)
    return {
        "level": snapshot.level,
        "level_s": round(snapshot.level_s),
        "locked": snapshot.locked,
        "touch_s": round(min(0.0 if pad.touched else pad.released_s for pad in snapshot.pads)),
        "why": reason(snapshot.guide),
        "house": settings | {"quiet": snapshot.house.quiet},
        "visit_s": round(snapshot.time_s - snapshot.house.visit_ns / 1e9)
        if snapshot.house.visit_ns >= 0
        else -1,
    }
