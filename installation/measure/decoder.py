"""The decoder that plays: a point of the latent space in, a measure out, in plain numpy.

Owns the arithmetic of MeasureVAE's decoder with its input projections folded at load. Refuses to know files
(weights come as bytes or arrays), torch, and where a point comes from.

Shapes: D latent dimensions, H hidden, G = 3 H gates, S = 39 symbols, N points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from installation.measure.vocabulary import SYMBOLS, canonical, from_network
from installation.score import BEATS, HOLD, REST, TICKS, TICKS_PER_BEAT, Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FORMAT = "deformtune-measurevae-1"
SELU_SCALE, SELU_ALPHA = np.float32(1.0507009873554805), np.float32(1.6732632423543772)


class DecoderError(ValueError):
    """Weights that are truncated, foreign, or of other sizes than their config says."""


@dataclass(frozen=True, slots=True)
class GruLayer:
    """One GRU layer, transposed for row vectors and folded as `_gates` wants it.

    `heard` (I, G) acts on the input, `kept` (H, G) on the state; `bias` (G,) is both biases of the reset and update
    gates and the input's of the new one, `new_bias` (H,) the state's of the new one.
    """

    heard: Floats
    kept: Floats
    bias: Floats
    new_bias: Floats

    def step(self, heard: Floats, state: Floats) -> Floats:
        """The new state (..., H) from what is heard, projected and biased (..., G), and the old state."""
        return _gates(heard, state @ self.kept, self.new_bias, state)


def _gates(heard: Floats, kept: Floats, new_bias: Floats, state: Floats) -> Floats:
    """The new state (..., H); both projections (..., G) are used up.

    A sigmoid is (1 + tanh of the half) / 2: the inner halves, and the outer one of the reset gate, are folded into
    the weights, so that few and small operations are left: at this size they cost as much as the products.
    """
    h = state.shape[-1]
    gates = heard[..., : 2 * h]
    gates += kept[..., : 2 * h]
    np.tanh(gates, out=gates)
    gates += _ONE
    new = kept[..., 2 * h :]
    new += new_bias
    new *= gates[..., :h]
    new += heard[..., 2 * h :]
    np.tanh(new, out=new)
    out = state - new
    out *= gates[..., h:]
    out *= _HALF
    out += new
    return out


_ONE, _HALF = np.float32(1.0), np.float32(0.5)


def selu(x: Floats) -> Floats:
    """The scaled exponential unit, as torch has it."""
    found: Floats = SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(np.minimum(x, 0)))
    return found


@dataclass(frozen=True, slots=True)
class Decoder:
    """A MeasureVAE decoder ready to play. Make one with `from_bytes` or `from_tensors`."""

    latent: int
    hidden: int
    beat_start: tuple[Floats, Floats]
    beat_heard: Floats
    """What layer 0 of the beats hears (4, G): the same for every point."""
    beat_layers: tuple[GruLayer, GruLayer]
    tick_start: tuple[Floats, Floats]
    tick_context: tuple[Floats, Floats]
    context_heard: Floats
    """From a beat's context to layer 0 of its ticks (H, G)."""
    symbol_heard: Floats
    """From the symbol before to layer 0 of the ticks (S + 1, G), bias included."""
    tick_layers: tuple[GruLayer, GruLayer]
    out: tuple[Floats, Floats]

    @classmethod
    def from_bytes(cls, weights: bytes, config: Mapping[str, Any]) -> Self:
        """From the bytes of a `weights.safetensors` and its `config.json` as a mapping.

        Raises:
            DecoderError: truncated, foreign, or not fitting the config.
        """
        try:
            tensors = load(weights)
        except SafetensorError as error:
            raise DecoderError(f"weights are broken: {error}") from None
        return cls.from_tensors(tensors, config)

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, NDArray[Any]], config: Mapping[str, Any]) -> Self:
        """From named arrays (as torch names them, any precision) and the config of a model folder.

        Raises:
            DecoderError: an array is missing or has another shape than the config says.
        """
        if config.get("format") != FORMAT:
            raise DecoderError("the config is not one of this program's models")
        try:
            hidden, latent = int(config["model"]["hidden"]), int(config["model"]["latent"])
            decoder = cls._fold(_Named(tensors), hidden, latent)
        except (KeyError, TypeError) as error:
            raise DecoderError(f"weights or config lack {error}") from None
        if decoder.beat_start[0].shape != (latent, 2 * hidden) or decoder.out[0].shape != (hidden, SYMBOLS):
            raise DecoderError("the weights have other sizes than their config says")
        return decoder

    @classmethod
    def _fold(cls, named: _Named, hidden: int, latent: int) -> Self:
        beats = (named.layer("beat_gru", 0, hidden), named.layer("beat_gru", 1, hidden))
        ticks = (named.layer("tick_gru", 0, hidden), named.layer("tick_gru", 1, hidden))
        embedded = named.array("embed.weight")  # (S + 1, E)
        width = embedded.shape[1]
        return cls(
            latent=latent,
            hidden=hidden,
            beat_start=named.linear("beat_start"),
            beat_heard=named.array("beat_input") @ beats[0].heard + beats[0].bias,
            beat_layers=beats,
            tick_start=named.linear("tick_start"),
            tick_context=named.linear("tick_context"),
            context_heard=np.ascontiguousarray(ticks[0].heard[width:]),
            symbol_heard=embedded @ ticks[0].heard[:width] + ticks[0].bias,
            tick_layers=ticks,
            out=named.linear("out"),
        )

    def decode(self, point: Floats) -> Measure:
        """The measure at one point (D,): the same symbols as `decode_many`, in two thirds of the time.

        Raises:
            ValueError: the point has another length, or is not finite.
        """
        self._check(point[None])
        below, above = self.tick_layers
        weights, bias = self.out
        found: list[int] = []
        symbol = SYMBOLS
        for context, low, high in self._beats(point.astype(np.float32)):
            for _ in range(TICKS_PER_BEAT):
                low = below.step(context + self.symbol_heard[symbol], low)  # noqa: PLW2901 - the state goes on
                high = above.step(low @ above.heard + above.bias, high)  # noqa: PLW2901 - the state goes on
                symbol = int((high @ weights + bias).argmax())
                found.append(symbol)
        return Measure(tuple(_canonical_one(from_network(np.array(found)).tolist())))

    def decode_many(self, points: Floats) -> NDArray[np.uint8]:
        """The measures at points (N, D), as rows (N, 24) of score symbols in canonical form.

        Raises:
            ValueError: the points have another length, or are not finite.
        """
        return canonical(from_network(self.symbols(points)[0]))

    def _check(self, points: Floats) -> None:
        if points.ndim != 2 or points.shape[1] != self.latent:
            raise ValueError(f"points have shape {points.shape}, not (N, {self.latent})")
        if not np.isfinite(points).all():
            raise ValueError("a point is not finite")

    def symbols(self, points: Floats) -> tuple[NDArray[np.uint8], Floats]:
        """Network symbols (N, 24) as decoded, and by how much each won over its rival (N, 24), in logits.

        Raises:
            ValueError: the points have another length, or are not finite.
        """
        self._check(points)
        size = len(points)
        found = np.empty((size, TICKS), np.uint8)
        margins = np.empty((size, TICKS), np.float32)
        symbol = np.full(size, SYMBOLS)
        lines = np.arange(size)
        below, above = self.tick_layers
        for beat, (context, first_low, first_high) in enumerate(self._beats(points.astype(np.float32))):
            low, high = first_low, first_high
            for place in range(TICKS_PER_BEAT):
                low = below.step(context + self.symbol_heard[symbol], low)
                high = above.step(low @ above.heard + above.bias, high)
                logits = high @ self.out[0] + self.out[1]
                symbol = logits.argmax(1)
                tick = beat * TICKS_PER_BEAT + place
                found[:, tick] = symbol
                best = logits[lines, symbol]
                logits[lines, symbol] = -np.inf
                margins[:, tick] = best - logits.max(1)
        return found, margins

    def _beats(self, points: Floats) -> list[tuple[Floats, Floats, Floats]]:
        """For each beat of points (..., D): what it adds to layer 0 of its ticks (..., G), their first states."""
        h = self.hidden
        start = np.tanh(points @ self.beat_start[0] + self.beat_start[1])
        low, high = start[..., :h], start[..., h:]
        below, above = self.beat_layers
        found = []
        for beat in range(BEATS):
            heard = np.broadcast_to(self.beat_heard[beat], (*points.shape[:-1], 3 * h)).copy()
            low = below.step(heard, low)
            high = above.step(low @ above.heard + above.bias, high)
            first = np.tanh(high @ self.tick_start[0] + self.tick_start[1])
            context = selu(high @ self.tick_context[0] + self.tick_context[1]) @ self.context_heard
            found.append((context, first[..., :h], first[..., h:]))
        return found


def _canonical_one(symbols: list[int]) -> list[int]:
    """`canonical` for the score symbols of one measure, without arrays: it runs within a step."""
    sounding = True
    for tick, symbol in enumerate(symbols):
        if symbol < HOLD:
            sounding = True
        elif symbol == REST or not sounding or tick == 0:
            symbols[tick] = REST if sounding else HOLD
            sounding = False
    return symbols


@dataclass(frozen=True, slots=True)
class _Named:
    """Arrays of a decoder by torch's names, turned for row vectors and to single precision."""

    tensors: Mapping[str, NDArray[Any]]

    def array(self, name: str) -> Floats:
        return np.asarray(self.tensors[f"decoder.{name}"], np.float32)

    def linear(self, name: str) -> tuple[Floats, Floats]:
        return np.ascontiguousarray(self.array(f"{name}.weight").T), self.array(f"{name}.bias")

    def layer(self, name: str, index: int, hidden: int) -> GruLayer:
        halves = np.ones(3 * hidden, np.float32)
        halves[: 2 * hidden] = 0.5
        heard_bias, kept_bias = (self.array(f"{name}.bias_{kind}_l{index}") for kind in ("ih", "hh"))
        bias = heard_bias * halves
        bias[: 2 * hidden] += kept_bias[: 2 * hidden] * _HALF
        return GruLayer(
            heard=np.ascontiguousarray(self.array(f"{name}.weight_ih_l{index}").T * halves),
            kept=np.ascontiguousarray(self.array(f"{name}.weight_hh_l{index}").T * _HALF),
            bias=bias,
            new_bias=kept_bias[2 * hidden :] * _HALF,
        )
