"""How the picture is made easier for some: calm, in high contrast, with captions.

Owns what these change. Refuses to know what is drawn; scene.py and the shaders ask.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """`calm`: little moves and nothing pulses; `contrast`: bright signs on a dark, quiet ground.

    `captions`: what sounds is said in words too.
    """

    calm: bool = False
    contrast: bool = False
    captions: bool = False

    @property
    def motion(self) -> float:
        """How much of the ornamental motion is left, 0..1."""
        return 0.15 if self.calm else 1.0

    @property
    def pulse(self) -> float:
        """How much a struck note swells and shines, 0..1."""
        return 0.3 if self.calm else 1.0

    @property
    def ornament(self) -> float:
        """How bright body and ground are, 0..1, against which the signs stand."""
        return 0.34 if self.contrast else 1.0


LOOKS = {
    "usual": Look(),
    "calm": Look(calm=True),
    "contrast": Look(contrast=True),
    "captions": Look(captions=True),
    "all": Look(calm=True, contrast=True, captions=True),
}
"""By the names that commands and settings use."""
