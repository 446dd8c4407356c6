"""The page's words: every language is whole, and every word that the page asks for is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "installation" / "console" / "page"
WORDS = (PAGE / "words.js").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^const ([A-Z]{2}) = \{(.*?)^\};", WORDS, re.DOTALL | re.MULTILINE))


def keys(block: str) -> dict[str, str]:
    return dict(re.findall(r'(?:^|[\s{,])(\w+): (\[?"(?:[^"]*)"(?:, "[^"]*"\])?)', block))


def gaps(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_a_language_says_all_that_english_says_with_the_same_gaps(name: str) -> None:
    english, own = keys(BLOCKS["EN"]), keys(BLOCKS[name])
    assert len(english) > 100
    assert own.keys() == english.keys()
    for key, words in english.items():
        assert gaps(own[key]) == gaps(words), key


def test_every_word_that_the_page_asks_for_is_there() -> None:
    script = (PAGE / "page.js").read_text(encoding="utf-8")
    markup = (PAGE / "page.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'say\("(\w+)"', script)) | set(re.findall(r'data-(?:word|label)="(\w+)"', markup))
    assert len(asked) > 60
    assert asked <= keys(BLOCKS["EN"]).keys()
