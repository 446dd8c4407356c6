"""Gestures made by simulated hands at simulated pads: confusion, recall, precision, and what nobody made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.simulation import gesture_hands

SEED, EACH = 1, 100
PLAYING_S, IDLE_S = 3_600.0, 600.0


def figures() -> dict[str, Any]:
    """Rows of the confusion table (made: heard as), recall and precision, false gestures an hour."""
    table = gesture_hands.confusion(SEED, EACH)
    false = gesture_hands.false_gestures(SEED, playing_s=PLAYING_S, idle_s=IDLE_S)
    return {
        "made_heard_as": {
            made: ", ".join(f"{word or 'nothing'} {count}" for word, count in row.items() if count)
            for made, row in table.items()
        },
        "recall_precision": {
            kind: f"{recall:.3f} {precision:.3f}"
            for kind, (recall, precision) in gesture_hands.recall_and_precision(table).items()
        },
        "false_an_hour_of_playing": len(false["playing"]) * 3_600 / PLAYING_S,
        "false_an_hour_of_idling": len(false["idle"]) * 3_600 / IDLE_S,
    }


def main() -> None:
    """Print them."""
    for name, found in figures().items():
        print(name)
        for key, value in found.items() if isinstance(found, dict) else [("", found)]:
            print(f"  {key} {value}")


if __name__ == "__main__":
    main()
