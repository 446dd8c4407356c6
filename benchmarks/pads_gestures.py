"""Gestures made by simulated hands at simulated pads: confusion, recall, precision, and what nobody made.

Seeds. The rules were tuned on 1 to 20 and 7101 to 7113 (playing), 1, 2, 101 to 103 and 7001 to 7004 (gestures), 301,
302 and 311 (twists), and these do not judge. JUDGED, PLAYED and BESIDE were not looked at before the rules stood as
they are; the hands that make the gestures, and those that play in every second hour, are others there: quicker or
slower, softer or harder, unevenly strong (`another_hand`). Whoever changes a rule takes fresh ones.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.simulation import gesture_hands

JUDGED = (17_001, 17_002, 17_003, 17_004)
EACH = 100
PLAYED = tuple(range(17_101, 17_113))
"""Seeds of an hour of plain playing each."""
BESIDE = tuple(range(17_201, 17_205))
"""Seeds of an hour each of two people who play at two objects."""
HOUR_S, IDLE_S = 3_600.0, 600.0


def figures() -> dict[str, Any]:
    """Rows of the confusion table (made: heard as), recall and precision, false gestures an hour."""
    found: dict[str, Any] = {"load_1_min": os.getloadavg()[0]}
    for seed in JUDGED:
        found |= _shown(f"{seed}_", gesture_hands.confusion(seed, EACH, held_out=True))
    return found | _of_one() | _of_two()


def _of_one() -> dict[str, Any]:
    """What nobody made at one object."""
    false: dict[str, list[str]] = {"playing": [], "idle": []}
    for seed in PLAYED:
        heard = gesture_hands.false_gestures(seed, playing_s=HOUR_S, idle_s=IDLE_S, held_out=bool(seed % 2))
        false = {name: words + heard[name] for name, words in false.items()}
    return {
        "hours_of_playing": len(PLAYED),
        "false_in_playing": ", ".join(sorted(false["playing"])) or "none",
        "false_an_hour_of_playing": len(false["playing"]) / len(PLAYED),
        "false_an_hour_of_idling": len(false["idle"]) * 3_600 / IDLE_S / len(PLAYED),
    }


def _of_two() -> dict[str, Any]:
    """Both hands at two objects: how often they are told, and what two people who play never meant."""
    heard = [gesture_hands.both_hands_heard(seed, EACH) for seed in JUDGED]
    false = [word for seed in BESIDE for word in gesture_hands.false_of_two(seed, HOUR_S)]
    return {
        "both_hands_recall": " ".join(f"{share:.3f}" for share in heard),
        "hours_of_two_playing": len(BESIDE),
        "false_of_two_playing": ", ".join(sorted(false)) or "none",
        "false_an_hour_of_two_playing": len(false) / len(BESIDE),
    }


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
