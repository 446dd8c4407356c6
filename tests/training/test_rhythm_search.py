"""Mirrors installation/training/rhythm_search.py."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from installation.training import judges, rhythm_search, search
from installation.training.annealing import WEIGHTS
from installation.training.rhythm_search import clarity_of, find_rhythms, in_order
from installation.training.rhythms import off_beatness

TARGETS = search.Targets()
GOALS = search.off_goals(TARGETS)


def test_clarity_is_rank_and_reach_of_the_mean_weight() -> None:
    on, off = 0b1, 0b10
    masks = np.array([on] * 50 + [off] * 50)
    found = clarity_of(masks)
    assert found.span == pytest.approx(off_beatness(off, WEIGHTS) - off_beatness(on, WEIGHTS))
    assert 0.8 < found.own < 1
    assert found.crosstalk == pytest.approx(0, abs=1e-9)


def test_what_falls_short_is_told_and_what_suffices_is_not() -> None:
    enough = rhythm_search.Clarity(
        rhythm_search.LEAST_OWN, rhythm_search.MOST_CROSSTALK, rhythm_search.LEAST_SPAN
    )
    assert enough.short == 0
    worse = (
        enough._replace(own=0.9),
        enough._replace(crosstalk=0.2),
        enough._replace(span=0.5),
    )
    assert all(one.short > 0 for one in worse)
    assert enough._replace(own=0.9).short > enough._replace(span=0.5).short


def test_rhythms_have_the_onsets_their_level_asks_for(steer: judges.Steer, material: search.Material) -> None:
    effort = search.Effort(rhythm_sweeps=300, rhythm_strict=(90.0,))
    masks = find_rhythms(TARGETS, GOALS, effort, steer, material, search.BAR_FIRST)
    assert [int(mask).bit_count() for mask in masks] == list(TARGETS.onsets) * 10


def test_the_first_strictness_that_is_clear_enough_serves(
    steer: judges.Steer, material: search.Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    effort = search.Effort(rhythm_strict=(1.0, 2.0, 3.0))
    costs = {(2.0, 0): 5.0, (2.0, 1): 4.0}
    asked: list[tuple[float, int]] = []

    def attempt(*given: object) -> tuple[np.ndarray, float]:
        strict, number = given[-2], given[-1]
        asked.append((strict, number))  # type: ignore[arg-type]
        return np.full(100, 10 * strict + number), costs.get((strict, number), 0.0)  # type: ignore[operator, arg-type]

    clear = rhythm_search.Clarity(1.0, 0.0, 1.0)
    monkeypatch.setattr(rhythm_search, "_attempt", attempt)
    monkeypatch.setattr(
        rhythm_search, "clarity_of", lambda masks: clear if masks[0] >= 20 else clear._replace(own=0.5)
    )
    found = find_rhythms(TARGETS, GOALS, effort, steer, material, search.BAR_FIRST)
    assert found[0] == 21  # the cheaper of the two that were clear
    assert (3.0, 0) not in asked


def test_where_nothing_is_clear_enough_the_clearest_serves(
    steer: judges.Steer, material: search.Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    effort = search.Effort(rhythm_strict=(1.0, 2.0))
    monkeypatch.setattr(
        rhythm_search, "_attempt", lambda *given: (np.full(100, 10 * given[-2] + given[-1]), 0.0)
    )
    monkeypatch.setattr(
        rhythm_search,
        "clarity_of",
        lambda masks: rhythm_search.Clarity(0.9 - abs(masks[0] - 11) / 100, 0.0, 1.0),
    )
    assert find_rhythms(TARGETS, GOALS, effort, steer, material, search.BAR_FIRST)[0] == 11


def test_an_effort_without_strictness_searches_nothing(
    steer: judges.Steer, material: search.Material
) -> None:
    with pytest.raises(ValueError, match="without strictness"):
        find_rhythms(TARGETS, GOALS, search.Effort(rhythm_strict=()), steer, material, search.BAR_FIRST)


def test_a_style_stays_apart_from_the_rhythms_of_another(
    steer: judges.Steer, material: search.Material
) -> None:
    effort = search.Effort(rhythm_sweeps=300)
    first = find_rhythms(TARGETS, GOALS, effort, steer, material, search.BAR_FIRST)
    near = replace(material, others=np.stack([first[None]] * 4))
    alike = [
        np.mean(
            [
                (int(a) & int(b)).bit_count() / (int(a) | int(b)).bit_count()
                for a, b in zip(first, found, strict=True)
            ]
        )
        for found in (
            find_rhythms(TARGETS, GOALS, effort, steer, replace(one, seed=9), search.BAR_FIRST)
            for one in (material, near)
        )
    ]
    assert alike[1] < alike[0]


def test_rhythms_of_a_density_stand_in_the_order_of_their_off_beatness() -> None:
    chance = np.random.default_rng(1)
    masks = chance.integers(1, 1 << 24, 100)
    ordered = in_order(masks)
    off = np.array([off_beatness(int(mask), WEIGHTS) for mask in ordered]).reshape(10, 10)
    assert (np.diff(off, axis=0) >= 0).all()
    assert (np.sort(ordered.reshape(10, 10), axis=0) == np.sort(masks.reshape(10, 10), axis=0)).all()
