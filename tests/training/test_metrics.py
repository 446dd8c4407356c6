"""Mirrors installation/training/metrics.py."""

from __future__ import annotations

import numpy as np
import pytest

from installation.training import metrics


def ideal_grid() -> np.ndarray:
    """Density alone moves: 5 to 14 onsets of one pitch pair."""
    grid = np.full((10, 10, 10, 10, 24), 128, np.uint8)
    for level in range(10):
        grid[:, :, level, :, : level + 5] = 60
        grid[:, :, level, :, 0] = 64
    return grid


def test_a_pad_that_works_ranks_one_and_pads_that_do_nothing_are_dead() -> None:
    found = metrics.control_figures(ideal_grid())
    assert found["own"]["density"] == pytest.approx(1)
    assert found["line"]["density"] == pytest.approx(1)
    assert found["span"]["density"] == pytest.approx(9)
    assert found["dead"] == {"rhythm": 1, "range": 1, "density": 0, "jump": 1}
    assert found["wrong_way"]["density"] == 0
    assert found["different"] == 10
    assert found["silent"] == 0
    assert found["empty_last_beat"] == 1


def test_a_pad_turned_round_goes_the_wrong_way_at_every_step() -> None:
    found = metrics.control_figures(ideal_grid()[:, :, ::-1])
    assert found["own"]["density"] == pytest.approx(-1)
    assert found["wrong_way"]["density"] == 1


def test_onsets_kept_are_those_on_the_same_tick_with_the_same_pitch() -> None:
    found = metrics.control_figures(ideal_grid())["kept"]["density"]
    assert found == pytest.approx(np.mean([n / (n + 1) for n in range(5, 14)]))


def test_a_grid_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        metrics.control_figures(np.zeros((10, 10, 24), np.uint8))


def test_a_space_whose_dimensions_are_the_attributes_scores_high_and_noise_low() -> None:
    chance = np.random.default_rng(0)
    values = chance.normal(size=(1000, 4))
    good = metrics.encoder_metrics(np.concatenate([values, chance.normal(size=(1000, 2))], axis=1), values)
    bad = metrics.encoder_metrics(chance.normal(size=(1000, 6)), values)
    assert good["interpretability"] > 0.99
    assert good["spearman"] > 0.99
    assert good["sap"] > 0.9
    assert good["mig"] > 0.9
    assert bad["interpretability"] < 0.05
    assert bad["mig"] < 0.05


def test_information_is_estimated_as_it_is_known_for_two_normal_columns() -> None:
    chance = np.random.default_rng(1)
    one, other = chance.normal(size=(2, 4000))
    together = 0.8 * one + 0.6 * other
    found = metrics.shared_information(np.stack([one, other], axis=1), together[:, None])[:, 0]
    assert found == pytest.approx(-0.5 * np.log(1 - np.array([0.8, 0.6]) ** 2), abs=0.05)


def test_a_dimension_is_modular_as_far_as_it_keeps_to_one_attribute() -> None:
    shared = np.array([[1.0, 0, 0, 0], [1, 1, 1, 1], [2, 1, 0, 0], [0, 0, 0, 0]])
    assert metrics.modularity(shared) == pytest.approx([1, 0, 1 - 1 / 12, 0])


def test_the_best_codes_are_the_most_that_entangled_attributes_allow() -> None:
    chance = np.random.default_rng(2)
    first = chance.integers(0, 8, 1500)
    values = np.stack([first, first // 2 + (chance.random(1500) < 0.1)], axis=1).astype(float)
    best = metrics.encoder_metrics(metrics.best_codes(values, 6), values)
    assert best["interpretability"] > 0.97
    assert best["mig"] < 0.5  # each says much of the other
    assert best["spearman"] < 0.995  # bars of one value are one rank, points are not


def test_too_few_bars_say_nothing_of_an_encoder() -> None:
    few = np.arange(6.0).reshape(3, 2)
    assert metrics.encoder_metrics(few, few) == dict.fromkeys(metrics.ENCODER_FIGURES, 0.0)


def test_a_column_that_does_not_vary_has_no_rank() -> None:
    assert metrics.spearman(np.ones(5), np.arange(5)) == 0
