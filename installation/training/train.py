"""The training itself: batches in, a network that is better out, and a file from which it goes on exactly.

Every batch and all chance of a step are functions of (seed, step), so that a training killed at any moment and
resumed gives the same weights, and so that several processes share one global batch. Refuses to know commands.
"""

from __future__ import annotations

import dataclasses
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import distributed

from installation.measure.attributes import attributes_of
from installation.measure.vocabulary import to_network
from installation.score import HOLD, PADS, TICKS
from installation.training import checkpoint
from installation.training.augment import draw_batch
from installation.training.model import (
    LossConfig,
    MeasureVae,
    ModelConfig,
    divergence,
    reconstruction_loss,
    regularisation,
    shifted,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor


def bf16_helps() -> bool:
    """Whether this machine computes bfloat16 itself: one that has to imitate it takes nine times as long."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How to train: sizes, losses, length and chance.

    `edited` is the share of bars that are edited; `bf16` computes in half as many bits, see `bf16_helps`.
    """

    model: ModelConfig = field(default_factory=ModelConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    steps: int = 20_000
    batch: int = 256
    rate: float = 1e-3
    edited: float = 0.5
    forgotten: float = 0.5
    seed: int = 1
    bf16: bool = field(default_factory=bf16_helps)
    mark_every: int = 500
    save_every: int = 250


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step sees: bars (B, T), the symbols before (B, T), noise (B, D), attribute values (B, K)."""

    bars: Tensor
    before: Tensor
    noise: Tensor
    values: Tensor


@dataclass(slots=True)
class Session:
    """A training under way."""

    config: TrainConfig
    model: MeasureVae
    optimiser: torch.optim.Adam
    rows: NDArray[np.uint8]
    step: int = 0
    curves: list[dict[str, float]] = field(default_factory=list)


def new_session(config: TrainConfig, rows: NDArray[np.uint8]) -> Session:
    """A training at its start: fresh weights from the seed, on the corpus's bars (N, 24)."""
    torch.manual_seed(config.seed)
    model = MeasureVae(config.model).to(device())
    return Session(config, model, torch.optim.Adam(model.parameters(), lr=config.rate), rows)


def device() -> torch.device:
    """The accelerator where there is one, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def rate_at(step: int, config: TrainConfig) -> float:
    """The learning rate of a step: up over 200 steps, down along a cosine to two hundredths."""
    rise = min(1.0, (step + 1) / 200)
    fall = 0.5 * (1 + np.cos(np.pi * min(1.0, step / config.steps)))
    return float(config.rate * rise * (0.02 + 0.98 * fall))


def batch_of(session: Session, step: int) -> Batch:
    """The global batch of a step, a function of seed and step alone."""
    config = session.config
    rows = draw_batch(session.rows, config.batch, config.edited, config.seed, step)
    found = attributes_of(rows)
    values = np.stack([getattr(found, name) for name in config.model.regularised], 1)
    chance = torch.Generator().manual_seed(config.seed * 1_000_003 + step)
    bars = torch.from_numpy(to_network(rows).astype(np.int64))
    forgotten = torch.rand((config.batch, TICKS), generator=chance) < config.forgotten
    noise = torch.randn((config.batch, config.model.latent), generator=chance)
    place = device()
    return Batch(
        bars.to(place),
        shifted(bars, forgotten).to(place),
        noise.to(place),
        torch.from_numpy(values).float().to(place),
    )


def losses_of(
    session: Session, batch: Batch, share: slice, gather: Callable[[Tensor], Tensor]
) -> dict[str, Tensor]:
    """The losses of this process's share of a batch; `gather` joins what all processes hold."""
    model, config = session.model, session.config
    bars = batch.bars[share]
    with torch.autocast(bars.device.type, torch.bfloat16, enabled=config.bf16):
        logits, points, mean, log_variance = model(bars, batch.before[share], batch.noise[share])
    ordered = regularisation(
        points, gather(points.detach()), batch.values[share], batch.values, config.loss.delta
    )
    # Each pair counts twice (i with j, j with i) and only the first of a pair is differentiated.
    ordered = 2 * ordered - ordered.detach()
    rebuilt, spread = reconstruction_loss(logits, bars), divergence(mean, log_variance)
    total = rebuilt + config.loss.beta * spread + config.loss.gamma * ordered
    return {"total": total, "reconstruction": rebuilt, "divergence": spread, "regularisation": ordered}


def join_group() -> None:
    """Joins the processes that `torchrun` began; alone, does nothing."""
    if "TORCHELASTIC_RUN_ID" in os.environ and not distributed.is_initialized():
        distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")


def leads() -> bool:
    """Whether this process writes files and curves: the only one, or the first of several."""
    return not (distributed.is_available() and distributed.is_initialized()) or distributed.get_rank() == 0


def alone(points: Tensor) -> Tensor:
    """The gathering of one process: what it has is everything."""
    return points


def together(points: Tensor) -> Tensor:
    """The points of all processes, in the order of their ranks."""
    parts = [torch.empty_like(points) for _ in range(distributed.get_world_size())]
    distributed.all_gather(parts, points.contiguous())
    return torch.cat(parts)


def take_step(session: Session) -> dict[str, float]:
    """One step; with `torch.distributed` begun, every process takes its share of the same global batch.

    Returns:
        The losses, averaged over all processes.
    """
    several = distributed.is_available() and distributed.is_initialized()
    rank, size = (distributed.get_rank(), distributed.get_world_size()) if several else (0, 1)
    config, optimiser = session.config, session.optimiser
    each = config.batch // size
    for group in optimiser.param_groups:
        group["lr"] = rate_at(session.step, config)
    found = losses_of(
        session,
        batch_of(session, session.step),
        slice(rank * each, (rank + 1) * each),
        together if several else alone,
    )
    optimiser.zero_grad()
    torch.autograd.backward([found["total"]])
    figures = torch.stack([value.detach() for value in found.values()])
    if several:
        _average([figures, *(value.grad for value in session.model.parameters() if value.grad is not None)])
    torch.nn.utils.clip_grad_norm_(session.model.parameters(), 1.0)
    optimiser.step()
    session.step += 1
    return dict(zip(found, figures.tolist(), strict=True))


def _average(values: list[Tensor]) -> None:
    for value in values:
        distributed.all_reduce(value)
        value.div_(distributed.get_world_size())


@torch.no_grad()
def rebuild(model: MeasureVae, rows: NDArray[np.uint8], block: int = 2000) -> NDArray[np.uint8]:
    """Network symbols (N, 24) of rows (N, 24) after encoding to the mean and greedy decoding."""
    bars = torch.from_numpy(to_network(rows).astype(np.int64))
    parts = [model.decoder.greedy(model.encoder(part)[0])[0] for part in torch.split(bars, block)]
    return torch.cat(parts).numpy().astype(np.uint8) if parts else np.zeros((0, TICKS), np.uint8)


def reconstruction_figures(model: MeasureVae, rows: NDArray[np.uint8]) -> dict[str, float]:
    """Shares of symbols, onsets and whole bars (N, 24) that come back as they were."""
    wanted, found = to_network(rows), rebuild(model, rows)
    same, onset = wanted == found, rows < HOLD
    return {
        "symbol": float(same.mean()),
        "onset": float(same[onset].mean()),
        "exact": float(same.all(1).mean()),
    }


def run(
    session: Session,
    path: Path | None,
    held_out: NDArray[np.uint8],
    on_step: Callable[[int, dict[str, float]], None] = lambda _step, _losses: None,
    until: int | None = None,
) -> None:
    """Trains to the end (or to step `until`), marking the curves and saving to `path` on the way."""
    config = session.config
    began = time.monotonic()
    while session.step < (config.steps if until is None else until):
        losses = take_step(session)
        on_step(session.step, losses)
        if not leads():
            continue
        if session.step % config.mark_every == 0 or session.step == config.steps:
            session.model.eval()
            figures = reconstruction_figures(session.model, held_out)
            session.model.train()
            seconds = round(time.monotonic() - began, 1)
            session.curves.append({"step": session.step, **losses, **figures, "seconds": seconds})
        if path and (session.step % config.save_every == 0 or session.step == config.steps):
            save(session, path)


def save(session: Session, path: Path) -> None:
    """Writes the training as it stands, whole or not at all."""
    progress = checkpoint.Progress(session.step, as_plain(session.config), session.curves)
    checkpoint.save_training(path, session.model, session.optimiser, progress)


def resume(session: Session, path: Path) -> None:
    """Puts a saved training back into a new session.

    Raises:
        CheckpointError: no checkpoint, or one of another training.
    """
    progress = checkpoint.read_progress(path)
    if progress.config != as_plain(session.config):
        differing = [
            key for key, value in as_plain(session.config).items() if progress.config.get(key) != value
        ]
        raise checkpoint.CheckpointError(
            f"{path}: trained with other {', '.join(differing)}: give it another --out"
        )
    checkpoint.load_training(path, session.model, session.optimiser)
    session.step, session.curves = progress.step, progress.curves


def as_plain(config: TrainConfig) -> dict[str, Any]:
    """The config as JSON would give it back."""
    plain = dataclasses.asdict(config)
    plain["model"]["regularised"] = list(plain["model"]["regularised"])
    return plain


@torch.no_grad()
def corpus_quantiles(model: MeasureVae, rows: NDArray[np.uint8]) -> list[list[float]]:
    """Where the corpus lies along the pads' four dimensions: quantiles .05, .15 ... .95, a row a dimension."""
    means = model.encoder(torch.from_numpy(to_network(rows).astype(np.int64)))[0].numpy()
    found = np.quantile(means[:, : len(PADS)], (np.arange(10) + 0.5) / 10, axis=0).T  # (4, 10)
    return [[round(float(value), 4) for value in line] for line in found]
