"""What decoding one measure costs: our numpy decoder beside the network of published size in eager torch."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from installation.measure.decoder import Decoder
from installation.training.model import MeasureVae, ModelConfig

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[1] / "models" / "folk"
TIMES, PUBLISHED_TIMES = 400, 60


def figures() -> dict[str, Any]:
    """Milliseconds a measure on one core, medians and 99th percentiles, in one run, taken turn by turn."""
    torch.set_num_threads(1)
    config = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
    ours = Decoder.from_bytes((FOLDER / "weights.safetensors").read_bytes(), config)
    torch.manual_seed(0)
    published = MeasureVae(ModelConfig(hidden=512, latent=256, encoder="gru")).eval().decoder
    points = np.random.default_rng(0).normal(size=(TIMES, ours.latent)).astype(np.float32)
    wide = torch.randn(PUBLISHED_TIMES, 1, 256)
    spent, eager = [], []
    with torch.no_grad():
        for turn in range(TIMES):
            spent.append(_ms(lambda at=turn: ours.decode(points[at])))
            if turn % (TIMES // PUBLISHED_TIMES) == 0 and len(eager) < PUBLISHED_TIMES:
                point = wide[len(eager)]
                eager.append(_ms(lambda point=point: published.greedy(point)))
    many = _ms(lambda: ours.decode_many(points))
    return {
        "numpy_ms": _spread(spent),
        "numpy_in_batches_ms": round(many / TIMES, 4),
        "published_size_eager_torch_ms": _spread(eager),
        "times_faster": round(float(np.median(eager) / np.median(spent)), 1),
    }


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def _spread(found: list[float]) -> dict[str, float]:
    return {"median": round(float(np.median(found)), 3), "p99": round(float(np.quantile(found, 0.99)), 3)}


if __name__ == "__main__":
    print(json.dumps(figures(), indent=1))
