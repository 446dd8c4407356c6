"""The command that says what the model learned from, for the wall.

Owns words and options, like `commands`, which lists it too; nothing heavy is imported before it runs.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from installation.training.places import MODEL


@click.command()
@click.option("--model", type=click.Path(path_type=Path), default=MODEL, show_default=True)
def familiar(model: Path) -> None:
    """Write down where the tunes lie that a model learned from, with their names: for explanations on the wall.

    Reads the same tune books as `corpus`, and the model's encoder; some seconds. To be run again for new weights.
    """
    from installation.measure.encoder import Encoder
    from installation.shell.files import write_whole
    from installation.training import familiar as made

    weights = (model / "weights.safetensors").read_bytes()
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    try:
        train, unseen = made.corpus_parts()
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    encoder = Encoder.from_bytes(weights, config)
    found = made.familiar_of(train, unseen, encoder, hashlib.sha256(weights).hexdigest())
    data = found.to_bytes()
    write_whole(model / "familiar.safetensors", data)
    click.echo(f"{len(found.points):,} bars of {len(found.tunes):,} tunes, {len(data) / 1e6:.2f} MB")
