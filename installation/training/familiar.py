"""What the model learned from, as the wall needs it: every bar's place, the tunes' names, how strange new tunes are.

Owns the making of models/NAME/familiar.safetensors from the corpus and the encoder. Refuses to know how it is
searched: that is explanation/origin.py's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from installation.explanation.origin import Familiar
from installation.training import corpus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from installation.measure.encoder import Encoder
    from installation.training.corpus import Piece

YEARS = {"oneill": ("O'Neill, Music of Ireland", 1903), "ryan": ("Ryan's Mammoth Collection", 1883)}
LONGEST = 26
"""Letters of a title on the wall."""
_QUANTILES = 201
_BATCH = 256


def shown_title(name: str) -> str:
    """A tune's title as the wall says it: its article in front, no capitals throughout, not too long."""
    title = re.split(r"\s--?\s|\(", name)[0].strip().rstrip(".,;")
    title = re.sub(r"^(.*), (The|A|An)$", r"\2 \1", title, flags=re.IGNORECASE)
    if title.isupper():
        title = title.title().replace("'S", "'s")
    words: list[str] = []
    for word in title.split():
        if len(" ".join([*words, word])) > LONGEST - 1:
            return " ".join(words) + "…"
        words.append(word)
    return " ".join(words)


def familiar_of(
    train: Sequence[Piece], unseen: NDArray[np.uint8], encoder: Encoder, weights_sha256: str
) -> Familiar:
    """From the training pieces and bars (M, 24) that the model never saw."""
    every = np.concatenate([piece.bars for piece in train])
    owner = np.repeat(np.arange(len(train)), [len(piece.bars) for piece in train])
    bars, first = np.unique(every, axis=0, return_index=True)
    points = encoder.encode(bars).astype(np.float16).astype(np.float32)
    names = sorted({piece.collection for piece in train})
    tunes = tuple((shown_title(piece.name), names.index(piece.collection)) for piece in train)
    apart = np.sort(distances(encoder.encode(unseen), points))
    return Familiar(
        weights_sha256=weights_sha256,
        points=points,
        bars=bars,
        tune_of=owner[first].astype(np.uint16),
        tunes=tunes,
        collections=tuple(YEARS[name] for name in names),
        strangeness=np.quantile(apart, np.linspace(0, 1, _QUANTILES)).astype(np.float32),
    )


def distances(points: NDArray[np.float32], among: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each point (M, D) lies from the nearest of `among` (N, D); (M,)."""
    squares = (among**2).sum(1)
    found = []
    for start in range(0, len(points), _BATCH):
        part = points[start : start + _BATCH]
        apart = (part**2).sum(1)[:, None] - 2 * part @ among.T + squares
        found.append(np.sqrt(np.maximum(apart.min(1), 0)))
    return np.concatenate(found).astype(np.float32)


def corpus_parts() -> tuple[list[Piece], NDArray[np.uint8]]:
    """The training pieces, and all different bars of the test tunes that training has not.

    Raises:
        FileNotFoundError: music21, or its corpus, is not installed.
    """
    pieces = [piece for collection in corpus.TRAINED_ON for piece in corpus.gather(collection).pieces]
    parts = corpus.split_pieces(pieces)
    return parts["train"], corpus.bars_of_training_alone(parts)["test"]
