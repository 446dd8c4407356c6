"""Where a measure lies in the space: MeasureVAE's encoder in plain numpy.

Owns the three matrix products of the dense encoder. Refuses to know files, torch and what a point is for.
A style's starting tune becomes a point with it, so that a style without a table plays too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from installation.measure.decoder import FORMAT, DecoderError, selu
from installation.measure.vocabulary import canonical, to_network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoder:
    """A MeasureVAE encoder ready to use: symbols' embeddings (39, E) and three layers of (weights, bias)."""

    embedded: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    latent: int

    @classmethod
    def from_bytes(cls, weights: bytes, config: Mapping[str, Any]) -> Self:
        """From the bytes of a `weights.safetensors` and its `config.json` as a mapping.

        Raises:
            DecoderError: truncated, foreign, or of an encoder that is not dense.
        """
        if config.get("format") != FORMAT or config["model"].get("encoder") != "dense":
            raise DecoderError("the config is not one of a dense encoder of this program")
        try:
            tensors = load(weights)
            layers = tuple(
                (
                    np.ascontiguousarray(tensors[f"encoder.{name}.weight"].T, np.float32),
                    tensors[f"encoder.{name}.bias"].astype(np.float32),
                )
                for name in ("layers.0", "layers.2", "head")
            )
            embedded = tensors["encoder.embed.weight"].astype(np.float32)
        except (SafetensorError, KeyError) as error:
            raise DecoderError(f"weights are broken or lack {error}") from None
        return cls(embedded, layers, int(config["model"]["latent"]))

    def encode(self, rows: NDArray[np.integer]) -> Floats:
        """The means (N, D) of measures (N, 24) in score symbols.

        Raises:
            ValueError: a pitch out of range.
        """
        found = self.embedded[to_network(canonical(rows))].reshape(len(rows), -1)
        (first, second, head) = self.layers
        found = selu(found @ first[0] + first[1])
        found = selu(found @ second[0] + second[1])
        return (found @ head[0] + head[1])[:, : self.latent]
