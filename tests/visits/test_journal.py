"""A journal's lines are facts, and the same facts are the same bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from installation.effects import NoteDown, StartNote
from installation.visits.journal import line


@dataclass(frozen=True)
class Fact:
    """Anything that may stand in a journal."""

    value: Any


def test_an_effect_is_one_line_of_json() -> None:
    text = line(StartNote(480, "melody", 3, 60.0, 90))
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "event": "start_note",
        "frame": 480,
        "part": "melody",
        "note": 3,
        "pitch": 60.0,
        "velocity": 90,
    }


def test_facts_within_facts_are_plain() -> None:
    text = line(
        NoteDown(7, "moved", {"point": np.array([0.5, 1 / 3]), "pads": (1, np.int64(2)), "why": {"a": None}})
    )
    assert json.loads(text)["facts"] == {"point": [0.5, 0.333333], "pads": [1, 2], "why": {"a": None}}


def test_the_last_bit_of_arithmetic_does_not_show() -> None:
    assert line(Fact(0.1 + 0.2)) == line(Fact(0.3))
    assert line(Fact(-0.0)) == line(Fact(0.0))
    assert line(Fact(np.float32(0.1))) == line(Fact(0.1))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float32("nan"), [1.0, float("-inf")]])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="journal"):
        line(Fact(value))


def test_words_keep_their_letters() -> None:
    assert "Grüße" in line(Fact("Grüße"))
