"""A sound door without sound: it remembers what it was asked to play, and is in whatever state a test says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from installation.inputs import UNHEARD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from installation.effects import SoundEffect
    from installation.inputs import SoundReport


@dataclass(slots=True)
class SoundDoor:
    """Stands in for installation.shell.sound.SoundDoor."""

    origin_ns: int = 0
    now: str = "silent"
    played: list[SoundEffect] = field(default_factory=list)
    closed: bool = False

    @classmethod
    def open(cls, origin_ns: int, device: str | None = None, wav: Path | None = None) -> Self:
        """As the real one is opened."""
        del wav
        return cls(origin_ns, "silent" if device == "null" else "device")

    def play(self, effects: Iterable[SoundEffect]) -> None:
        """Remember these."""
        self.played += effects

    def state(self) -> str:
        """What the test says."""
        return self.now

    def report(self) -> SoundReport:
        """As before anything was heard."""
        return UNHEARD

    def ready(self) -> bool:
        """Until it is closed."""
        return not self.closed

    def close(self) -> None:
        """Remember that, too."""
        self.closed = True
