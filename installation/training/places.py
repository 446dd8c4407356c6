"""Where the training room's files lie, unless told otherwise. Light: the command line reads it at every start."""

from __future__ import annotations

from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
CORPUS = HOME / "data" / "corpus.npz"
RUNS = HOME / "runs"
MODEL = HOME / "models" / "folk"
STYLES = TABLES = HOME / "content" / "styles"
PICTURES = MODEL / "pictures"
