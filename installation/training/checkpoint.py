"""Checkpoints without pickle: everything a training needs to go on exactly, and the weights that ship.

Owns the two file forms (safetensors both) and their atomic writing. Refuses to know how training goes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from installation.training.model import MeasureVae, ModelConfig

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

FORMAT = "deformtune-measurevae-1"


class CheckpointError(ValueError):
    """A file that is no checkpoint of this program, or not of this model."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a training stands: steps done, its config as given, and its curves (a row a mark)."""

    step: int
    config: dict[str, Any]
    curves: list[dict[str, float]]


def write_atomically(path: Path, write: Any) -> None:
    """Calls `write(temporary path)`, flushes it to disk and moves it to `path`: either the old file or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def save_training(path: Path, model: MeasureVae, optimiser: torch.optim.Adam, progress: Progress) -> None:
    """Weights, Adam's moments and the progress in one file, whole or not at all."""
    tensors: dict[str, Tensor] = {f"model.{name}": value for name, value in model.state_dict().items()}
    for name, parameter in model.named_parameters():
        for key, value in optimiser.state[parameter].items():
            tensors[f"adam.{key}.{name}"] = torch.as_tensor(value).clone()
    metadata = {"format": FORMAT, "progress": json.dumps(dataclasses.asdict(progress))}
    contiguous = {name: value.detach().contiguous() for name, value in tensors.items()}
    write_atomically(path, lambda part: save_file(contiguous, part, metadata=metadata))


def load_training(path: Path, model: MeasureVae, optimiser: torch.optim.Adam) -> Progress:
    """Puts a saved training back into model and optimiser.

    Raises:
        CheckpointError: not a checkpoint of this program, truncated, or of other sizes.
    """
    progress = read_progress(path)
    tensors = load_file(path)
    try:
        model.load_state_dict(
            {name[6:]: value for name, value in tensors.items() if name.startswith("model.")}
        )
    except RuntimeError as error:
        raise CheckpointError(f"{path}: not of this model: {error}") from None
    for name, parameter in model.named_parameters():
        optimiser.state[parameter] = {
            key: tensors[f"adam.{key}.{name}"] for key in ("step", "exp_avg", "exp_avg_sq")
        }
    return progress


def read_progress(path: Path) -> Progress:
    """The progress that a training file carries.

    Raises:
        CheckpointError: not a checkpoint of this program, or truncated.
    """
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
    except (SafetensorError, OSError) as error:
        raise CheckpointError(f"{path}: no checkpoint, or a broken one: {error}") from None
    if metadata.get("format") != FORMAT:
        raise CheckpointError(f"{path}: not a checkpoint of this program")
    return Progress(**json.loads(metadata["progress"]))


def export_weights(folder: Path, model: MeasureVae, facts: dict[str, Any]) -> None:
    """`weights.safetensors` in half precision and `config.json` beside it: what a model folder ships."""
    halves = {name: value.detach().half().contiguous() for name, value in model.state_dict().items()}
    path = folder / "weights.safetensors"
    write_atomically(path, lambda part: save_file(halves, part, metadata={"format": FORMAT}))
    config = {
        "format": FORMAT,
        "model": dataclasses.asdict(model.config),
        "weights_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        **facts,
    }
    text = json.dumps(config, indent=1) + "\n"
    write_atomically(folder / "config.json", lambda part: part.write_text(text, encoding="utf-8"))


def load_exported(folder: Path) -> MeasureVae:
    """The network of a model folder, in single precision, ready to evaluate.

    Raises:
        CheckpointError: a file is missing, truncated, foreign, or does not fit its config.
    """
    weights = folder / "weights.safetensors"
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        data = weights.read_bytes()
    except (OSError, json.JSONDecodeError) as error:
        raise CheckpointError(f"{folder}: no model folder: {error}") from None
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise CheckpointError(f"{folder / 'config.json'}: not a config of this program")
    if hashlib.sha256(data).hexdigest() != config.get("weights_sha256"):
        raise CheckpointError(f"{weights}: not the weights that config.json names (truncated or foreign)")
    sizes = config["model"]
    model = MeasureVae(ModelConfig(**{**sizes, "regularised": tuple(sizes["regularised"])}))
    try:
        model.load_state_dict({name: value.float() for name, value in load_file(weights).items()})
    except (RuntimeError, SafetensorError) as error:
        raise CheckpointError(f"{weights}: does not fit its config: {error}") from None
    return model.eval()
