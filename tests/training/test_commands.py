"""Mirrors installation/training/commands.py, with table_commands.py, files.py and places.py."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner, Result

from installation.latent.table import SHAPE, Table, write_table
from installation.settings import read_style
from installation.training import files, table_commands
from installation.training.commands import commands
from installation.training.places import MODEL

if TYPE_CHECKING:
    from pathlib import Path

BY_NAME = {command.name: command for command in commands}


def run(*words: str) -> Result:
    return CliRunner().invoke(BY_NAME[words[0]], list(words[1:]))


def test_listing_the_commands_loads_neither_torch_nor_numpy() -> None:
    code = "import sys, installation.training.commands; print(sorted({'torch', 'numpy', 'numba'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_evaluate_prints_one_json_object_for_given_measures(tmp_path: Path) -> None:
    rows = np.full((30, 24), 128)
    rows[:, ::6] = np.random.default_rng(0).integers(60, 80, (30, 4))
    np.savez(tmp_path / "m.npz", measures=rows)
    told = run("evaluate", "--json", "--measures", str(tmp_path / "m.npz"))
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert set(found) == {"reconstruction", "encoder", "control"}
    assert found["reconstruction"]["symbol"] > 0.9


@pytest.mark.parametrize("content", [b"", b"not an npz", None])
def test_measures_that_cannot_be_read_are_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "m.npz"
    if content is not None:
        path.write_bytes(content)
    told = run("evaluate", "--json", "--measures", str(path))
    assert told.exit_code == 1
    assert "no .npz with `measures`" in told.stderr


def test_measures_out_of_range_are_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", measures=np.full((2, 24), 20))
    told = run("evaluate", "--measures", str(tmp_path / "m.npz"))
    assert told.exit_code == 1
    assert "pitch 20" in told.stderr


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    told = run("evaluate", "--model", str(tmp_path))
    assert told.exit_code == 1
    assert "no model folder" in told.stderr


def test_a_table_of_other_weights_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.safetensors").write_bytes(b"odd")
    monkeypatch.setattr(table_commands, "TABLES", tmp_path)
    told = run("table", "--style", "odd", "--out", str(tmp_path / "out.npz"))
    assert told.exit_code == 1
    assert "no control table" in told.stderr
    assert not (tmp_path / "out.npz").exists()


def test_a_style_from_an_empty_folder_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_commands, "STYLES", tmp_path / "styles")
    (tmp_path / "tunes").mkdir()
    told = run("style", "new", "mine", "--from", str(tmp_path / "tunes"))
    assert told.exit_code == 1
    assert "an empty folder; nothing was written" in told.stderr
    assert not (tmp_path / "styles").exists()


def test_a_style_of_own_tunes_says_what_it_used_and_can_be_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tunes").mkdir()
    tune = (
        "X:1\nT:Mine\nM:4/4\nL:1/8\nK:Dmix\n" + "DEFG ABcd|" * 2 + "d3B A2F2|GABc d2AF|E3D D4|DEF GAB cdc|\n"
    )
    (tmp_path / "tunes" / "mine.abc").write_text(tune, encoding="utf-8")
    (tmp_path / "tunes" / "note.txt").write_text("of 1903", encoding="utf-8")
    corpus = tmp_path / "corpus.npz"
    corpus.write_bytes(b"")
    bars = np.full((8, 24), 128, np.uint8)
    bars[:, ::3] = 62
    monkeypatch.setattr(table_commands, "STYLES", tmp_path / "styles")
    monkeypatch.setattr(files, "load_corpus", lambda _: {"distinct_train": bars})
    built = []
    monkeypatch.setattr(table_commands, "_build_table", lambda *given: built.append(given))
    told = run("style", "new", "mine", "--from", str(tmp_path / "tunes"), "--corpus", str(corpus))
    assert told.exit_code == 0, told.stderr
    assert "mine.abc: 5 bars used; left out: bars: not a whole bar (1)" in told.stdout
    assert "note.txt: not used: not an ABC, MIDI or MusicXML file" in told.stdout
    assert "tonic 2, mixolydian (holds 100% of the onsets)" in told.stdout
    path = tmp_path / "styles" / "mine.yaml"
    assert read_style(path.read_text(encoding="utf-8"), str(path)).mode == "mixolydian"
    assert [one.name for one in path.parent.iterdir()] == ["mine.yaml"]
    assert (built[0][2] == bars[0]).all(1).sum() == 8  # nothing is forgotten


def test_a_style_that_is_there_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.yaml").write_text("old", encoding="utf-8")
    monkeypatch.setattr(table_commands, "STYLES", tmp_path)
    told = run("style", "new", "mine", "--from", str(tmp_path))
    assert told.exit_code == 1
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "old"


def test_a_style_file_that_is_missing_is_named() -> None:
    told = run("table", "build", "nowhere")
    assert told.exit_code == 1
    assert "nowhere.yaml" in told.stderr


def test_what_is_missing_is_said_with_what_to_type() -> None:
    with pytest.raises(Exception, match=r"this needs no_such_module: .*requirements/check.txt"):
        files.require("json", "no_such_module")


def test_table_without_a_style_says_how_to_use_it() -> None:
    assert run("table").exit_code == 2


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two plain tables, one a fifth above the other, and a data folder beside it."""
    sha = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))["weights_sha256"]
    row = np.full(24, 128, np.uint8)
    row[::6] = 60
    points = np.zeros((*SHAPE, 32), np.float16)
    for name, up in (("high", 7), ("low", 0)):
        grid = np.broadcast_to(np.where(row < 128, row + up, row).astype(np.uint8), (*SHAPE, 24)).copy()
        (tmp_path / f"{name}.safetensors").write_bytes(write_table(Table(name, sha, points, grid)))
    monkeypatch.setattr(table_commands, "TABLES", tmp_path)
    monkeypatch.setenv("DEFORMTUNE_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.usefixtures("tables")
def test_two_tables_that_differ_by_their_key_are_said_to_share_everything() -> None:
    told = run("table", "compare")
    assert told.exit_code == 0, told.output
    assert "high and low: each measure moved as it fits best 1.000" in told.stdout


def test_a_table_that_was_verified_is_remembered_and_one_that_fails_is_not(
    tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run("table", "verify", "low")
    assert told.exit_code == 1
    assert "decode to something else" in told.stderr
    assert not (tables / "data").exists()
    monkeypatch.setattr("installation.latent.table.verify", lambda *_: None)
    told = run("table", "verify")
    assert told.exit_code == 0, told.output
    assert "low.safetensors: all 40000 entries" in told.stdout
    assert len(json.loads((tables / "data" / "proofs.json").read_text(encoding="utf-8"))) == 2
