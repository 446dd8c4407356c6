"""Mirrors installation/training/adapters.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from installation.training import adapters
from installation.training.model import MeasureVae, ModelConfig
from installation.training.train import reconstruction_figures

if TYPE_CHECKING:
    import numpy as np

TINY = ModelConfig(hidden=8, latent=8, embedding=4, encoder_hidden=16)


@pytest.fixture
def model() -> MeasureVae:
    torch.manual_seed(3)
    return MeasureVae(TINY)


def test_adapters_pushed_at_once_change_nothing(model: MeasureVae) -> None:
    before = {name: value.detach().clone() for name, value in model.named_parameters()}
    adapters.Adapters(model, 2).push()
    for name, value in model.named_parameters():
        assert torch.allclose(value, before[name], atol=1e-5), name


def test_the_gradient_of_the_factors_is_that_of_their_product() -> None:
    torch.manual_seed(0)
    layer = torch.nn.Linear(6, 5)
    found = adapters.Adapters(layer, 2)
    heard = torch.randn(4, 6)
    torch.autograd.backward([layer(heard).square().sum()])
    found.pull()
    _, rest, tall, flat = found.parts[0]
    one, other = tall.clone().requires_grad_(), flat.clone().requires_grad_()
    torch.autograd.backward([(heard @ (rest + one @ other).T + layer.bias.detach()).square().sum()])
    assert torch.allclose(tall.grad, one.grad, atol=1e-4)
    assert torch.allclose(flat.grad, other.grad, atol=1e-4)


@pytest.mark.parametrize("rank", [0, 2])
def test_fine_tuning_learns_the_own_bars_and_leaves_the_first_model_alone(
    model: MeasureVae, bars: np.ndarray, rank: int
) -> None:
    before = {name: value.detach().clone() for name, value in model.named_parameters()}
    was = reconstruction_figures(model, bars)["symbol"]
    how = adapters.Tuning(rank=rank, steps=30, batch=16, rate=2e-2)
    tuned = adapters.fine_tuned(model, bars, bars[:8], how)
    assert reconstruction_figures(tuned, bars)["symbol"] > was
    assert all(torch.equal(value, before[name]) for name, value in model.named_parameters())


def test_matrices_as_thin_as_the_rank_and_embeddings_stay_as_they_are(model: MeasureVae) -> None:
    whole = adapters.Adapters(model, 100)
    assert whole.factors == []
    named = {id(value): name for name, value in model.named_parameters()}
    assert not any("embed" in named[id(part[0])] for part in adapters.Adapters(model, 2).parts)
