"""The page's words: every one is there in every language, and every word that the page asks for is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "installation" / "console" / "page"
WORDS = (PAGE / "words.js").read_text(encoding="utf-8")
TROUBLES = (PAGE / "troubles.js").read_text(encoding="utf-8")
LANGUAGES = re.findall(r'(\w+): "', WORDS.partition("LANGUAGES = {")[2].partition("}")[0])
SAID = {
    key: re.findall(r'"((?:[^"\\]|\\.)*)"', block)
    for key, block in re.findall(r"^  (\w+): \[(.*?)\],$", WORDS, re.DOTALL | re.MULTILINE)
}
WRONG = {
    key: re.findall(r'\["([^"]+)", "([^"]+)"\]', block)
    for key, block in re.findall(r"^  (\w+): \[\n(.*?)^  \],$", TROUBLES, re.DOTALL | re.MULTILINE)
}


def gaps(words: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", words))


def test_the_page_speaks_every_language_of_the_wall() -> None:
    known = {path.stem for path in (PAGE.parents[2] / "content" / "languages").glob("*.yaml")}
    assert LANGUAGES[0] == "en"
    assert set(LANGUAGES) == known


@pytest.mark.parametrize("key", sorted(SAID))
def test_a_word_is_there_in_every_language_with_the_same_gaps(key: str) -> None:
    assert len(SAID[key]) == len(LANGUAGES)
    assert all(words.strip() for words in SAID[key])
    assert len({frozenset(gaps(words)) for words in SAID[key]}) == 1


@pytest.mark.parametrize("key", sorted(WRONG))
def test_a_trouble_and_what_to_do_are_there_in_every_language_with_the_same_gaps(key: str) -> None:
    assert len(WRONG[key]) == len(LANGUAGES)
    assert len({frozenset(gaps(what)) for what, _ in WRONG[key]}) == 1
    assert not any(gaps(todo) for _, todo in WRONG[key])


def test_no_word_is_missed_by_these_tests() -> None:
    assert len(SAID) == len(re.findall(r"^  \w+: ", WORDS, re.MULTILINE)) > 100
    assert len(WRONG) == len(re.findall(r"^  \w+: ", TROUBLES, re.MULTILINE)) > 20


def test_every_word_that_the_page_asks_for_is_there() -> None:
    script = "".join((PAGE / name).read_text(encoding="utf-8") for name in ("page.js", "pads.js"))
    markup = (PAGE / "page.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'say\("(\w+)"', script)) | set(re.findall(r'data-(?:word|label)="(\w+)"', markup))
    assert len(asked) > 60
    assert asked <= SAID.keys()
