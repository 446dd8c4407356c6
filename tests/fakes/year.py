"""A year of visits, made up from a seed: rows for the database, as many as are asked for.

What is assumed is written here and nowhere else: a hall open from 10 to 18, fuller on weekends and in the afternoon;
stays of 70 s in the middle, some of many minutes; people who learn. It stands for a year's amount, not for people.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

from installation.score import PADS
from installation.visits import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from installation.shell.database import Database

BEGIN_UTC_S = 1_767_225_600  # the first day of 2026
NAMES = ("invite", "one_pad", "two_pads", "four_pads", "gestures", "ringtone")
HOURS = (0.5, 0.8, 0.9, 0.8, 1.2, 1.4, 1.3, 0.8)  # from 10 on
DAYS = (0.0, 0.8, 0.8, 0.9, 1.0, 1.8, 1.7)  # Monday closed
STYLES = ("reel", "glass", "lantern", "caravan", "market", "lament")
HINTS = ("hint.touch.first", "hint.still_there")
GESTURES = ("tap", "press", "hold", "slide", "squeeze", "twist")
BATCH = 2_000


def fill(database: Database, visits: int, seed: int = 1) -> None:
    """Write that many visits."""
    chance = random.Random(seed)
    with database.transaction() as connection:
        first = connection.execute("SELECT coalesce(max(visit), 0) FROM visits").fetchone()[0] + 1
    for start in range(0, visits, BATCH):
        rows: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in tables.TABLES}
        for number in range(first + start, first + min(start + BATCH, visits)):
            _visit(chance, number, rows)
        with database.transaction():
            for table in tables.TABLES:
                database.put(table, rows[table.name])


def _when(chance: random.Random) -> int:
    """A moment within opening hours, UTC seconds, the hall an hour ahead."""
    while True:
        day = chance.randrange(365)
        if chance.random() * 1.8 < DAYS[(day + 3) % 7]:
            hour = chance.choices(range(10, 18), HOURS)[0]
            return BEGIN_UTC_S + day * 86_400 + (hour - 1) * 3_600 + chance.randrange(60) * 60


def _visit(chance: random.Random, number: int, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    dwell_s = min(1_800.0, math.exp(chance.gauss(math.log(70), 0.9)))
    skill = min(0.95, max(0.3, chance.gauss(0.7, 0.15)))
    touches = 1 + int(dwell_s / chance.uniform(2.5, 6.0))
    shares = [chance.random() for _ in PADS]
    used = {pad: round(touches * part / sum(shares)) for pad, part in zip(PADS, shares, strict=True)}
    used = {pad: count for pad, count in used.items() if count} or {"density": 1}
    steered = {pad: sum(chance.random() < skill for _ in range(count)) for pad, count in used.items()}
    highest = min(5, 1 + int(dwell_s / 60))
    minutes = [*_minutes(chance, number, dwell_s, sum(used.values()), skill)]
    places = [*_places(chance, number, sum(steered.values()), dwell_s)]
    hints = [*_hints(chance, number, dwell_s)]
    kept = (
        [(number, 1, "measure", "reel", '{"levels": [1.0, 5.25, 3.0, 1.0]}')]
        if chance.random() < 0.08
        else []
    )
    led = chance.random() < 0.03
    rows["visits"].append(
        (
            number, f"{chance.getrandbits(64):016x}", _when(chance), 60, "facilitator" if led else "touch",
            chance.choices(("idle", "reset", "cut"), (0.97, 0.02, 0.01))[0], round(dwell_s, 1),
            round(chance.uniform(1, 20), 1) if led else None,
            round(chance.expovariate(1 / (1.5 / skill)), 1) if any(steered.values()) else None,
            STYLES[0] if chance.random() < 0.6 else chance.choice(STYLES), highest, sum(used.values()),
            round(sum(used.values()) * 1.3, 1), sum(steered.values()), sum(row[4] for row in minutes),
            sum(row[5] for row in minutes), len(hints), len(kept), "", "", "", 0,
        )
    )  # fmt: skip
    for level in range(highest + 1):
        rows["levels"].append(
            (number, level + 1, level, NAMES[level], "somebody touched the object", round(dwell_s / (highest + 1), 1),
             touches // (highest + 1), int(touches * skill) // (highest + 1))
        )  # fmt: skip
    rows["touches"] += [
        (number, pad, count, round(count * 1.3, 1), steered[pad], chance.randint(4, 40) / 4)
        for pad, count in used.items()
    ]
    rows["gestures"] += [(number, one, 1 + chance.randrange(4)) for one in GESTURES if chance.random() < 0.25]
    rows["marks"] += [
        (number, pad, steered[pad] // 4, (count - steered[pad]) // 4, round(count * 0.9, 1))
        for pad, count in used.items()
    ]
    rows["minutes"] += minutes
    rows["measures"] += places
    rows["hints"] += hints
    rows["kept"] += kept


def _minutes(
    chance: random.Random, number: int, dwell_s: float, touches: int, skill: float
) -> Iterator[tuple[int, ...]]:
    count = 1 + int(dwell_s // 60)
    for minute in range(count):
        here = touches // count + (touches % count if minute == 0 else 0)
        better = min(0.97, skill * (0.75 + 0.1 * minute))
        steered = sum(chance.random() < better for _ in range(here))
        measures = steered * chance.randint(1, 6)
        yield number, minute, here, steered, measures, int(measures * 0.7 / (1 + 0.15 * minute))


def _places(
    chance: random.Random, number: int, steered: int, dwell_s: float
) -> Iterator[tuple[int, str, int, int, int]]:
    """Where a wandering hand comes by: low levels oftener than high ones."""
    found = {0: 1 + steered}
    for _ in range(min(400, 3 * steered)):
        digits = [min(9, int(chance.expovariate(0.35))) if chance.random() < 0.4 else 0 for _ in PADS]
        place = int("".join(map(str, digits)))
        found[place] = found.get(place, 0) + 1
    each_ms = int(dwell_s * 1_000 / sum(found.values()))
    for place, times in found.items():
        yield number, "reel", place, times, times * each_ms


def _hints(chance: random.Random, number: int, dwell_s: float) -> Iterator[tuple[Any, ...]]:
    for nth in range(1, 4):
        if chance.random() < 0.2 and dwell_s > 20 * nth:
            helped = chance.random() < 0.55
            after_s = round(chance.uniform(0.5, 9.9), 1) if helped else None
            yield number, nth, chance.choice(HINTS), "nothing changed for 8 s", 1, int(helped), after_s
