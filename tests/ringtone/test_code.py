"""A code recreates its ringtone, notices mistakes, and says which version it needs."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.ringtone.checks import ALPHABET
from installation.ringtone.code import (
    Edition,
    MistypedError,
    OtherVersionError,
    grouped,
    mark_text,
    read,
    write,
)
from installation.ringtone.grid import SIZES, shape_at
from installation.ringtone.piece import PLACES, Ringtone

HERE = Edition({"plain": 12_345, "brisk": 3}, 77)
MOST_CHARACTERS = 32

levels = st.tuples(*[st.integers(1, 10)] * 4)
shapes = st.tuples(*(st.integers(0, size - 1) for size in SIZES)).map(shape_at)
ringtones = st.builds(
    Ringtone,
    st.sampled_from(sorted(HERE.styles)),
    st.sampled_from(sorted(PLACES)).flatmap(lambda bars: st.tuples(*[levels] * bars)),
    st.one_of(st.just(shape_at((24, 4, 18, 12, 0))), shapes),
)
TUNE = Ringtone("plain", ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 1, 2), (10, 10, 10, 10)))


@given(ringtones)
def test_a_code_recreates_exactly_its_ringtone_however_it_is_typed(ringtone: Ringtone) -> None:
    code = write(ringtone, HERE)
    assert len(code) <= MOST_CHARACTERS
    assert read(code, HERE) == ringtone
    assert read(f" {grouped(code).lower()}\n", HERE) == ringtone


def test_a_code_stays_what_it_is_for_ever() -> None:
    assert write(TUNE, HERE) == "GJ3RT4RT7FPFVRP172T0Z"


@pytest.mark.parametrize("bars", sorted(PLACES))
def test_every_wrong_character_and_every_exchange_is_noticed(bars: int) -> None:
    code = write(Ringtone("plain", TUNE.bars[:1] * bars), HERE)
    for at, right in enumerate(code):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(MistypedError, match="character"):
                read(code[:at] + wrong + code[at + 1 :], HERE)
    for one, other in combinations(range(len(code)), 2):
        if code[one] != code[other]:
            typed = list(code)
            typed[one], typed[other] = typed[other], typed[one]
            with pytest.raises(MistypedError):
                read("".join(typed), HERE)


@given(st.text(max_size=40))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises((MistypedError, OtherVersionError), match=r"\w+ \w+ \w+"):
        read(text, HERE)


@pytest.mark.parametrize(
    "text", ["", "0", "0000", "GJ3R", "GJ3RT4RT7FPFVRP172T0", "U" * 21, "GJ3RT4RT7FPFVRP172T0Z0"]
)
def test_what_is_cut_short_or_has_more_is_refused(text: str) -> None:
    with pytest.raises(MistypedError):
        read(text, HERE)


def test_another_table_or_model_is_named_by_its_mark() -> None:
    elsewhere = Edition({"plain": 12_346, "brisk": 3}, 77)
    with pytest.raises(OtherVersionError, match=mark_text(12_345)):
        read(write(TUNE, HERE), elsewhere)


def test_another_sound_is_named_by_its_mark_and_can_be_heard_all_the_same() -> None:
    elsewhere = Edition(HERE.styles, 78)
    with pytest.raises(OtherVersionError, match=mark_text(77)):
        read(write(TUNE, HERE), elsewhere)
    assert read(write(TUNE, HERE), elsewhere, whatever_sounds=True) == TUNE


def test_a_style_that_this_copy_cannot_mark_has_no_code() -> None:
    with pytest.raises(KeyError):
        write(Ringtone("polka", TUNE.bars), HERE)
