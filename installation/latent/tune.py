"""What the hands ask for, as a measure: levels and bar -> a point -> its decoded bar of music.

Owns what was asked last and what came of it. Refuses to decode twice in a step, or what it has decoded already;
refuses to know hands, time and sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from installation.score import SILENCE, Measure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from installation.latent.control import ControlMap, Levels

REMEMBERED = 4096
"""Answers a kit remembers: some 6 MB."""
REST_LEVELS: Levels = (1.0, 1.0, 1.0, 1.0)
"""What untouched pads ask for."""


class Decoder(Protocol):
    """From the latent space to music."""

    def decode(self, point: NDArray[np.float32]) -> Measure:
        """The measure at a point (D,)."""


class Kit:
    """What a style is played with: its control and the decoder its points were made for.

    It remembers the last REMEMBERED answers: the same question has the same answer for ever, and hands come back to
    where they were. Of the decodes of a recorded visit this saves every second one.
    """

    def __init__(self, control: ControlMap, decoder: Decoder) -> None:
        """Play with these."""
        self.control, self.decoder = control, decoder
        self.play = lru_cache(maxsize=REMEMBERED)(self._decode)
        """Decode what is asked: Asked -> Heard."""

    def _decode(self, asked: Asked) -> Heard:
        rhythm, wide, density, jump = map(
            float, asked.levels
        )  # 2 and 2.0 are one question, and have one answer
        point = self.control.point(asked.levels, asked.bar)
        same = Asked(asked.style, asked.bar, (rhythm, wide, density, jump))
        return Heard(same, tuple(point.tolist()), self.decoder.decode(point))


@dataclass(frozen=True, slots=True)
class Asked:
    """What names a measure: the style, the bar of the phrase (0..3) and the four levels."""

    style: str
    bar: int
    levels: Levels


@dataclass(frozen=True, slots=True)
class Heard:
    """A decoded answer: its point (D floats) and its measure."""

    asked: Asked
    point: tuple[float, ...]
    measure: Measure


NOTHING_HEARD = Heard(Asked("", 0, REST_LEVELS), (), SILENCE)
"""Before the first decode."""


def advance(heard: Heard, asked: Asked, kit: Kit) -> Heard:
    """Decode if, and only if, something else is asked than what is heard."""
    return heard if asked == heard.asked else kit.play(asked)
