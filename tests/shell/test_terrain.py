"""Terrains: read once from a style's table; a style without one has none, and nothing breaks."""

from __future__ import annotations

from pathlib import Path

from installation.shell.terrain import Terrains

STYLES = Path(__file__).parents[2] / "content" / "styles"


def test_a_style_with_a_table_has_a_terrain_that_rises_with_its_pads() -> None:
    terrains = Terrains(STYLES)
    found = terrains.of("reel")
    assert found is terrains.of("reel")
    for pad in (1, 2):
        ends = [found.heights[pad].take(end, axis=pad).mean() for end in (0, -1)]
        assert ends[1] > ends[0] + 0.3


def test_a_style_without_a_table_or_with_a_broken_one_has_no_terrain(tmp_path: Path) -> None:
    (tmp_path / "broken.safetensors").write_bytes(b"no table")
    terrains = Terrains(tmp_path)
    assert terrains.of("missing") is None
    assert terrains.of("broken") is None
