"""A style's control and decoder that anybody can follow: the levels are the point, the point is the music.

It stands behind the same door as the trained ones. Level d of density puts 2 + d notes on the grid from its
first tick on; range raises the second note, rhythm delays everything by a tick from level 5.5 on, jump sets the
distance of the third note; the bar of the phrase transposes.
"""

from __future__ import annotations

import msgspec
import numpy as np

from installation.latent.tune import Kit
from installation.score import HOLD, REST, TICKS, Measure
from installation.settings import Levels, Style, read_levels
from installation.world import Rules, rules_of


class FakeControl:
    """The point is the four levels, the bar, and 27 zeros (D = 32)."""

    def point(self, levels: tuple[float, float, float, float], bar: int) -> np.ndarray:
        """Four levels, the bar, zeros."""
        return np.array([*levels, bar, *([0.0] * 27)], np.float32)


class FakeDecoder:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.decoded = 0

    def decode(self, point: np.ndarray) -> Measure:
        """The measure that the levels in the point say."""
        self.decoded += 1
        rhythm, wide, density, jump, bar = point[:5].tolist()
        symbols = [HOLD] * TICKS
        delay = 1 if rhythm > 5.5 else 0
        for number in range(2 + round(density)):
            pitch = 60 + int(bar) + (round(wide) if number == 1 else 0) + (round(jump) if number == 2 else 0)
            symbols[(2 * number + delay) % TICKS] = pitch
        if symbols[0] == HOLD:
            symbols[0] = REST
        return Measure(tuple(symbols))


LEVELS = """
start: invite
style: plain
levels:
  - {name: invite, pads: [], parts: [drone], loudness: 0.5, on_touch: one_pad}
  - {name: one_pad, pads: [density, range, rhythm, jump], in_turn: true, presses_a_turn: 2, explains: [what, what_if],
     warn_s: 3, idle_s: 5, on_idle: invite}
  - {name: two_pads, pads: [range, density], parts: [drone, bass], warn_s: 3, idle_s: 5, on_idle: invite}
  - {name: four_pads, pads: [rhythm, range, density, jump], parts: [drone, bass, percussion],
     explains: [what, what_if, why, how, from_what, how_well], gestures: [keep], idle_s: 6, on_idle: invite}
"""


def levels() -> Levels:
    """Four levels with short waits."""
    return read_levels(LEVELS, "levels.yaml")


def style(name: str = "plain", tempo_bpm: float = 120.0) -> Style:
    """A style whose starting tune is one note."""
    return msgspec.convert(
        {
            "name": name,
            "title": name.title(),
            "description": "for tests",
            "tonic": 0,
            "mode": "ionian",
            "tempo_bpm": tempo_bpm,
            "start": [[60] + [HOLD] * (TICKS - 1)],
            "instruments": {"melody": "kalimba"},
        },
        Style,
    )


def rules() -> Rules:
    """Two styles, four levels, decoders that count."""
    styles = {"plain": style(), "brisk": style("brisk", 160.0)}
    kits = {name: Kit(FakeControl(), FakeDecoder()) for name in styles}
    return rules_of(levels(), styles, kits)
