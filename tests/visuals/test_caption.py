"""What sounds, in words."""

from __future__ import annotations

import pytest

from installation.score import SILENCE
from installation.visuals.caption import caption
from installation.visuals.examples import measure_of


@pytest.mark.parametrize(
    ("onsets", "words"),
    [
        ({0: 60, 12: 62}, ("few", "low", "walking")),
        ({0: 72, 6: 76, 12: 72, 15: 69, 18: 72}, ("some", "middle", "swinging")),
        ({tick: 72 + 12 * (tick % 2) for tick in range(10)}, ("many", "high", "leaping")),
        ({0: 80}, ("few", "high")),
    ],
)
def test_a_measure_is_said_by_its_notes_its_height_and_its_motion(
    onsets: dict[int, int], words: tuple[str, ...]
) -> None:
    assert caption(measure_of(onsets)) == tuple(f"caption.{word}" for word in words)


def test_silence_is_said_too() -> None:
    assert caption(SILENCE) == ("caption.silent",)
