"""What a simulated novice's hands do: try pads, stay with one or move on, follow a target or a hint.

Owns presses and their noise. Decides from what its novice has seen and read, never from the world.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from installation.score import PADS

if TYPE_CHECKING:
    from tests.simulation.novice import Novice, Sight


class Hands:
    """The hands of one novice; `asked` has each prediction: when, pad, answer ("" for not knowing)."""

    def __init__(self, novice: Novice) -> None:
        self.novice = novice
        chance, person = novice.chance, novice.person
        self.asked: list[tuple[float, int, str]] = []
        self.pressures = [0.0] * len(PADS)
        self._boldness = chance.uniform(*person.boldness)
        self._variety = chance.uniform(*person.variety)
        self._stays = chance.uniform(*person.stays)
        self._several = chance.uniform(*person.several)
        self._sense = 1.0 if chance.random() < person.harder_is_more else -1.0
        self._goal = [0.0] * len(PADS)
        self._until_s = chance.uniform(*person.first_touch_s)
        self._pad = -1
        self._steered: tuple[int, float] | None = None  # the target that is pursued
        self._given_up = -1  # the pad whose target was given up
        self._corrected_s = 0.0
        self._last_error: float | None = None

    @property
    def pressed(self) -> tuple[int, ...]:
        """The pads in hand."""
        return tuple(pad for pad, goal in enumerate(self._goal) if goal > 0)

    def move(self, sight: Sight, dt_s: float) -> tuple[float, ...]:
        """The pressures (0..1, a pad each) after `dt_s` more seconds."""
        if self._steered is not None:
            self._steer(sight)
        elif sight.now_s >= self._until_s:
            self._let_go(sight.now_s) if self.pressed else self._press(sight)
        reach = self.novice.person.speed * dt_s
        chance, tremor = self.novice.chance, self.novice.person.tremor
        for pad, goal in enumerate(self._goal):
            wanted = goal + chance.gauss(0.0, tremor) if goal > 0 else 0.0
            way = min(reach, max(-reach, wanted - self.pressures[pad]))
            self.pressures[pad] = min(1.0, max(0.0, self.pressures[pad] + way))
        return tuple(self.pressures)

    def _lasting(self, median_s: float) -> float:
        return median_s * math.exp(self.novice.chance.gauss(0.0, self.novice.person.spread))

    def _let_go(self, now_s: float) -> None:
        self._goal = [0.0] * len(PADS)
        self._until_s = now_s + self._lasting(self.novice.person.pause_s)

    def _press(self, sight: Sight) -> None:
        """Another press: of the pad of the target, or of one that comes to hand."""
        novice, chance, person = self.novice, self.novice.chance, self.novice.person
        target = sight.target if self._sees_target(sight) else None
        hint, novice.told_to = novice.told_to, ""
        if target is None:
            self._given_up = -1
        if target is not None and target[0] != self._given_up and chance.random() < person.wants_target:
            self._steered, self._last_error, self._corrected_s = target, None, sight.now_s
            self._pad, pads = target[0], [target[0]]
        else:
            pads = self._chosen(sight, hint)
        self._until_s = sight.now_s + (person.patience_s if self._steered else self._lasting(person.press_s))
        for pad in pads:
            self.asked.append((sight.now_s, pad, self.novice.mind.expects(pad, sight.now_s)))
            depth = self._told_depth(hint, self._boldness + chance.gauss(0.0, self._variety))
            self._goal[pad] = min(1.0, max(0.08, depth))

    def _told_depth(self, hint: str, depth: float) -> float:
        """How deep, after a hint that spoke of it."""
        match hint.split(".")[1:2]:
            case ["harder"]:
                return (depth + 1.0) / 2
            case ["softer"]:
                return depth / 2
            case ["alike"]:
                return self.novice.chance.random()
        return depth

    def _sees_target(self, sight: Sight) -> bool:
        """Whether there is a target that was seen, by one who knows what it is: from the mark, or having read it."""
        novice = self.novice
        if sight.target is None or novice.seen_target is None or novice.seen_target[0] != sight.target[0]:
            return False
        return novice.knows_mark or novice.knows_task

    def _chosen(self, sight: Sight, hint: str) -> list[int]:
        """One pad, or more at once; or the pad that a hint spoke of."""
        chance, person = self.novice.chance, self.novice.person
        _, _, named = hint.partition("|pad.")
        if named in PADS:
            self._pad = PADS.index(named)
            return [self._pad]
        heeds = sight.picture and (hint.startswith("hint.resting") or chance.random() < person.heeds_glow)
        choice = [pad for pad in range(len(PADS)) if not heeds or sight.glowing[pad]] or [*range(len(PADS))]
        if self._pad not in choice or chance.random() >= self._stays:
            self._pad = chance.choice(choice)
        others = [pad for pad in choice if pad != self._pad]
        more = chance.sample(others, 1) if others and chance.random() < self._several else []
        return [self._pad, *more]

    def _steer(self, sight: Sight) -> None:
        """Correct the pressure towards the target's mark, until there, gone or out of patience."""
        person, chance = self.novice.person, self.novice.chance
        gone = sight.target is None or self._steered is None or sight.target[0] != self._steered[0]
        if gone or sight.meters is None or sight.now_s >= self._until_s:
            self._given_up = -1 if gone or self._steered is None else self._steered[0]
            self._steered = None
            self._let_go(sight.now_s)
            return
        if sight.now_s - self._corrected_s < person.corrects_s:
            return
        pad, place = sight.target
        self._corrected_s = sight.now_s
        error = place - sight.meters[pad] + chance.gauss(0.0, person.eye_on_gauge)
        if self._last_error is not None and abs(error) > abs(self._last_error) + 0.1:
            self._sense = -self._sense
        self._last_error = error
        if abs(error) > person.content_within:
            step = self._sense * person.gain * error * (1.0 + chance.gauss(0.0, person.errs))
            self._goal[pad] = min(1.0, max(0.04, self._goal[pad] + step))
