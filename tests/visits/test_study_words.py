"""What the tablet's pages of a study say around its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from installation.visits.study_words import _WORDS, NAMES, chosen, said

CONTENT = Path(__file__).parents[2] / "content"


def test_they_are_there_in_every_language_of_the_wall_with_the_same_gaps() -> None:
    assert set(NAMES) == {path.stem for path in (CONTENT / "languages").glob("*.yaml")}
    for key, all_of_them in _WORDS.items():
        assert len(all_of_them) == len(NAMES), key
        assert len({frozenset(re.findall(r"\{\d\}", words)) for words in all_of_them}) == 1, key


def test_gaps_are_filled_and_a_language_that_there_is_not_is_english() -> None:
    assert said("de", "step", 2, 13) == "Schritt 2 von 13"
    assert said("xx", "step", 2, 13) == "Step 2 of 13"


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("fr", "de", "fr"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("xx", "yy, zh-CN;q=0.5", "zh"),
        ("", "", "en"),
        ("../etc", "*", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_tablets(asked: str, accepted: str, language: str) -> None:
    assert chosen(asked, accepted) == language
