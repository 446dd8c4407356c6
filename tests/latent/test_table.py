"""Mirrors installation/latent/table.py."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from installation.latent.table import Table, TableError, read_table, verify, write_table
from installation.measure.decoder import Decoder

FOLDER = Path(__file__).parents[2] / "models" / "folk"
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))
DECODER = Decoder.from_bytes((FOLDER / "weights.safetensors").read_bytes(), CONFIG)
STYLES = Path(__file__).parents[2] / "content" / "styles"


@pytest.fixture(scope="module")
def table() -> Table:
    """A table of one point, everywhere."""
    points = np.zeros((4, 10, 10, 10, 10, DECODER.latent), np.float16)
    row = DECODER.decode_many(np.zeros((1, DECODER.latent), np.float32))[0]
    grid = np.broadcast_to(row, (4, 10, 10, 10, 10, 24)).copy()
    return Table("plain", "abc", points, grid)


def test_what_is_written_is_read_again(table: Table) -> None:
    found = read_table(write_table(table), "abc")
    assert found.style == "plain"
    assert (found.points == table.points).all()
    assert (found.grid == table.grid).all()
    assert not found.points.flags.writeable


def test_a_table_for_other_weights_is_refused_with_its_name(table: Table) -> None:
    with pytest.raises(TableError, match="plain was made for other weights"):
        read_table(write_table(table), "def")


def test_a_truncated_table_a_foreign_file_and_other_sizes_are_refused(table: Table) -> None:
    data = write_table(table)
    foreign = save({"points": np.zeros(3)}, metadata={"table": "{}"})
    small = Table("plain", "abc", table.points[:1], table.grid)
    for broken in (
        data[: len(data) // 2],
        b"",
        b"hello",
        foreign,
        write_table(small),
        save({"a": np.zeros(2)}),
    ):
        with pytest.raises(TableError):
            read_table(broken, "abc")


def test_an_entry_that_decodes_to_something_else_is_found_and_named(table: Table) -> None:
    verify(table, DECODER, every=50)
    grid = table.grid.copy()
    grid[2, 0, 4, 0, 0, 3] = 90
    with pytest.raises(TableError, match=r"1 entries of plain .* bar 2, levels \(1, 5, 1, 1\)"):
        verify(Table("plain", "abc", table.points, grid), DECODER)


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.safetensors")), ids=lambda path: path.stem)
def test_a_shipped_table_belongs_to_the_shipped_weights_and_decodes_to_what_it_says(path: Path) -> None:
    data = path.read_bytes()
    assert len(data) < 4_000_000
    verify(read_table(data, CONFIG["weights_sha256"]), DECODER, every=7)
