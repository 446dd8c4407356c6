"""Mirrors installation/training/model.py."""

from __future__ import annotations

import pytest
import torch

from installation.measure.vocabulary import NET_HOLD, SYMBOLS
from installation.training import model as m

CONFIG = m.ModelConfig(hidden=8, latent=8, embedding=4, encoder_hidden=16)


@pytest.mark.parametrize("encoder", ["dense", "pooled", "gru"])
def test_shapes_are_as_the_comments_say(encoder: str) -> None:
    torch.manual_seed(0)
    net = m.MeasureVae(m.ModelConfig(hidden=8, latent=8, embedding=4, encoder=encoder, encoder_hidden=16))
    bars = torch.randint(0, SYMBOLS, (5, 24))
    before = m.shifted(bars, torch.zeros_like(bars, dtype=torch.bool))
    logits, point, mean, log_variance = net(bars, before, torch.randn(5, 8))
    assert logits.shape == (5, 24, SYMBOLS)
    assert point.shape == mean.shape == log_variance.shape == (5, 8)


def test_a_pooled_encoder_sees_which_pitches_stand_in_a_bar_and_how_it_begins_and_ends() -> None:
    torch.manual_seed(0)
    encoder = m.PooledEncoder(CONFIG)
    bar = torch.full((1, 24), NET_HOLD)
    bar[0, [2, 8, 20]] = torch.tensor([5, 9, 7])
    moved = bar.clone()
    moved[0, [8, 9]] = torch.tensor([NET_HOLD, 9])
    ended = moved.clone()
    ended[0, 20] = 6
    # Deaf to the ticks: what is left are the ends and the greatest features.
    with torch.no_grad():
        encoder.layers[0].weight[:, : 24 * CONFIG.embedding] = 0
        found = [encoder(one)[0] for one in (bar, moved, ended)]
        silent, _ = encoder(torch.full((1, 24), NET_HOLD))
    assert torch.equal(found[0], found[1])
    assert not torch.equal(found[1], found[2])
    assert torch.isfinite(silent).all()


def test_greedy_symbols_are_the_likeliest_when_fed_back() -> None:
    torch.manual_seed(1)
    decoder = m.Decoder(CONFIG)
    points = torch.randn(6, 8)
    with torch.no_grad():
        symbols, logits = decoder.greedy(points)
        again = decoder(points, m.shifted(symbols, torch.zeros_like(symbols, dtype=torch.bool)))
    assert torch.allclose(logits, again, atol=1e-5)
    assert (again.argmax(2) == symbols).all()


def test_a_forgotten_symbol_is_seen_as_nothing_yet() -> None:
    bars = torch.arange(24)[None]
    forgotten = torch.zeros(1, 24, dtype=torch.bool)
    forgotten[0, 5] = True
    before = m.shifted(bars, forgotten)
    assert before[0, :7].tolist() == [SYMBOLS, 0, 1, 2, 3, SYMBOLS, 5]


def test_ordered_points_cost_nothing_and_reversed_ones_the_most() -> None:
    values = torch.arange(5.0)[:, None]
    good = m.regularisation(10 * values, 10 * values, values, values, 10.0)
    bad = m.regularisation(-10 * values, -10 * values, values, values, 10.0)
    assert good < 1e-6
    assert bad == pytest.approx(2 * 20 / 25)


def test_a_unit_normal_has_no_divergence() -> None:
    assert m.divergence(torch.zeros(3, 4), torch.zeros(3, 4)) == 0
