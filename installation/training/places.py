"""Where the training room's files lie, unless told otherwise.

Owns their default places. Refuses to load anything: the command line reads this at every start.
"""

from __future__ import annotations

from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
CORPUS = HOME / "data" / "corpus.npz"
RUNS = HOME / "runs"
MODEL = HOME / "models" / "folk"
STYLES = TABLES = HOME / "content" / "styles"
PICTURES = MODEL / "pictures"
