"""Sentences with gaps, in every language alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from installation.settings import read_language
from installation.words import spoken, with_gaps

FOLDER = Path(__file__).parents[1] / "content" / "languages"
LANGUAGES = {path.stem: read_language(path.read_text("utf-8"), path.name) for path in FOLDER.glob("*.yaml")}
WORDS = {"said.because": "{0} notes, because of {1}.", "pad.range": "wide"}


def test_gaps_are_filled_with_words_or_with_what_stands_there() -> None:
    assert spoken(with_gaps("said.because", 4, "pad.range"), WORDS) == "4 notes, because of wide."
    assert spoken(with_gaps("said.because", 4, "A|B"), WORDS) == "4 notes, because of A B."
    assert spoken("pad.range", WORDS) == "wide"


def test_what_is_missing_is_no_error_on_a_wall() -> None:
    assert spoken("said.nowhere|1", WORDS) == "said.nowhere"
    assert spoken("said.because|4", WORDS) == "4 notes, because of ."


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_leaves_the_same_gaps(language: str) -> None:
    def gaps(sentence: str) -> list[str]:
        return sorted(set(re.findall(r"\{\d\}", sentence)))

    english = LANGUAGES["en"]
    assert {key: gaps(LANGUAGES[language][key]) for key in english} == {
        key: gaps(sentence) for key, sentence in english.items()
    }


def test_what_fills_a_gap_may_look_like_a_gap() -> None:
    words = {"near": "Like {0}, by {1}", "song": "Song {1}"}
    assert spoken(with_gaps("near", "song", "Ryan"), words) == "Like Song {1}, by Ryan"
    assert spoken(with_gaps("near", "{1}", "{0}"), words) == "Like {1}, by {0}"


def test_a_name_fills_a_gap_before_the_languages_own_word_does_but_is_no_sentence() -> None:
    words = {"order": "Press {0}, not {1}.", "pad.a": "one", "pad.b": "two"}
    assert spoken("order|pad.a|pad.b", words, {"pad.a": "*one"}) == "Press *one, not two."
    assert spoken("pad.a", words, {"pad.a": "*one"}) == "one"
