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

    from installation.measure.decoder import Decoder

CORPUS = Path("data/corpus.npz")
MODEL = Path("models/folk")
STYLES = TABLES = Path("content/styles")


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
    everything: dict[str, Any] = {**arrays, **distinct}
    np.savez_compressed(path, **everything)
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
    import torch  # noqa: PLC0415 - see the head of this file

    from installation.training import evaluate as judge  # noqa: PLC0415

    torch.set_num_threads(1)
    network, sha = _load_model(model)
    held_out = load_corpus(corpus_file)["distinct_test"] if measures is None else _load_measures(measures)
    try:
        rows = judge.checked_measures(held_out)
    except judge.MeasuresError as error:
        raise click.ClickException(f"{measures}: {error}") from None
    report: dict[str, Any] = {"reconstruction": judge.reconstruction(network, rows)}
    report["encoder"] = judge.encoder(network, rows)
    tables = {path.stem: _load_table(path, sha) for path in sorted(TABLES.glob("*.safetensors"))}
    report["control"] = judge.control(tables)
    if measures is None:
        _listen(report, tables, model, load_corpus(corpus_file))
    if as_json:
        click.echo(json.dumps(report))
    else:
        _show_report(report)


def _listen(
    report: dict[str, Any], tables: dict[str, Any], model: Path, data: dict[str, NDArray[Any]]
) -> None:
    """Adds what takes longer: naturalness, moves between points, what styles share, the foreign collection."""
    from installation.training import evaluate as judge  # noqa: PLC0415 - see the head of this file
    from installation.training.judges import make_judge  # noqa: PLC0415

    foreign = make_judge(data["aird"], order=2)
    report["real_tunes_bits_an_onset"] = judge.naturalness(data["distinct_test"], foreign, every=1)
    decoder = _load_decoder(model)
    for name, table in tables.items():
        report["control"][name] |= judge.heard(table, decoder, foreign)
        others = {other: judge.shared_onsets(table, tables[other]) for other in tables if other != name}
        report["control"][name]["shares_with"] = others


def _load_decoder(model: Path) -> Decoder:
    from installation.measure.decoder import Decoder  # noqa: PLC0415 - see the head of this file

    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return Decoder.from_bytes((model / "weights.safetensors").read_bytes(), config)


def _load_model(folder: Path) -> tuple[Any, str]:
    from installation.training.checkpoint import CheckpointError, load_exported  # noqa: PLC0415

    try:
        network = load_exported(folder)
    except CheckpointError as error:
        raise click.ClickException(str(error)) from None
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return network, config["weights_sha256"]


def _load_table(path: Path, weights_sha256: str) -> Any:
    from installation.latent.table import TableError, read_table  # noqa: PLC0415

    try:
        return read_table(path.read_bytes(), weights_sha256)
    except (OSError, TableError) as error:
        raise click.ClickException(f"{path}: {error}") from None


def _load_measures(path: Path) -> NDArray[Any]:
    try:
        with np.load(path, allow_pickle=False) as file:
            found: NDArray[Any] = file["measures"]
    except (OSError, ValueError, KeyError) as error:
        raise click.ClickException(f"{path}: no .npz with `measures` ({error})") from None
    return found


def _show_report(report: dict[str, Any]) -> None:
    for kind in ("reconstruction", "encoder"):
        click.echo(f"{kind}: {report[kind]}")
    for style, figures in report["control"].items():
        for number, bar_figures in enumerate(figures.pop("bars")):
            click.echo(f"{style}, bar {number}: {bar_figures}")
        click.echo(f"{style}: {figures}")


@click.group(invoke_without_command=True)
@click.option("--style", "name", help="The style whose table to write out.")
@click.option("--bar", type=click.IntRange(0, 3), default=0, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def table(context: click.Context, name: str | None, bar: int, out: Path | None) -> None:
    """Write a style's decoded measures to an .npz (`grid`), or build its table anew."""
    if context.invoked_subcommand:
        return
    if name is None or out is None:
        raise click.UsageError("table needs --style NAME and --out FILE.npz, or: table build NAME")
    from installation.latent.table import TableError, verify  # noqa: PLC0415

    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    found = _load_table(TABLES / f"{name}.safetensors", config["weights_sha256"])
    decoder = _load_decoder(MODEL)
    try:
        verify(found, decoder)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    # What is written is what the shipped decoder gives: verify has just decoded all of it.
    np.savez_compressed(out, grid=found.grid[bar])


@table.command("build")
@click.argument("names", nargs=-1, required=True)
@click.option("--model", type=click.Path(path_type=Path), default=MODEL, show_default=True)
@click.option("--corpus", "corpus_file", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS)
@click.option("--sweeps", default=480, show_default=True, help="How long to search a bar.")
def build_tables(names: tuple[str, ...], model: Path, corpus_file: Path, sweeps: int) -> None:
    """Search the tables of styles, by name: some minutes each."""
    import torch  # noqa: PLC0415 - see the head of this file

    torch.set_num_threads(1)
    bars = load_corpus(corpus_file)["distinct_train"]
    for name in names:
        _build_table(STYLES / f"{name}.yaml", model, bars, sweeps, TABLES / f"{name}.safetensors")


def _build_table(path: Path, model: Path, bars: NDArray[Any], sweeps: int, out: Path) -> None:
    from installation.latent.table import write_table  # noqa: PLC0415
    from installation.settings import SettingsError, read_style  # noqa: PLC0415
    from installation.training import judges, search  # noqa: PLC0415
    from installation.training import table as tables  # noqa: PLC0415
    from installation.training.checkpoint import write_atomically  # noqa: PLC0415

    try:
        wanted = read_style(path.read_text(encoding="utf-8"), str(path))
        material = search.material_of(wanted)
    except (OSError, SettingsError, ValueError) as error:
        raise click.ClickException(f"{path}: {error}") from None
    network, sha = _load_model(model)
    decoder = _load_decoder(model)
    steer = judges.make_steer(bars)
    with bar() as progress:
        task = progress.add_task(wanted.name, total=tables.sweeps_of(sweeps), note="")
        watch = tables.Watch(
            lambda: progress.advance(task), lambda text: progress.console.print(f"{wanted.name}: {text}")
        )
        try:
            found = tables.build(
                wanted.name, material, steer, tables.Codec(network, decoder, sha),
                search.Targets(), search.Effort(sweeps=sweeps), watch,
            )  # fmt: skip
        except tables.BuildError as error:
            raise click.ClickException(str(error)) from None
    data = write_table(found)
    write_atomically(out, lambda part: part.write_bytes(data))


@click.group()
def style() -> None:
    """Make styles."""


@style.command("new")
@click.argument("name")
@click.option(
    "--from", "folder", type=click.Path(path_type=Path), required=True, help="ABC, MIDI or MusicXML files."
)
@click.option("--model", type=click.Path(path_type=Path), default=MODEL, show_default=True)
@click.option("--corpus", "corpus_file", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS)
@click.option("--tempo", default=90.0, show_default=True)
@click.option("--sweeps", default=160, show_default=True, help="How long to search a bar.")
def new_style(name: str, folder: Path, model: Path, corpus_file: Path, tempo: float, sweeps: int) -> None:
    """Make a style from a folder of own tunes: some minutes."""
    import torch  # noqa: PLC0415 - see the head of this file

    from installation.settings import SettingsError, read_style  # noqa: PLC0415
    from installation.training import corpus, importer, own_style  # noqa: PLC0415
    from installation.training import evaluate as judge  # noqa: PLC0415
    from installation.training.checkpoint import write_atomically  # noqa: PLC0415

    torch.set_num_threads(1)
    path = STYLES / f"{name}.yaml"
    if path.exists():
        raise click.ClickException(f"{path} is there already; nothing was written")
    try:
        found, refused = importer.read_folder(folder)
        pieces = [piece for one in found for piece in one.pieces]
        looks = own_style.portrait(pieces)
        text = own_style.style_text(name, looks, tempo)
        read_style(text, str(path))
    except (importer.TunesError, own_style.OwnStyleError, SettingsError) as error:
        raise click.ClickException(f"{error}; nothing was written") from None
    for one in found:
        click.echo(
            f"{one.path}: {sum(len(piece.bars) for piece in one.pieces)} bars; left out {dict(one.left_out)}"
        )
    for one_path, reason in refused.items():
        click.echo(f"{one_path}: not used: {reason}")
    network, _ = _load_model(model)
    own = judge.checked_measures(corpus.distinct_bars(pieces))
    click.echo(f"tonic {looks.tonic}, {looks.mode} (holds {looks.fits:.0%} of the onsets)")
    click.echo(f"the model as it is gives back of these tunes: {judge.reconstruction(network, own)}")
    bars = own_style.steering_bars(own, load_corpus(corpus_file)["distinct_train"])
    draft = path.with_suffix(".yaml.new")
    write_atomically(draft, lambda part: part.write_text(text, encoding="utf-8"))
    try:
        _build_table(draft, model, bars, sweeps, TABLES / f"{name}.safetensors")
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"play it: ./play --style {name}")


commands: list[click.Command] = [corpus, train, evaluate, table, style]
