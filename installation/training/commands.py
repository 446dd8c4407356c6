"""The commands of the training room, for the program's command line to attach.

Owns words, options and progress bars. Imports torch only once a command runs, since a visitor's machine has none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from numpy.typing import NDArray

CORPUS = Path("data/corpus.npz")
MODEL = Path("models/folk")


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
        _build_corpus(path)
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def _build_corpus(path: Path) -> dict[str, Any]:
    from installation.training import corpus  # noqa: PLC0415 - the room is loaded when a command runs

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
    np.savez_compressed(path, **arrays, **distinct)
    report["split"] = {
        name: {"tunes": len(part), "different bars": len(distinct[f"distinct_{name}"])}
        for name, part in parts.items()
    }
    return report


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS, show_default=True)
def corpus(out: Path) -> None:
    """Read the tune books and cut them into bars, split by tune."""
    click.echo(json.dumps(_build_corpus(out), indent=1, ensure_ascii=False))


@click.command()
@click.option("--corpus", "corpus_file", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS)
@click.option("--out", type=click.Path(path_type=Path), default=Path("runs/folk"), show_default=True)
@click.option("--steps", default=20_000, show_default=True)
@click.option("--batch", default=256, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--hidden", default=128, show_default=True)
@click.option("--latent", default=32, show_default=True)
@click.option("--encoder", type=click.Choice(["dense", "gru"]), default="dense", show_default=True)
@click.option("--gamma", default=1.0, show_default=True, help="Weight of the regularisation.")
@click.option("--beta", default=0.001, show_default=True, help="Weight of the KL term.")
@click.option("--edited", default=0.5, show_default=True, help="Share of bars that are edited.")
@click.option("--rate", default=1e-3, show_default=True, help="Highest learning rate.")
@click.option("--start", type=click.Path(path_type=Path), help="A model folder to start from.")
@click.option("--threads", default=1, show_default=True)
def train(corpus_file: Path, out: Path, start: Path | None, threads: int, **options: Any) -> None:
    """Train a model; started again with the same options, it goes on where it was."""
    import torch  # noqa: PLC0415 - see the head of this file

    from installation.training import train as training  # noqa: PLC0415
    from installation.training.checkpoint import CheckpointError, export_weights, load_exported  # noqa: PLC0415
    from installation.training.model import LossConfig, ModelConfig  # noqa: PLC0415

    torch.set_num_threads(threads)
    data = load_corpus(corpus_file)
    sizes = {name: options.pop(name) for name in ("hidden", "latent", "encoder")}
    losses = {name: options.pop(name) for name in ("beta", "gamma")}
    config = training.TrainConfig(ModelConfig(**sizes), LossConfig(**losses), **options)
    session = training.new_session(config, data["distinct_train"])
    state = out / "training.safetensors"
    try:
        if state.exists():
            training.resume(session, state)
            click.echo(f"going on from step {session.step}", err=True)
        elif start is not None:
            session.model.load_state_dict(load_exported(start).state_dict())
    except (CheckpointError, RuntimeError) as error:
        raise click.ClickException(str(error)) from None
    with bar() as progress:
        task = progress.add_task("training", total=config.steps, completed=session.step, note="")

        def show(step: int, losses: dict[str, float]) -> None:
            note = " ".join(f"{name[:5]} {value:.3f}" for name, value in losses.items())
            progress.update(task, completed=step, note=note)
            if not sys.stderr.isatty() and step % config.mark_every == 0:
                click.echo(f"{step} {note} {session.curves[-1:]}", err=True)

        training.run(session, state, data["distinct_validation"], show)
    facts = {
        "quantiles": training.corpus_quantiles(session.model, data["distinct_train"]),
        "training": training.as_plain(config),
        "curves": session.curves,
    }
    export_weights(out, session.model, facts)
    click.echo(json.dumps(session.curves[-1], indent=1))


commands: list[click.Command] = [corpus, train]
