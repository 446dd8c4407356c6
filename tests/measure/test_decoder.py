"""Mirrors installation/measure/decoder.py."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save

from installation.measure.decoder import Decoder, DecoderError
from installation.measure.vocabulary import canonical
from installation.score import Measure
from installation.training.checkpoint import load_exported

FOLDER = Path(__file__).parents[2] / "models" / "folk"
WEIGHTS = (FOLDER / "weights.safetensors").read_bytes()
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return Decoder.from_bytes(WEIGHTS, CONFIG)


def points(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, CONFIG["model"]["latent"])).astype(np.float32)


def test_numpy_and_torch_give_the_same_symbols_on_ten_thousand_points(decoder: Decoder) -> None:
    where = points(10_000)
    with torch.no_grad():
        wanted = load_exported(FOLDER).decoder.greedy(torch.from_numpy(where))[0].numpy()
    assert (decoder.symbols(where)[0] == wanted).all()


def test_one_point_decodes_to_what_it_does_among_others(decoder: Decoder) -> None:
    where = points(50, seed=1)
    together = decoder.decode_many(where)
    for point, row in zip(where, together, strict=True):
        assert decoder.decode(point).symbols == tuple(row.tolist())


def test_any_point_decodes_to_a_measure_in_canonical_form(decoder: Decoder) -> None:
    rows = decoder.decode_many(8 * points(200, seed=2))
    assert (canonical(rows) == rows).all()
    assert all(isinstance(decoder.decode(point), Measure) for point in 100 * points(5, seed=3))


def test_margins_are_zero_or_more(decoder: Decoder) -> None:
    assert (decoder.symbols(points(100))[1] >= 0).all()


def test_points_of_another_length_and_points_that_are_not_finite_are_refused(decoder: Decoder) -> None:
    with pytest.raises(ValueError, match="shape"):
        decoder.decode(np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="not finite"):
        decoder.decode(np.full(decoder.latent, np.nan, np.float32))


def test_truncated_weights_are_refused() -> None:
    with pytest.raises(DecoderError, match="broken"):
        Decoder.from_bytes(WEIGHTS[:1000], CONFIG)


def test_foreign_weights_are_refused() -> None:
    with pytest.raises(DecoderError, match="lack"):
        Decoder.from_bytes(save({"something": np.zeros(3, np.float32)}), CONFIG)


def test_a_foreign_config_is_refused() -> None:
    with pytest.raises(DecoderError, match="config"):
        Decoder.from_bytes(WEIGHTS, {"format": "another"})


def test_weights_of_other_sizes_than_the_config_says_are_refused() -> None:
    tensors = load(WEIGHTS)
    tensors["decoder.out.weight"] = tensors["decoder.out.weight"][:5]
    with pytest.raises(DecoderError, match="sizes"):
        Decoder.from_tensors(tensors, CONFIG)
