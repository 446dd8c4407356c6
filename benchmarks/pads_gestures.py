"""Gestures made by simulated hands at simulated pads: confusion, recall, precision, and what nobody made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.simulation import gesture_hands

SEED, EACH = 1, 100
HELD_OUT = (101, 102, 103)
"""Seeds that nothing was tuned on, with other hands: quicker or slower, softer or harder (`another_hand`)."""
PLAYING_S, IDLE_S = 3_600.0, 600.0


def figures() -> dict[str, Any]:
    """Rows of the confusion table (made: heard as), recall and precision, false gestures an hour."""
    found: dict[str, Any] = _shown("", gesture_hands.confusion(SEED, EACH))
    for seed in HELD_OUT:
        found |= _shown(f"held_out_{seed}_", gesture_hands.confusion(seed, EACH, held_out=True))
    for seed in (SEED, HELD_OUT[0]):
        false = gesture_hands.false_gestures(seed, playing_s=PLAYING_S, idle_s=IDLE_S)
        found[f"false_an_hour_of_playing_{seed}"] = len(false["playing"]) * 3_600 / PLAYING_S
        found[f"false_an_hour_of_idling_{seed}"] = len(false["idle"]) * 3_600 / IDLE_S
    return found


def _shown(name: str, table: dict[str, dict[str, int]]) -> dict[str, Any]:
    """A confusion table as rows of text, and what it says of each gesture."""
    return {
        f"{name}made_heard_as": {
            made: ", ".join(f"{word or 'nothing'} {count}" for word, count in row.items() if count)
            for made, row in table.items()
        },
        f"{name}recall_precision": {
            kind: f"{recall:.3f} {precision:.3f}"
            for kind, (recall, precision) in gesture_hands.recall_and_precision(table).items()
        },
    }


def main() -> None:
    """Print them."""
    for name, found in figures().items():
        print(name)
        for key, value in found.items() if isinstance(found, dict) else [("", found)]:
            print(f"  {key} {value}")


if __name__ == "__main__":
    main()
