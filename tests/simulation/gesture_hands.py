"""Hands that make gestures, with human variation in timing and force: what the recogniser is judged by.

Each maker gives true pressures (T, 4) from one seeded generator; they go through the simulated pads and the real
calibration, so that what the recogniser gets is what it would get from the object.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from installation.pads import body, calibration, foam, gestures, grips, movements
from tests.simulation.pad_visitors import DT_S, PADS, commission

if TYPE_CHECKING:
    from collections.abc import Callable

    from installation.pads.contacts import Gesture, GestureState
    from installation.pads.movements import MovementsState

PLACES = np.array(body.PAD_PLACES)


def frames(seconds: float) -> int:
    """Frames in so many seconds."""
    return max(2, round(seconds / DT_S))


def bump(
    chance: np.random.Generator, force: float, seconds: float, rise_s: float, fall_s: float
) -> np.ndarray:
    """One pad pressed and let go: minimum-jerk flanks, trembling top; (T,), `seconds` from begin to end."""
    count = frames(seconds)
    t = np.arange(count) * DT_S
    up, down = np.clip(t / rise_s, 0, 1), np.clip((seconds - t) / fall_s, 0, 1)
    s = np.minimum(up, down)
    shape = 10 * s**3 - 15 * s**4 + 6 * s**5
    return force * shape * (1 + 0.02 * np.sin(2 * np.pi * 8 * t + chance.uniform(0, 6)))


def lay(parts: list[tuple[int, float, np.ndarray]]) -> np.ndarray:
    """Put (pad, start in seconds, curve) on one sheet (T, 4)."""
    last = max(round(start / DT_S) + len(curve) for _, start, curve in parts)
    sheet = np.zeros((last, PADS))
    for pad, start, curve in parts:
        at = round(start / DT_S)
        sheet[at : at + len(curve), pad] = np.maximum(sheet[at : at + len(curve), pad], curve)
    return sheet


def tap(chance: np.random.Generator) -> np.ndarray:
    """A finger that touches one pad and is gone within a fifth of a second."""
    seconds = chance.uniform(0.07, 0.19)
    part = bump(chance, chance.uniform(0.25, 0.9), seconds, seconds * 0.35, seconds * 0.5)
    return lay([(int(chance.integers(PADS)), 0.0, part)])


def press(chance: np.random.Generator) -> np.ndarray:
    """A finger that presses one pad for a while, but not still for long."""
    seconds = chance.uniform(0.4, 0.95)
    part = bump(
        chance, chance.uniform(0.3, 1.0), seconds, chance.uniform(0.05, 0.2), chance.uniform(0.05, 0.15)
    )
    return lay([(int(chance.integers(PADS)), 0.0, part)])


def hold(chance: np.random.Generator) -> np.ndarray:
    """A finger that stays."""
    part = bump(chance, chance.uniform(0.3, 1.0), chance.uniform(1.8, 4.0), chance.uniform(0.05, 0.3), 0.12)
    return lay([(int(chance.integers(PADS)), 0.0, part)])


def squeeze(chance: np.random.Generator) -> np.ndarray:
    """The whole hand, at once, and let go."""
    seconds = chance.uniform(0.2, 0.5)
    starts = chance.normal(0.03, 0.012, PADS).clip(0.0, 0.06)
    forces = chance.uniform(0.4, 0.9) * chance.uniform(0.7, 1.2, PADS)
    ends = seconds + chance.normal(0.0, 0.015, PADS)
    return lay(
        [
            (
                pad,
                starts[pad],
                bump(chance, forces[pad], ends[pad] - starts[pad], seconds * 0.35, seconds * 0.35),
            )
            for pad in range(PADS)
        ]
    )


def slide(chance: np.random.Generator) -> np.ndarray:
    """One finger over three or four pads along the body's edge, either way round."""
    pads, way = int(chance.integers(3, 5)), chance.choice([-1, 1])
    step_s = chance.uniform(0.12, 0.32)
    count = frames((pads - 1) * step_s + chance.uniform(0.05, 0.15))
    s = np.linspace(0.0, 1.0, count) + 0.04 * np.sin(np.linspace(0, 2 * np.pi, count))
    begin = math.atan2(PLACES[0, 1], PLACES[0, 0]) - math.pi / 2 * int(chance.integers(PADS))
    angle = begin - way * (math.pi / 2) * (pads - 1) * s + chance.normal(0, 0.08)
    radius = 0.55 + chance.normal(0, 0.04) + 0.03 * np.sin(3 * s + chance.uniform(0, 6))
    flank = np.clip(np.minimum(np.arange(count), np.arange(count)[::-1]) * DT_S / 0.05, 0, 1)
    force = chance.uniform(0.4, 0.9) * (1 + 0.1 * np.sin(7 * s + chance.uniform(0, 6))) * flank
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    away = np.maximum(0.0, np.hypot(x[:, None] - PLACES[:, 0], y[:, None] - PLACES[:, 1]) - 0.08)
    return force[:, None] * np.exp(-(away**2) / (2 * 0.25**2))


def twist(chance: np.random.Generator) -> np.ndarray:
    """The whole hand grips and turns: the pressure wanders round the pads, none of which is let go."""
    turn_s, way = chance.uniform(0.4, 1.1), chance.choice([-1, 1])
    grip_s, end_s = chance.uniform(0.15, 0.4), chance.uniform(0.1, 0.3)
    count = frames(grip_s + turn_s + end_s)
    t = np.arange(count) * DT_S
    s = np.clip((t - grip_s) / turn_s, 0, 1)
    turned = way * np.radians(chance.uniform(95, 170)) * (3 * s**2 - 2 * s**3)
    lean = chance.uniform(0.4, 0.65) * np.clip(t / grip_s, 0, 1)
    start = chance.uniform(0, 2 * np.pi)
    places = 2 * np.pi * np.arange(PADS) / PADS
    pattern = 1 + lean[:, None] * np.cos(places - start - turned[:, None])
    late = chance.uniform(0, 0.06, PADS)
    flank = np.clip(np.minimum((t[:, None] - late) / 0.08, (t[-1] - t[:, None]) / 0.1), 0, 1)
    force = chance.uniform(0.35, 0.55) * (1 + 0.08 * np.sin(2 * np.pi * t + chance.uniform(0, 6)))
    return force[:, None] * pattern * flank


def two_handed(chance: np.random.Generator) -> np.ndarray:
    """Both hands, on opposite pads, firmly."""
    seconds, first = chance.uniform(0.5, 1.0), int(chance.integers(2))
    forces = chance.uniform(0.6, 1.0, 2)
    starts = (0.0, abs(chance.normal(0.0, 0.02)))
    return lay(
        [
            (first + 2 * hand, starts[hand], bump(chance, forces[hand], seconds, 0.08, 0.12))
            for hand in range(2)
        ]
    )


def keep(chance: np.random.Generator) -> np.ndarray:
    """The whole hand, down twice in quick succession."""

    def pat() -> np.ndarray:
        seconds = chance.uniform(0.12, 0.22)
        force, parts = chance.uniform(0.45, 0.9), []
        for pad in range(PADS):
            start = min(0.045, max(0.0, chance.normal(0.02, 0.008)))
            end = seconds + chance.normal(0.0, 0.01)
            curve = bump(
                chance, force * chance.uniform(0.75, 1.2), end - start, seconds * 0.35, seconds * 0.4
            )
            parts.append((pad, start, curve))
        return lay(parts)

    first = pat()
    gap = np.zeros((frames(chance.uniform(0.09, 0.22)), PADS))
    return np.vstack([first, gap, pat()])


MAKERS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    gestures.TAP: tap,
    gestures.PRESS: press,
    gestures.HOLD: hold,
    grips.SQUEEZE: squeeze,
    grips.KEEP: keep,
    gestures.SLIDE: slide,
    grips.TWIST: twist,
    gestures.TWO_HANDED: two_handed,
}


def another_hand(chance: np.random.Generator, true: np.ndarray) -> np.ndarray:
    """The same movement by a hand that nothing was tuned on: quicker or slower, softer or harder, unevenly strong."""
    pace = chance.uniform(0.85, 1.18)
    count = max(2, round(len(true) * pace))
    places = np.linspace(0, len(true) - 1, count)
    stretched = np.stack(
        [np.interp(places, np.arange(len(true)), true[:, pad]) for pad in range(PADS)], axis=1
    )
    return np.minimum(1.2, stretched * chance.uniform(0.75, 1.15) * chance.uniform(0.88, 1.12, PADS))


def playing(chance: np.random.Generator, seconds: float) -> np.ndarray:
    """Plain playing: fingers of one hand, one to three neighbouring pads or all four held, legato and not."""
    parts: list[tuple[int, float, np.ndarray]] = []
    at = 0.5
    while at < seconds - 6.0 or not parts:
        first, fingers = int(chance.integers(PADS)), int(chance.choice([1, 1, 1, 2, 2, 3, 4]))
        longest = 0.0
        for finger in range(fingers):
            start = at + abs(chance.normal(0.0, 0.12))
            length = chance.uniform(0.8, 4.0) if fingers > 2 else chance.uniform(0.35, 3.0)
            part = bump(
                chance,
                chance.uniform(0.2, 1.0),
                length,
                chance.uniform(0.06, 0.25),
                chance.uniform(0.06, 0.2),
            )
            parts.append(((first + finger) % PADS, start, part))
            longest = max(longest, start - at + length)
        at += longest * chance.uniform(0.6, 1.0) + chance.exponential(0.3)
    return lay(parts)


@dataclass
class Object:
    """The object under those hands: simulated pads, real calibration, the recogniser."""

    chance: np.random.Generator
    state: GestureState = field(default_factory=gestures.begin)

    def __post_init__(self) -> None:
        """Commission it, as before a day."""
        self.kind, self.foam = foam.make(self.chance)
        self.foam, self.known, _ = commission(self.kind, self.foam, self.chance)

    def pressures(self, true: np.ndarray) -> np.ndarray:
        """Press it; what is felt (T, 4)."""
        self.foam, values = foam.advance(self.kind, self.foam, true, DT_S, self.chance)
        self.known, felt = calibration.advance_many(self.known, values, DT_S)
        return felt

    def feel(self, true: np.ndarray) -> list[tuple[float, Gesture]]:
        """Press it; what is recognised, with its time in seconds from here."""
        told = []
        for turn, row in enumerate(self.pressures(true).tolist()):
            self.state, more = gestures.advance(self.state, tuple(row), DT_S)
            told += [(turn * DT_S, each) for each in more]
        return told


SAID = {gestures.PRESS: 0, gestures.TAP: 1, gestures.HOLD: 2}
"""Of several words about one movement the strongest counts, and these are the weak ones."""


def heard_as(told: list[tuple[float, Gesture]]) -> str:
    """The word for one movement: the strongest gesture, the first of those; "" for nothing."""
    words = [each.kind for _, each in told if each.kind != gestures.RELEASE]
    return max(words, key=lambda word: SAID.get(word, 9), default="")


def confusion(seed: int, each: int, *, held_out: bool = False) -> dict[str, dict[str, int]]:
    """Every gesture made `each` times, in random order: made -> heard as -> how often."""
    chance = np.random.default_rng(seed)
    thing = Object(chance)
    table = {made: dict.fromkeys((*MAKERS, ""), 0) for made in MAKERS}
    for made in chance.permutation([name for name in MAKERS for _ in range(each)]):
        gap = np.zeros((frames(chance.uniform(0.7, 1.5)), PADS))
        true = MAKERS[made](chance)
        true = another_hand(chance, true) if held_out else true
        table[str(made)][heard_as(thing.feel(np.vstack([true, gap])))] += 1
    return table


def recall_and_precision(table: dict[str, dict[str, int]]) -> dict[str, tuple[float, float]]:
    """Of each gesture: how many were heard as it, and how many heard as it were it."""
    found = {}
    for kind, row in table.items():
        heard = sum(other[kind] for other in table.values())
        found[kind] = (row[kind] / sum(row.values()), row[kind] / max(heard, 1))
    return found


PLAIN = {gestures.TAP, gestures.PRESS, gestures.HOLD, gestures.RELEASE}
"""What plain playing consists of; any other word in it is false."""


def is_false(told: Gesture) -> bool:
    """Whether this is none of plain playing's; of a twist only its beginning counts."""
    return told.kind not in PLAIN and told.phase in {"", "begin"}


def false_gestures(
    seed: int, *, playing_s: float, idle_s: float, held_out: bool = False
) -> dict[str, list[str]]:
    """What is recognised that nobody made, in plain playing and with nobody there; a twist counts once."""
    chance = np.random.default_rng(seed)
    thing, found = Object(chance), {"playing": [], "idle": []}
    while playing_s > 0:
        part = playing(chance, min(120.0, playing_s))
        part = another_hand(chance, part) if held_out else part
        found["playing"] += [g.kind for _, g in thing.feel(part) if is_false(g)]
        playing_s -= len(part) * DT_S
    thing.feel(np.zeros((frames(3.0), PADS)))
    while idle_s > 0:
        found["idle"] += [g.kind for _, g in thing.feel(np.zeros((frames(60.0), PADS)))]
        idle_s -= 60.0
    return found


def both_hands(chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Both whole hands come down at once, on an object each, and stay for a while; one sheet (T, 4) each."""
    seconds, sheets = chance.uniform(0.6, 1.5), []
    for late_s in (0.0, abs(chance.normal(0.0, 0.04))):
        starts = late_s + chance.normal(0.03, 0.012, PADS).clip(0.0, 0.06)
        forces = chance.uniform(0.4, 0.9) * chance.uniform(0.7, 1.2, PADS)
        ends = seconds + chance.normal(0.0, 0.02, PADS)
        sheets.append(
            lay(
                [
                    (pad, starts[pad], bump(chance, forces[pad], ends[pad] - starts[pad], 0.1, 0.12))
                    for pad in range(PADS)
                ]
            )
        )
    return sheets[0], sheets[1]


@dataclass
class Two:
    """Two objects under two hands, and the recogniser as the world asks it."""

    chance: np.random.Generator
    state: MovementsState = field(default_factory=movements.begin)
    now_ns: int = 0

    def __post_init__(self) -> None:
        """Commission both."""
        self.objects = Object(self.chance), Object(self.chance)

    def feel(self, sheets: tuple[np.ndarray, np.ndarray]) -> list[Gesture]:
        """Press both, each with its true pressures (T, 4); what is recognised."""
        longest = max(map(len, sheets))
        rows = []
        for thing, true in zip(self.objects, sheets, strict=True):
            filled = np.vstack([true, np.zeros((longest - len(true), PADS))])
            rows.append([tuple(row) for row in thing.pressures(filled).tolist()])
        told: list[Gesture] = []
        for one, other in zip(*rows, strict=True):
            self.now_ns += movements.EVERY_NS
            self.state = movements.advance(
                self.state, tuple(map(max, one, other)), self.now_ns, apart=(one, other) if any(other) else ()
            )
            told += self.state.made
        return told


def both_hands_heard(seed: int, times: int) -> float:
    """How often both hands on two objects are heard as such, of so many times; a share."""
    chance = np.random.default_rng(seed)
    things, heard = Two(chance), 0
    for _ in range(times):
        one, other = both_hands(chance)
        gap = np.zeros((frames(chance.uniform(0.7, 1.5)), PADS))
        told = things.feel((np.vstack([one, gap]), np.vstack([other, gap])))
        kinds = [each.kind for each in told if is_false(each)]
        heard += kinds == [gestures.TWO_HANDED]
    return heard / times


def false_of_two(seed: int, playing_s: float) -> list[str]:
    """What is recognised that nobody made while two people play, each at an object."""
    chance, found = np.random.default_rng(seed), list[str]()
    things = Two(chance)
    while playing_s > 0:
        sheets = playing(chance, min(120.0, playing_s)), playing(chance, min(120.0, playing_s))
        found += [each.kind for each in things.feel(sheets) if is_false(each)]
        playing_s -= max(map(len, sheets)) * DT_S
    return found
