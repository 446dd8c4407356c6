"""The terrains of the styles that have a control table, read from it when the map is first shown.

Owns which file holds them. A style without a table, or with one that cannot be read, has no terrain: the map shows
the way alone.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from safetensors import SafetensorError, safe_open

from installation.visuals.chart import terrain_of

if TYPE_CHECKING:
    from pathlib import Path

    from installation.visuals.chart import Terrain

logger = logging.getLogger(__name__)


class Terrains:
    """The terrains in a folder of styles; each is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[str, Terrain | None] = {}

    def of(self, style: str) -> Terrain | None:
        """The terrain of a style's first bar, or None."""
        if style not in self._found:
            self._found[style] = self._read(style)
        return self._found[style]

    def _read(self, style: str) -> Terrain | None:
        path = self._folder / f"{style}.safetensors"
        if not path.exists():
            return None
        try:
            with safe_open(path, framework="numpy") as file:
                return terrain_of(file.get_slice("grid")[0])
        except (OSError, SafetensorError, ValueError) as error:
            logger.warning("%s: no map can be made of it: %s", path, error)
            return None
