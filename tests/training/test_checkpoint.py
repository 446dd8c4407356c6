"""Mirrors installation/training/checkpoint.py."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save_file

from installation.training import checkpoint, train
from installation.training.checkpoint import CheckpointError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from installation.training.train import TrainConfig


def exported(folder: Path, tiny: TrainConfig, bars: np.ndarray) -> Path:
    session = train.new_session(tiny, bars)
    checkpoint.export_weights(folder, session.model, {})
    return folder


def test_exported_weights_come_back_in_half_precision(
    tmp_path: Path, tiny: TrainConfig, bars: np.ndarray
) -> None:
    session = train.new_session(tiny, bars)
    checkpoint.export_weights(tmp_path, session.model, {"note": 1})
    found = checkpoint.load_exported(tmp_path).state_dict()
    for name, value in session.model.state_dict().items():
        assert torch.equal(found[name], value.half().float())


def test_truncated_foreign_and_missing_files_are_refused(
    tmp_path: Path, tiny: TrainConfig, bars: np.ndarray
) -> None:
    with pytest.raises(CheckpointError, match="no model folder"):
        checkpoint.load_exported(tmp_path / "nowhere")
    folder = exported(tmp_path, tiny, bars)
    weights = folder / "weights.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-10])
    with pytest.raises(CheckpointError, match="not the weights"):
        checkpoint.load_exported(folder)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CheckpointError, match="not a config"):
        checkpoint.load_exported(folder)


def test_a_config_of_other_sizes_is_refused(tmp_path: Path, tiny: TrainConfig, bars: np.ndarray) -> None:
    folder = exported(tmp_path, tiny, bars)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["model"]["hidden"] = 12
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(CheckpointError, match="does not fit"):
        checkpoint.load_exported(folder)


def test_a_training_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "training.safetensors"
    save_file({"x": torch.zeros(2)}, path)
    with pytest.raises(CheckpointError, match="not a checkpoint"):
        checkpoint.read_progress(path)
    path.write_bytes(b"rubbish")
    with pytest.raises(CheckpointError, match="broken"):
        checkpoint.read_progress(path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")

    def fail(part: Path) -> None:
        part.write_text("half", encoding="utf-8")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        checkpoint.write_atomically(path, fail)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
