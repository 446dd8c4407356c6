"""Where this installation lies, and where it keeps what it learns.

Owns the two folders that doors and commands agree on. Refuses to depend on where the caller stands: a command that is
typed in another folder finds the same files.
"""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
"""The folder that holds content, models and shaders."""


def data_folder(home: Path = HOME) -> Path:
    """Where the installation at `home` keeps what it learns: `data`, or what DEFORMTUNE_DATA names."""
    return Path(os.environ.get("DEFORMTUNE_DATA") or home / "data").absolute()
