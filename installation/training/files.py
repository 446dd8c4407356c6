"""What the training commands read, with an error a person understands for each file that will not do.

Owns progress bars, loading and the words for what is missing. The room's heavy parts are loaded when they are asked
for: a command that reads a table needs no torch.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from installation.measure.decoder import Decoder
    from installation.settings import Style


def require(*modules: str) -> None:
    """Says what to type if a module of the `train` extra is missing.

    Raises:
        click.ClickException: one is missing.
    """
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise click.ClickException(
            f"this needs {', '.join(missing)}: .venv/bin/pip install -r requirements/check.txt"
        )


def bar() -> Progress:
    """A progress bar on standard error."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=Console(stderr=True),
    )


def load_corpus(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a corpus file; built first where it is missing."""
    if not path.exists():
        build_corpus(path)
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def build_corpus(path: Path) -> dict[str, Any]:
    """Reads the collections, writes the corpus file, and returns what was found and left out."""
    from installation.training import corpus

    pieces, report = [], {}
    with bar() as progress:
        collections = (*corpus.TRAINED_ON, corpus.AIRD)
        task = progress.add_task("reading", total=sum(len(corpus.books_of(c)) for c in collections), note="")
        for collection in collections:
            found = corpus.gather(collection, lambda: progress.advance(task))
            report[collection.name] = {
                "provenance": collection.provenance,
                "tunes": len(found.pieces),
                "bars": sum(len(piece.bars) for piece in found.pieces),
                "left out": dict(found.left_out),
            }
            pieces.append(found.pieces)
    parts = corpus.split_pieces([piece for found in pieces[:-1] for piece in found])
    arrays = corpus.pack({**parts, "aird": list(pieces[-1])})
    distinct = {f"distinct_{name}": rows for name, rows in corpus.bars_of_training_alone(parts).items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    everything: dict[str, Any] = {**arrays, **distinct}
    np.savez_compressed(path, **everything)
    report["split"] = {
        name: {"tunes": len(part), "different bars": len(distinct[f"distinct_{name}"])}
        for name, part in parts.items()
    }
    return report


def load_decoder(model: Path) -> Decoder:
    """The numpy decoder of a model folder."""
    from installation.measure.decoder import Decoder

    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return Decoder.from_bytes((model / "weights.safetensors").read_bytes(), config)


def load_model(folder: Path) -> tuple[Any, str]:
    """The network of a model folder and the hash of its weights (click.ClickException if it will not do)."""
    from installation.training.checkpoint import CheckpointError, load_exported

    try:
        network = load_exported(folder)
    except CheckpointError as error:
        raise click.ClickException(str(error)) from None
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return network, config["weights_sha256"]


def load_table(path: Path, weights_sha256: str) -> Any:
    """A control table for weights of that hash (click.ClickException if it will not do)."""
    from installation.latent.table import TableError, read_table

    try:
        return read_table(path.read_bytes(), weights_sha256)
    except (OSError, TableError) as error:
        raise click.ClickException(f"{path}: {error}") from None


def load_style(name: str) -> Style:
    """A style of this installation by its name (click.ClickException if it will not do)."""
    from installation.page import SettingsError
    from installation.settings import read_style
    from installation.training.places import STYLES

    path = STYLES / f"{name}.yaml"
    try:
        return read_style(path.read_text(encoding="utf-8"), str(path))
    except (OSError, SettingsError) as error:
        raise click.ClickException(f"{path}: {error}") from None


def load_measures(path: Path) -> NDArray[Any]:
    """The `measures` of an .npz, unchecked (click.ClickException if there are none)."""
    try:
        with np.load(path, allow_pickle=False) as file:
            found: NDArray[Any] = file["measures"]
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise click.ClickException(f"{path}: no .npz with `measures` ({error})") from None
    return found
