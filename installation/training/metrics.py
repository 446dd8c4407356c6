"""How a latent space and a grid of measures are judged: encoder metrics as published, decoded control as heard.

Owns the formulas. Encoder metrics follow the literature of regularised latent spaces (interpretability: Adel 2018;
mutual information gap: Chen 2018; separated attribute predictability: Kumar 2017; modularity: Ridgeway & Mozer
2018; Spearman), with the estimator of the figures published for folk tunes (Pati & Lerch 2020). Control is judged on
measures alone. Refuses to know models and files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import rankdata
from sklearn.feature_selection import mutual_info_regression

from installation.measure.attributes import OWN, RANGE_SEMITONES, attributes_of
from installation.score import CLOSING_DEGREES, HOLD, PADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating] | NDArray[np.integer]
    Columns = NDArray[np.float64]

PUBLISHED = ("rhythmic_complexity", "range", "density", "contour")
ENCODER_FIGURES = ("interpretability", "mig", "sap", "modularity", "spearman")
NEIGHBOURS = 3
"""How many neighbours the estimate of mutual information looks at."""
BLUR = 1e-3
"""How far the best codes scatter about their ranks: less than any two ranks lie apart."""


def spearman(one: Floats, other: Floats) -> float:
    """Rank correlation of two columns, 0 if one of them does not vary."""
    a, b = rankdata(one), rankdata(other)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / size) if size else 0.0


def kept_of(first: NDArray[np.uint8], rows: NDArray[np.uint8], struck: NDArray[np.bool_]) -> Columns:
    """Share of the first measures' onsets (N, 24) that the others have too (N,); `struck`: where those onsets are."""
    kept: Columns = ((rows == first) & struck).sum(1) / np.maximum(struck.sum(1), 1)
    return kept


def latest_struck(struck: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The tick of the last onset of each measure; `struck` (N, 24): where onsets are."""
    latest: NDArray[np.int64] = struck.shape[1] - 1 - struck[:, ::-1].argmax(1)
    return latest


def closes(rows: NDArray[np.uint8], struck: NDArray[np.bool_], tonic: int) -> NDArray[np.bool_]:
    """Whether measures (N, 24) end on the tonic (its pitch class) or the fifth; `struck`: where their onsets are."""
    last = rows[np.arange(len(rows)), latest_struck(struck)].astype(int)
    return np.isin((last - tonic) % 12, CLOSING_DEGREES)


def shared_information(codes: Floats, values: Floats) -> Columns:
    """Mutual information in nats of codes (N, D) with values (N, K): (D, K), by nearest neighbours (Kraskov 2004).

    The estimator of the published figures. It sees what histograms blur, and does not see what they make up: between
    unrelated columns it finds next to nothing, where 20 bins find some tenths of a nat.
    """
    found = [mutual_info_regression(codes, values[:, k], random_state=0) for k in range(values.shape[1])]
    return np.stack(found, axis=1)


def encoder_metrics(codes: Floats, values: Floats) -> dict[str, float]:
    """The five published figures for points (N, D) and attribute values (N, K), averaged over attributes.

    As published, the points are drawn from the encoder's distributions and not their means: two bars with one value
    and nearly one mean are then one place. Fewer than four bars say nothing: every figure is 0.
    """
    if len(codes) <= NEIGHBOURS:
        return dict.fromkeys(ENCODER_FIGURES, 0.0)
    dims, kinds = codes.shape[1], values.shape[1]
    shared = shared_information(codes, values)
    entropies = [shared_information(values[:, k : k + 1], values[:, k : k + 1])[0, 0] for k in range(kinds)]
    fit = np.zeros((dims, kinds))
    for d in np.flatnonzero(codes.std(0) > 1e-9):
        for k in np.flatnonzero(values.std(0) > 1e-9):
            fit[d, k] = np.corrcoef(codes[:, d], values[:, k])[0, 1] ** 2
    ordered, fits = np.sort(shared, axis=0), np.sort(fit, axis=0)
    ranks = [max(abs(spearman(codes[:, d], values[:, k])) for d in range(dims)) for k in range(kinds)]
    return {
        "interpretability": float(np.mean([fit[shared[:, k].argmax(), k] for k in range(kinds)])),
        "mig": float(((ordered[-1] - ordered[-2]) / np.maximum(entropies, 1e-12)).mean()),
        "sap": float((fits[-1] - fits[-2]).mean()),
        "modularity": float(modularity(shared).mean()),
        "spearman": float(np.mean(ranks)),
    }


def modularity(shared: Floats) -> Columns:
    """How much each dimension (D,) keeps to one attribute, by what it shares with each (D, K); 0 where with none."""
    squares: Columns = np.asarray(shared, np.float64) ** 2
    top = squares.max(1)
    beside = (squares.sum(1) - top) / np.maximum(top * (squares.shape[1] - 1), 1e-300)
    return np.where(top > 0, 1 - beside, 0.0)


def best_codes(values: Floats, dims: int) -> Columns:
    """Points (N, dims) of an encoder that could not be better: ranks of the values (N, K), and noise in the rest.

    What `encoder_metrics` gives these is the most that bars with such attributes allow: attributes that go together
    share information whoever encodes them, and bars of one value are one rank.
    """
    chance = np.random.default_rng(0)
    ranks = np.stack([rankdata(column, "dense") for column in values.T], axis=1).astype(float)
    noise = chance.normal(size=(len(values), dims - values.shape[1]))
    ranks /= np.maximum(ranks.std(0), 1e-9)
    return np.concatenate([ranks + BLUR * chance.normal(size=ranks.shape), noise], axis=1)


def attribute_values(rows: NDArray[np.uint8], names: Sequence[str]) -> Floats:
    """The named attributes of measures (N, 24), as columns (N, K)."""
    found = attributes_of(rows)
    return np.stack([getattr(found, name) for name in names], axis=1)


def _kept(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean share of onsets kept by the pairs that differ and of which one at least sounds."""
    both = ((one == other) & (one < HOLD)).sum(1)
    either = (one < HOLD).sum(1) + (other < HOLD).sum(1) - both
    changed = (either > 0) & (one != other).any(1)
    return float((both[changed] / either[changed]).mean()) if changed.any() else 1.0


def control_figures(grid: NDArray[np.uint8]) -> dict[str, Any]:
    """How well four controls steer: grid (10, 10, 10, 10, 24), levels of rhythm, range, density and jump.

    Raises:
        ValueError: the grid has another shape.
    """
    if grid.shape != (10, 10, 10, 10, 24):
        raise ValueError(f"a grid has shape (10, 10, 10, 10, 24), not {grid.shape}")
    rows = grid.reshape(-1, 24)
    found = attributes_of(rows)
    levels = np.indices((10,) * 4).reshape(4, -1)
    own = [getattr(found, OWN[pad]) for pad in PADS]
    ranks = {pad: [spearman(levels[i], own[k]) for k in range(4)] for i, pad in enumerate(PADS)}
    units = (1, RANGE_SEMITONES, 24, 1)
    steps = {pad: _steps(grid, own[i] * units[i], i) for i, pad in enumerate(PADS)}
    return {
        "measures": len(rows),
        "different": len(np.unique(rows, axis=0)),
        "silent": float((found.onsets == 0).mean()),
        "empty_last_beat": float((rows[:, 18:] >= HOLD).all(1).mean()),
        "own": {pad: ranks[pad][i] for i, pad in enumerate(PADS)},
        "own_published_rhythm": spearman(levels[0], found.rhythmic_complexity),
        "crosstalk_max": max(abs(ranks[pad][k]) for i, pad in enumerate(PADS) for k in range(4) if k != i),
        **{
            name: {pad: steps[pad][name] for pad in PADS}
            for name in ("line", "dead", "wrong_way", "kept", "span")
        },
    }


def _line_spearman(lines: Floats) -> float:
    """Mean rank correlation of lines (N, 10) with 0..9; a line that does not vary counts 0."""
    ranks = rankdata(lines, axis=1) - 5.5
    level = np.arange(10) - 4.5
    size = np.sqrt((ranks**2).sum(1) * (level**2).sum())
    found = np.divide(ranks @ level, size, out=np.zeros(len(lines)), where=size > 0)
    return float(found.mean())


def _steps(grid: NDArray[np.uint8], values: Floats, axis: int) -> dict[str, float]:
    """What one-level steps of one pad do: values (10000,) is its own attribute."""
    along = np.moveaxis(grid, axis, 0)
    steered = np.moveaxis(values.reshape(10, 10, 10, 10), axis, 0)
    return {
        "line": _line_spearman(steered.reshape(10, -1).T),
        "dead": float((along[1:] == along[:-1]).all(-1).mean()),
        "wrong_way": float((np.diff(steered, axis=0) < -1e-9).mean()),
        "kept": _kept(along[1:].reshape(-1, 24), along[:-1].reshape(-1, 24)),
        "span": float(steered[9].mean() - steered[0].mean()),
    }
