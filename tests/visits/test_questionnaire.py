"""What is asked and scored: the UEQ-S by its own rules, others by file."""

from __future__ import annotations

from math import isclose, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.page import SettingsError
from installation.visits import questionnaire, statistics
from installation.visits.questionnaire import (
    NOT_VALIDATED,
    AnswerError,
    Item,
    checked,
    read_questionnaire,
    score,
    ueq_s,
)

ITEMS = [item.name for item in ueq_s().items]


def person(*answers: float) -> dict[str, float]:
    return dict(zip(ITEMS, answers, strict=True))


def test_the_ueq_s_has_eight_pairs_of_which_four_are_pragmatic() -> None:
    for language in ("en", "de", "zz"):
        found = ueq_s(language)
        assert [item.group for item in found.items] == ["pragmatic"] * 4 + ["hedonic"] * 4
        assert all((item.least, item.points) == (-3, 7) for item in found.items)
    assert (ueq_s().items[0].low, ueq_s().items[7].high) == ("obstructive", "leading edge")
    assert ueq_s("zz") == ueq_s("en") != ueq_s("de")


@pytest.mark.parametrize("language", questionnaire.LANGUAGES)
def test_a_translation_of_our_own_says_that_it_is_not_validated(language: str) -> None:
    found = ueq_s(language)
    assert found.language == language
    assert (found.origin == NOT_VALIDATED) == (language not in {"en", "de"})
    words = [word for item in found.items for word in (item.low, item.high)]
    assert len(set(words)) == 16
    assert [item.name for item in found.items] == ITEMS


def test_a_questionnaire_may_not_take_the_name_under_which_its_language_is_kept() -> None:
    text = "name: mine\ntitle: Mine\nitems: [{name: asked_in, ask: Why}]\n"
    with pytest.raises(SettingsError, match="take another name"):
        read_questionnaire(text, "mine.yaml")


def test_scores_are_the_means_of_each_half_with_students_intervals() -> None:
    found = score(
        [person(1, 1, 1, 1, 3, 3, 3, 3), person(-1, -1, 0, 0, 2, 2, 1, 1), person(0, 0, 0, 0, 0, 0, 0, 0)]
    )
    assert isclose(found.pragmatic.value, (1 - 0.5 + 0) / 3)
    assert isclose(found.hedonic.value, (3 + 1.5 + 0) / 3)
    assert isclose(found.overall.value, (found.pragmatic.value + found.hedonic.value) / 2)
    assert found.pragmatic.count == 3
    half = 4.302653 * np.std([1, -0.5, 0], ddof=1) / np.sqrt(3)
    assert isclose(found.pragmatic.high - found.pragmatic.value, half, rel_tol=1e-6)


def test_who_left_an_item_out_is_not_counted_and_nobody_has_no_score() -> None:
    short = person(1, 1, 1, 1, 1, 1, 1, 1)
    short.pop("ueq_5")
    assert score([short, person(*[2] * 8)]).overall.count == 1
    assert isnan(score([]).overall.value)
    assert score([]).pragmatic.count == 0


@given(st.lists(st.lists(st.integers(-3, 3), min_size=8, max_size=8), min_size=2, max_size=30))
def test_scores_stay_on_their_scale(answers: list[list[int]]) -> None:
    found = score([person(*one) for one in answers])
    for one in (found.pragmatic, found.hedonic, found.overall):
        assert -3 <= one.value <= 3
        assert one.low <= one.value <= one.high


def test_alpha_is_one_for_items_that_say_the_same_and_low_for_those_that_do_not() -> None:
    same = np.array([[1, 1, 1, 1], [2, 2, 2, 2], [-1, -1, -1, -1]], float)
    assert isclose(statistics.alpha(same), 1.0)
    assert statistics.alpha(np.array([[1, -1], [-1, 1], [1, 1], [-1, -1]], float)) < 0.01
    assert isnan(statistics.alpha(same[:1]))
    assert isnan(statistics.alpha(np.ones((3, 4))))


def test_a_mean_is_told_apart_from_the_published_one_only_outside_its_interval() -> None:
    found = statistics.Estimate(1.0, 0.5, 1.5, 12)
    assert questionnaire.beside(found, -0.045) == "above -0.045"
    assert questionnaire.beside(found, 1.455) == "not told apart from +1.455"
    assert questionnaire.beside(found, 2.0) == "below +2.000"
    assert questionnaire.beside(statistics.mean([1.0]), 0.0) == "too few to say"
    assert questionnaire.PUBLISHED_2025 == {"pragmatic": -0.045, "hedonic": 1.455}


SCALE = Item(name="a", answer="scale", low="x", high="y", least=-3)
CHOICE = Item(name="b", ask="?", answer="choice", choices=("yes", "no"))
FREE = Item(name="c", ask="?", needed=False)


@pytest.mark.parametrize(
    ("item", "answer", "kept"),
    [
        (SCALE, " 3 ", (3.0, "")),
        (SCALE, "-3", (-3.0, "")),
        (SCALE, "+1", (1.0, "")),
        (CHOICE, "yes", (None, "yes")),
        (FREE, "", (None, "")),
        (FREE, " as it was ", (None, "as it was")),
    ],
)
def test_an_answer_is_kept_as_its_item_takes_it(item: Item, answer: str, kept: object) -> None:
    assert checked(item, answer) == kept


@pytest.mark.parametrize(
    ("item", "answer", "said"),
    [
        (SCALE, "4", "from -3 to 3"),
        (SCALE, "1.5", "whole number"),
        (SCALE, "--1", "whole number"),
        (SCALE, "", "needs an answer"),
        (CHOICE, "perhaps", "one of yes, no"),
        (FREE, "x" * 5_000, "longer than 4,000"),
    ],
)
def test_any_other_answer_is_refused_with_what_is_taken(item: Item, answer: str, said: str) -> None:
    with pytest.raises(AnswerError, match=said):
        checked(item, answer)


@given(st.text(max_size=20))
def test_any_text_is_an_answer_or_refused(text: str) -> None:
    try:
        number, _ = checked(SCALE, text)
    except AnswerError as error:
        assert str(error).startswith("a: ")  # noqa: PT017 - other exceptions must get through
    else:
        assert number is not None
        assert -3 <= number <= 3


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("{name: a}", "q.yaml:4: items.0: needs ask"),
        ("{name: a, answer: scale, ask: x}", "words at both ends"),
        ("{name: a, answer: choice, ask: x, choices: [one]}", "at least two choices"),
        ("{name: a, ask: x, points: 1}", "q.yaml:4: items.0.points"),
        ("{name: a, ask: x}\n  - {name: a, ask: y}", "q.yaml:5: items.1.name: another item"),
        ("{name: a, aks: x}", "there is no such key"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(items: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_questionnaire(f"name: q\ntitle: T\nitems:\n  - {items}\n", "q.yaml")
    assert said in str(caught.value)


def test_an_item_is_found_by_name() -> None:
    assert ueq_s().item("ueq_3").high == "efficient"
    with pytest.raises(KeyError):
        ueq_s().item("ueq_9")
