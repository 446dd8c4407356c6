"""Fine-tuning on somebody's own tunes, plainly or through low-rank adapters, with the old corpus beside or without.

Owns the adapters and the short training. An adapter is the strongest part of a weight matrix, cut off by its
singular values and trained as two thin factors, while the rest stays as it was (Meng et al. 2024, PiSSA). Refuses to
know files; decides nothing: `own_style` keeps the shipped weights (ADR 0035), `bench own_tunes` says why.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from installation.training import train

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor, nn

    from installation.training.model import MeasureVae


@dataclass(frozen=True, slots=True)
class Tuning:
    """How to fine-tune. `rank` 0: all weights; else adapters of that rank. `replay`: share of old bars in a batch."""

    rank: int = 0
    replay: float = 0.5
    steps: int = 150
    batch: int = 128
    rate: float = 3e-4
    seed: int = 1


class Adapters:
    """Thin factors (`tall` (O, R), `flat` (R, I)) for every matrix of a network that is wider than their rank.

    The network keeps whole matrices; before a step `push` writes rest + tall @ flat into them, after a backward pass
    `pull` hands their gradients on to the factors, which is exactly what differentiating through the product gives.
    """

    def __init__(self, network: nn.Module, rank: int) -> None:
        """Cut the strongest `rank` directions out of each matrix: pushed at once, nothing has changed."""
        self.parts: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []
        for name, weight in network.named_parameters():
            weight.requires_grad_(weight.ndim == 2 and min(weight.shape) > rank and "embed" not in name)
            if weight.requires_grad:
                left, strength, right = torch.linalg.svd(weight.detach(), full_matrices=False)
                root = strength[:rank].sqrt()
                tall, flat = left[:, :rank] * root, root[:, None] * right[:rank]
                self.parts.append((weight, weight.detach() - tall @ flat, tall.clone(), flat.clone()))

    @property
    def factors(self) -> list[Tensor]:
        """What an optimiser trains."""
        return [factor for _, _, tall, flat in self.parts for factor in (tall, flat)]

    def pull(self) -> None:
        """Hands the gradients of the whole matrices on to their factors."""
        for weight, _, tall, flat in self.parts:
            if weight.grad is not None:
                tall.grad, flat.grad = weight.grad @ flat.T, tall.T @ weight.grad

    @torch.no_grad()
    def push(self) -> None:
        """Writes the factors, as they are now, into the whole matrices."""
        for weight, rest, tall, flat in self.parts:
            weight.copy_(rest + tall @ flat)


def fine_tuned(model: MeasureVae, own: NDArray[np.uint8], old: NDArray[np.uint8], how: Tuning) -> MeasureVae:
    """A copy of a model after a short training on own bars (N, 24), old ones (M, 24) among them if replayed."""
    found = copy.deepcopy(model)
    config = train.TrainConfig(
        model.config,
        steps=how.steps,
        batch=how.batch,
        rate=how.rate,
        seed=how.seed,
        bf16=False,
        edited=0.3,
    )
    adapters = Adapters(found, how.rank) if how.rank else None
    trained = adapters.factors if adapters else list(found.parameters())
    session = train.Session(config, found, torch.optim.Adam(trained, lr=how.rate), own)
    old_session = replace(session, rows=old)
    found.train()
    for step in range(how.steps):
        for group in session.optimiser.param_groups:
            group["lr"] = train.rate_at(step, config)
        found.zero_grad()
        for part, share in ((session, 1 - how.replay), (old_session, how.replay)):
            if share > 0:
                whole = slice(0, how.batch)
                losses = train.losses_of(part, train.batch_of(part, step), whole, train.alone)
                torch.autograd.backward([share * losses["total"]])
        if adapters:
            adapters.pull()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        session.optimiser.step()
        if adapters:
            adapters.push()
    return found.eval()
