"""The commands of the training room, for the program's command line to attach.

Owns words and options; `files` owns loading. Nothing heavy is imported before a command runs: a visitor's machine has
no torch, and `--help` must answer at once.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from installation.training.familiar_commands import familiar
from installation.training.places import CORPUS, MODEL, RUNS, TABLES
from installation.training.table_commands import style, table

if TYPE_CHECKING:
    from numpy.typing import NDArray


@click.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS, show_default=True)
def corpus(out: Path) -> None:
    """Read the tune books and cut them into bars, split by tune."""
    from installation.training import files

    click.echo(json.dumps(files.build_corpus(out), indent=1, ensure_ascii=False))


@click.command()
@click.option("--corpus", "corpus_file", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS)
@click.option("--out", type=click.Path(path_type=Path), default=RUNS / "folk")
@click.option("--steps", default=20_000, show_default=True)
@click.option("--batch", default=256, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--hidden", default=128, show_default=True)
@click.option("--latent", default=32, show_default=True)
@click.option("--encoder", type=click.Choice(["dense", "pooled", "gru"]), default="dense", show_default=True)
@click.option("--gamma", default=1.0, show_default=True, help="Weight of the regularisation.")
@click.option("--beta", default=0.001, show_default=True, help="Weight of the KL term.")
@click.option("--edited", default=0.5, show_default=True, help="Share of bars that are edited.")
@click.option("--rate", default=1e-3, show_default=True, help="Highest learning rate.")
@click.option("--bf16/--no-bf16", default=None, help="Half as many bits; by itself where the machine has it.")
@click.option("--start", type=click.Path(path_type=Path), help="A model folder to start from.")
@click.option("--threads", default=1, show_default=True)
def train(corpus_file: Path, out: Path, start: Path | None, threads: int, **options: Any) -> None:
    """Train a model; started again with the same options, it goes on where it was.

    Several processes share each batch: `torchrun --nproc-per-node 2 -m installation train ...`.
    """
    from installation.training import files

    files.require("torch")
    import torch

    from installation.training import train as training
    from installation.training.checkpoint import CheckpointError, export_weights, load_exported
    from installation.training.model import LossConfig, ModelConfig

    torch.set_num_threads(threads)
    training.join_group()
    data = files.load_corpus(corpus_file)
    sizes = {name: options.pop(name) for name in ("hidden", "latent", "encoder")}
    if options["bf16"] is None:
        options["bf16"] = training.bf16_helps()
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
    with files.bar() as progress:
        task = progress.add_task("training", total=config.steps, completed=session.step, note="")

        def show(step: int, losses: dict[str, float]) -> None:
            note = " ".join(f"{name[:5]} {value:.3f}" for name, value in losses.items())
            progress.update(task, completed=step, note=note)
            if not sys.stderr.isatty() and step % config.mark_every == 0:
                click.echo(f"{step} {note} {session.curves[-1:]}", err=True)

        training.run(session, state, data["distinct_validation"], show)
    if not training.leads():
        return
    facts = {
        "quantiles": training.corpus_quantiles(session.model, data["distinct_train"]),
        "training": training.as_plain(config),
        "curves": session.curves,
    }
    if start is not None:
        before = json.loads((start / "config.json").read_text(encoding="utf-8"))
        facts["began_from"] = {name: before[name] for name in ("weights_sha256", "training", "curves")}
    export_weights(out, session.model, facts)
    click.echo(json.dumps(session.curves[-1], indent=1))


@click.command()
@click.option("--model", type=click.Path(path_type=Path), default=MODEL, show_default=True)
@click.option("--measures", type=click.Path(dir_okay=False, path_type=Path), help="An .npz with `measures`.")
@click.option("--corpus", "corpus_file", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, nothing else.")
def evaluate(model: Path, measures: Path | None, corpus_file: Path, *, as_json: bool) -> None:
    """Say what a model is worth: reconstruction, encoder metrics, control as decoded."""
    from installation.training import files

    files.require("torch")
    import torch

    from installation.training import evaluate as judge

    torch.set_num_threads(1)
    network, sha = files.load_model(model)
    held_out = (
        files.load_corpus(corpus_file)["distinct_test"] if measures is None else files.load_measures(measures)
    )
    try:
        rows = judge.checked_measures(held_out)
    except judge.MeasuresError as error:
        raise click.ClickException(f"{measures}: {error}") from None
    report: dict[str, Any] = {"reconstruction": judge.reconstruction(network, rows)}
    report["encoder"] = judge.encoder(network, rows)
    tables = {path.stem: files.load_table(path, sha) for path in sorted(TABLES.glob("*.safetensors"))}
    report["control"] = judge.control(tables)
    if measures is None:
        _listen(report, tables, model, files.load_corpus(corpus_file))
    if as_json:
        click.echo(json.dumps(report))
    else:
        _show_report(report)


def _listen(
    report: dict[str, Any], tables: dict[str, Any], model: Path, data: dict[str, NDArray[Any]]
) -> None:
    """Adds what takes longer: naturalness and its marks, moves between points, what styles share."""
    from installation.training import corpus as collections
    from installation.training import evaluate as judge
    from installation.training import files
    from installation.training.judges import make_judge

    misc = collections.distinct_bars(collections.gather(collections.MISC).pieces)
    foreign = {"aird": make_judge(data["aird"], order=2), "misc": make_judge(misc, order=2)}
    report["judges"] = {name: judge.marks(one, data["distinct_test"]) for name, one in foreign.items()}
    decoder = files.load_decoder(model)
    with files.bar() as progress:
        task = progress.add_task("listening", total=len(tables), note="")
        for name, found in tables.items():
            progress.update(task, note=name)
            report["control"][name] |= judge.heard(found, files.load_style(name).tonic, decoder, foreign)
            others = {other: judge.shared_onsets(found, tables[other]) for other in tables if other != name}
            report["control"][name]["shares_with"] = others
            progress.advance(task)


def _show_report(report: dict[str, Any]) -> None:
    """One line a figure: of every style and bar the figures of control, then what holds for the whole table."""
    for kind in ("reconstruction", "encoder", "judges"):
        for name, value in report.get(kind, {}).items():
            click.echo(f"{kind} {name}: {_short(value)}")
    for name, figures in report["control"].items():
        for number, bar_figures in enumerate(figures["bars"]):
            click.echo(f"{name}, bar {number + 1}")
            for kind, value in bar_figures.items():
                click.echo(f"    {kind}: {_short(value)}")
        click.echo(f"{name}, the whole table")
        for kind, value in figures.items():
            if kind != "bars":
                click.echo(f"    {kind}: {_short(value)}")


def _short(value: Any) -> str:
    """Nested figures on one line, to four digits."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_short(one)}" for key, one in value.items())
    if isinstance(value, list):
        return " / ".join(_short(one) for one in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


commands: list[click.Command] = [corpus, train, evaluate, table, style, familiar]
