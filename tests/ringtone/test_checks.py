"""Characters that were copied wrongly are noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.ringtone.checks import ALPHABET, CHECKS, LONGEST, digits_of, sound, spelled, with_checks

digits = st.lists(st.integers(0, 31), min_size=1, max_size=LONGEST - CHECKS).map(tuple)


@given(digits)
def test_what_was_written_is_sound(plain: tuple[int, ...]) -> None:
    word = with_checks(plain)
    assert word[: len(plain)] == plain
    assert sound(word)
    assert digits_of(spelled(word)) == word


@given(digits, st.data())
def test_up_to_three_wrong_characters_are_noticed(plain: tuple[int, ...], data: st.DataObject) -> None:
    word = list(with_checks(plain))
    places = data.draw(st.lists(st.integers(0, len(word) - 1), min_size=1, max_size=3, unique=True))
    for place in places:
        word[place] ^= data.draw(st.integers(1, 31))
    assert not sound(tuple(word))


@given(digits, st.data())
def test_two_characters_that_changed_places_are_noticed(plain: tuple[int, ...], data: st.DataObject) -> None:
    word = list(with_checks(plain))
    one, other = data.draw(st.lists(st.integers(0, len(word) - 1), min_size=2, max_size=2, unique=True))
    word[one], word[other] = word[other], word[one]
    assert sound(tuple(word)) == (word[one] == word[other])


def test_letters_that_look_alike_are_read_as_what_was_meant_and_hyphens_do_not_count() -> None:
    assert digits_of("o1-iL 0") == digits_of("01110")
    assert digits_of("abz") == digits_of("ABZ")
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize("text", ["U", "ABÄ", "A.B", "文"])
def test_a_character_that_no_code_has_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="character"):
        digits_of(text)


def test_too_many_digits_are_refused_and_too_few_are_not_sound() -> None:
    with pytest.raises(ValueError, match="more than"):
        with_checks((0,) * (LONGEST - CHECKS + 1))
    assert not sound(())
    assert not sound((0,) * CHECKS)
    assert not sound((0,) * (LONGEST + 1))
