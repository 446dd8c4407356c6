"""Mirrors installation/shell/places.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from installation.shell.places import HOME, data_folder

if TYPE_CHECKING:
    import pytest


def test_the_data_folder_lies_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEFORMTUNE_DATA", raising=False)
    assert (HOME / "content" / "levels.yaml").is_file()
    assert data_folder() == HOME / "data"
    assert data_folder(Path("/here")) == Path("/here/data")


def test_it_may_lie_elsewhere_and_a_name_that_is_empty_means_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEFORMTUNE_DATA", "/elsewhere")
    assert data_folder(Path("/here")) == Path("/elsewhere")
    monkeypatch.setenv("DEFORMTUNE_DATA", "")
    assert data_folder(Path("/here")) == Path("/here/data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEFORMTUNE_DATA", "beside")
    assert data_folder() == tmp_path / "beside"
