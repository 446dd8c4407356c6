"""Latent points for given measures: each must decode, greedily and with a margin, to exactly its measure.

Owns the three ways to find one: encode and decode, small perturbations, gradient steps on the point. The judge is
the numpy decoder that ships, fed the point in half precision as the table keeps it. Refuses to know tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from installation.measure.vocabulary import to_network
from installation.training.model import shifted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.measure.decoder import Decoder
    from installation.training.model import MeasureVae

    Halves = NDArray[np.float16]

MARGIN = 0.01
"""Logits by which each symbol must win over its rival: hundreds of times what rounding moves them."""


def margins(
    decoder: Decoder, points: Halves, wanted: NDArray[np.uint8], block: int = 2500
) -> NDArray[np.float32]:
    """By how much each measure (N, 24 network symbols) is won at its point (N, D); below 0 where it is not."""
    found = []
    for start in range(0, len(points), block):
        part = slice(start, start + block)
        symbols, won = decoder.symbols(points[part].astype(np.float32))
        exact = (symbols == wanted[part]).all(1)
        found.append(np.where(exact, won.min(1), np.float32(-1)))
    return np.concatenate(found) if found else np.zeros(0, np.float32)


class Finder:
    """Finds points for measures: keeps the best point of each and its margin."""

    def __init__(self, model: MeasureVae, decoder: Decoder, rows: NDArray[np.uint8]) -> None:
        """For measures (N, 24) in canonical score symbols."""
        self.model, self.decoder = model, decoder
        self.wanted = to_network(rows)
        self.bars = torch.from_numpy(self.wanted.astype(np.int64))
        with torch.no_grad():
            parts = [model.encoder(part)[0] for part in torch.split(self.bars, 5000)]
        self.means = torch.cat(parts).numpy() if parts else np.zeros((0, decoder.latent), np.float32)
        self.points: Halves = self.means.astype(np.float16)
        self.margin = margins(decoder, self.points, self.wanted)

    @property
    def missing(self) -> NDArray[np.int64]:
        """Which measures have no point yet."""
        return np.flatnonzero(self.margin < MARGIN)

    def take(self, which: NDArray[np.int64], points: NDArray[np.floating]) -> None:
        """Keeps the points that win by more than what there was."""
        halves = points.astype(np.float16)
        won = margins(self.decoder, halves, self.wanted[which])
        better = won > self.margin[which]
        self.points[which[better]] = halves[better]
        self.margin[which[better]] = won[better]

    def perturb(self, chance: np.random.Generator, spread: float) -> None:
        """Tries each missing measure near its mean; the pads' own dimensions stay put."""
        which = self.missing
        noise = chance.normal(0, spread, (len(which), self.decoder.latent))
        noise[:, :4] *= 0.2
        self.take(which, self.means[which] + noise)

    def descend(self, steps: int = 40, rate: float = 0.05, reach: float = 0.3) -> None:
        """Gradient steps on the points of the missing, up the margin; drawn back to where they were encoded."""
        for which in np.array_split(self.missing, max(1, len(self.missing) // 512)):
            if not len(which):
                continue
            bars, start = self.bars[which], torch.from_numpy(self.means[which])
            points = start.clone().requires_grad_()
            optimiser = torch.optim.Adam([points], lr=rate)
            before = shifted(bars, torch.zeros_like(bars, dtype=torch.bool))
            for step in range(steps):
                logits = self.model.decoder(points, before)
                right = logits.gather(2, bars[:, :, None])[:, :, 0]
                rival = logits.scatter(2, bars[:, :, None], -1e9).max(2).values
                short = functional.relu(0.5 - (right - rival)).sum(1)
                away = (points - start).square()
                loss = (short + reach * (away.sum(1) + 6 * away[:, :4].sum(1))).sum()
                optimiser.zero_grad()
                torch.autograd.backward([loss])
                optimiser.step()
                if step % 10 == 9:
                    self.take(which, points.detach().numpy())
