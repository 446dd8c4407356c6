"""MeasureVAE: one bar of music in, a point of a latent space, the bar out again. The whole network, one file.

Owns the architecture (after Pati, Lerch & Hadjeres 2019), its config and its losses (latent-space regularisation
after Pati & Lerch 2020). Refuses to know data, files and training.

Shapes: B bars, T = 24 ticks, S = 39 symbols, H hidden, D latent dimensions, K regularised ones (the first K).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from installation.measure.vocabulary import NET_HOLD, SYMBOLS
from installation.score import BEATS, TICKS, TICKS_PER_BEAT

REGULARISED = ("off_beatness", "range", "density", "jump", "rhythmic_complexity", "contour")
"""What the first latent dimensions follow, in order: the four pads' attributes, then the published two beside."""
POOLED = 64
"""How many features a pooled encoder takes the greatest of."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Sizes of a MeasureVAE. `encoder` is "gru" (as published), "dense" (a bar has a fixed length) or "pooled".

    `blur` is the least that points scatter along the regularised dimensions. Bars of one value are then one place: what
    else tells them apart is lost in the scatter, and must be kept in the other dimensions.
    """

    hidden: int = 128
    latent: int = 32
    layers: int = 2
    embedding: int = 10
    encoder: str = "dense"
    encoder_hidden: int = 512
    regularised: tuple[str, ...] = REGULARISED
    blur: float = 0.0


@dataclass(frozen=True, slots=True)
class LossConfig:
    """Weights of the losses: `beta` of the KL term, `gamma` of the regularisation, `delta` its steepness."""

    beta: float = 0.001
    gamma: float = 1.0
    delta: float = 10.0


def place_of(head: Tensor, config: ModelConfig) -> tuple[Tensor, Tensor]:
    """What an encoder's last layer says (B, 2 D) as mean (B, D) and log-variance (B, D)."""
    mean, log_variance = head.float().chunk(2, dim=1)
    if config.blur:
        k = len(config.regularised)
        scattered = log_variance[:, :k].clamp_min(2 * math.log(config.blur))
        log_variance = torch.cat([scattered, log_variance[:, k:]], dim=1)
    return mean, log_variance


class DenseEncoder(nn.Module):
    """All ticks at once: embedded symbols, two wide layers, mean and log-variance."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config, wide = config, config.encoder_hidden
        self.embed = nn.Embedding(SYMBOLS, config.embedding)
        self.layers = nn.Sequential(
            nn.Linear(TICKS * config.embedding, wide), nn.SELU(), nn.Linear(wide, wide), nn.SELU()
        )
        self.head = nn.Linear(wide, 2 * config.latent)

    def forward(self, bars: Tensor) -> tuple[Tensor, Tensor]:
        """Bars (B, T) -> mean (B, D), log-variance (B, D)."""
        return place_of(self.head(self.layers(self.embed(bars).flatten(1))), self.config)


class PooledEncoder(nn.Module):
    """A dense encoder that also sees what stands in the bar wherever it stands: range and contour lie in that.

    Beside all ticks: the greatest of each of P learnt features over the ticks, and the first and the last onset.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config, wide = config, config.encoder_hidden
        self.embed = nn.Embedding(SYMBOLS, config.embedding)
        self.features = nn.Embedding(SYMBOLS, POOLED)
        self.layers = nn.Sequential(
            nn.Linear((TICKS + 2) * config.embedding + POOLED, wide),
            nn.SELU(),
            nn.Linear(wide, wide),
            nn.SELU(),
        )
        self.head = nn.Linear(wide, 2 * config.latent)

    def forward(self, bars: Tensor) -> tuple[Tensor, Tensor]:
        """Bars (B, T) -> mean (B, D), log-variance (B, D)."""
        struck = (bars < NET_HOLD).int()  # a bar without an onset gives its first and its last tick
        ends = torch.stack([struck.argmax(1), TICKS - 1 - struck.flip(1).argmax(1)], dim=1)  # (B, 2)
        seen = self.embed(torch.cat([bars, bars.gather(1, ends)], dim=1)).flatten(1)  # (B, (T + 2) E)
        greatest = self.features(bars).amax(1)  # (B, P)
        return place_of(self.head(self.layers(torch.cat([seen, greatest], dim=1))), self.config)


class GruEncoder(nn.Module):
    """As published: a two-layer bidirectional GRU, its final states joined, mean and log-variance."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config, joined = config, 2 * config.layers * config.hidden
        self.embed = nn.Embedding(SYMBOLS, config.embedding)
        self.gru = nn.GRU(
            config.embedding, config.hidden, config.layers, batch_first=True, bidirectional=True
        )
        self.layers = nn.Sequential(nn.Linear(joined, config.hidden), nn.SELU())
        self.head = nn.Linear(config.hidden, 2 * config.latent)

    def forward(self, bars: Tensor) -> tuple[Tensor, Tensor]:
        """Bars (B, T) -> mean (B, D), log-variance (B, D)."""
        _, state = self.gru(self.embed(bars))  # (2 * layers, B, H)
        return place_of(self.head(self.layers(state.transpose(0, 1).flatten(1))), self.config)


class Decoder(nn.Module):
    """The point unrolls into four beats, each beat into six ticks that read the symbol before."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.layers, self.hidden = config.layers, config.hidden
        wide = config.layers * config.hidden
        self.beat_start = nn.Linear(config.latent, wide)
        self.beat_input = nn.Parameter(torch.zeros(BEATS, config.hidden))
        self.beat_gru = nn.GRU(config.hidden, config.hidden, config.layers, batch_first=True)
        self.tick_start = nn.Linear(config.hidden, wide)
        self.tick_context = nn.Linear(config.hidden, config.hidden)
        self.embed = nn.Embedding(SYMBOLS + 1, config.embedding)  # the last is "nothing yet"
        self.tick_gru = nn.GRU(
            config.embedding + config.hidden, config.hidden, config.layers, batch_first=True
        )
        self.out = nn.Linear(config.hidden, SYMBOLS)
        nn.init.normal_(self.beat_input, std=0.1)

    def beats(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """Points (B, D) -> context (B, 4, H) and first state (B, 4, layers, H) of each beat's ticks."""
        size = len(points)
        start = torch.tanh(self.beat_start(points)).view(size, self.layers, self.hidden)
        unrolled, _ = self.beat_gru(self.beat_input.expand(size, -1, -1), start.transpose(0, 1).contiguous())
        state = torch.tanh(self.tick_start(unrolled)).view(size, BEATS, self.layers, self.hidden)
        return torch.selu(self.tick_context(unrolled)), state

    def forward(self, points: Tensor, before: Tensor) -> Tensor:
        """Points (B, D), before (B, T) the symbol before each tick -> logits (B, T, S). All beats at once."""
        size = len(points)
        context, state = self.beats(points)
        seen = self.embed(before).view(size * BEATS, TICKS_PER_BEAT, -1)
        ticks = context.reshape(size * BEATS, 1, -1).expand(-1, TICKS_PER_BEAT, -1)
        start = state.reshape(size * BEATS, self.layers, self.hidden).transpose(0, 1).contiguous()
        found, _ = self.tick_gru(torch.cat([seen, ticks.to(seen.dtype)], dim=2), start)
        logits: Tensor = self.out(found).view(size, TICKS, -1)
        return logits

    def greedy(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """Points (B, D) -> the likeliest symbols (B, T), each fed to the next tick, and logits (B, T, S)."""
        context, state = self.beats(points)
        symbol = torch.full((len(points),), SYMBOLS, dtype=torch.long)
        symbols, logits = [], []
        for beat in range(BEATS):
            hidden = state[:, beat].transpose(0, 1).contiguous()
            for _ in range(TICKS_PER_BEAT):
                heard = torch.cat([self.embed(symbol), context[:, beat]], dim=1)
                found, hidden = self.tick_gru(heard[:, None], hidden)
                logits.append(self.out(found[:, 0]))
                symbol = logits[-1].argmax(1)
                symbols.append(symbol)
        return torch.stack(symbols, 1), torch.stack(logits, 1)


ENCODERS: dict[str, type[DenseEncoder | PooledEncoder | GruEncoder]] = {
    "dense": DenseEncoder,
    "pooled": PooledEncoder,
    "gru": GruEncoder,
}


class MeasureVae(nn.Module):
    """Encoder and decoder together."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = ENCODERS[config.encoder](config)
        self.decoder = Decoder(config)

    def forward(self, bars: Tensor, before: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Bars (B, T), before (B, T), noise (B, D) -> logits, point, mean, log-variance."""
        mean, log_variance = self.encoder(bars)
        point = mean + noise * torch.exp(0.5 * log_variance)
        return self.decoder(point, before), point, mean, log_variance


def shifted(bars: Tensor, forgotten: Tensor) -> Tensor:
    """Bars (B, T) one tick later, as the decoder sees them; `forgotten` (B, T) marks what it shall not see."""
    start = torch.full_like(bars[:, :1], SYMBOLS)
    before = torch.cat([start, bars[:, :-1]], dim=1)
    return torch.where(forgotten, SYMBOLS, before)


def reconstruction_loss(logits: Tensor, bars: Tensor) -> Tensor:
    """Cross-entropy a tick, averaged over (B, T)."""
    return functional.cross_entropy(logits.flatten(0, 1).float(), bars.flatten())


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL to the unit normal, summed over D, averaged over B."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1).mean()


def regularisation(
    points: Tensor, everyone: Tensor, values: Tensor, all_values: Tensor, delta: float
) -> Tensor:
    """Pairs ordered by an attribute must be ordered alike by its dimension; summed over K attributes.

    points (B, D) and values (B, K) of this process; everyone (G, D) and all_values (G, K) of all processes.
    """
    k = values.shape[1]
    apart = points[:, None, :k] - everyone[None, :, :k]  # (B, G, K)
    order = torch.sign(values[:, None] - all_values[None])
    return (torch.tanh(delta * apart) - order).abs().mean((0, 1)).sum()
