"""The commands that make and show control tables and styles.

Owns words and options, like `commands`, which lists these too; nothing heavy is imported before a command runs.
"""
# ruff: noqa: PLC0415 - what a command needs is imported when it runs: `--help` must answer at once, without torch

from __future__ import annotations

import hashlib
import json
import os
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from installation.training.places import CORPUS, HOME, MODEL, PICTURES, RUNS, STYLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


MOST_KEPT = 0.61
"""Up to which share of a step's onsets the trade-off goes."""


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
    import numpy as np

    from installation.latent.table import TableError, verify
    from installation.training import files

    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    found = files.load_table(TABLES / f"{name}.safetensors", config["weights_sha256"])
    decoder = files.load_decoder(MODEL)
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
@click.option("--sweeps", default=400, show_default=True, help="How long to search a bar.")
@click.option(
    "--bar",
    "searched",
    type=click.IntRange(0, 3),
    multiple=True,
    help="Only this bar (0..3); the others stay.",
)
def build_tables(
    names: tuple[str, ...], model: Path, corpus_file: Path, sweeps: int, searched: tuple[int, ...]
) -> None:
    """Search the tables of styles, by name: some minutes each. Each stays apart from those there are already."""
    from installation.training import files

    files.require("torch", "numba")
    import torch

    torch.set_num_threads(1)
    bars = files.load_corpus(corpus_file)["distinct_train"]
    for name in names:
        out = TABLES / f"{name}.safetensors"
        others = [path for path in sorted(TABLES.glob("*.safetensors")) if path != out]
        _build_table(STYLES / f"{name}.yaml", model, bars, sweeps, out, others, searched)


def _build_table(
    path: Path,
    model: Path,
    bars: NDArray[Any],
    sweeps: int,
    out: Path,
    apart_from: Sequence[Path] = (),
    searched: Sequence[int] = (),
) -> None:
    """Search the table of the style at `path`, its rhythms apart from those of other tables.

    `searched`: of a table that is there already, only these bars are; none named: all.
    """
    from installation.latent.table import write_table
    from installation.page import SettingsError
    from installation.settings import read_style
    from installation.training import bar_points, files, judges, search
    from installation.training import table as tables
    from installation.training.checkpoint import write_atomically

    network, sha = files.load_model(model)
    others = [files.load_table(one, sha).grid for one in apart_from]
    try:
        wanted = read_style(path.read_text(encoding="utf-8"), str(path))
        material = search.material_of(wanted, others)
    except (OSError, SettingsError, ValueError) as error:
        raise click.ClickException(f"{path}: {error}") from None
    kept = tables.kept_bars(files.load_table(out, sha), searched) if searched else {}
    decoder = files.load_decoder(model)
    steer = judges.make_steer(bars)
    seen = (
        wanted.name,
        sha,
        search.Targets(),
        search.Effort(sweeps=sweeps),
        material.home.tobytes(),
        material.others.tobytes(),
        bars.tobytes(),
        kept[0][0].tobytes() if 0 in kept else b"",
    )
    drafts = tables.Drafts(RUNS / "drafts", hashlib.sha256(repr(seen).encode()).hexdigest()[:16])
    with files.bar() as progress:
        task = progress.add_task(wanted.name, total=tables.sweeps_of(sweeps), note="")
        watch = tables.Watch(
            lambda: progress.advance(task), lambda text: progress.console.print(f"{wanted.name}: {text}")
        )
        try:
            asked = tables.Commission(
                material, steer, bar_points.Codec(network, decoder, sha),
                search.Targets(), search.Effort(sweeps=sweeps), watch, drafts, kept,
            )  # fmt: skip
            found = tables.build(wanted.name, asked, workers=os.cpu_count() or 1)
        except bar_points.BuildError as error:
            raise click.ClickException(str(error)) from None
    data = write_table(found)
    write_atomically(out, lambda part: part.write_bytes(data))


@table.command("verify")
@click.argument("names", nargs=-1)
def verify_tables(names: tuple[str, ...]) -> None:
    """Decode every entry of tables (all, if none is named) and remember what was found whole: seconds each."""
    from installation.latent.table import TableError, verify
    from installation.shell import proofs
    from installation.shell.places import data_folder
    from installation.training import files

    sha = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))["weights_sha256"]
    decoder = files.load_decoder(MODEL)
    paths = [TABLES / f"{name}.safetensors" for name in names] or sorted(TABLES.glob("*.safetensors"))
    with files.bar() as progress:
        task = progress.add_task("decoding", total=len(paths), note="")
        for path in paths:
            found = files.load_table(path, sha)
            try:
                verify(found, decoder)
            except TableError as error:
                raise click.ClickException(f"{path}: {error}") from None
            proofs.remember(data_folder(HOME), path.read_bytes(), sha)
            progress.advance(task)
            click.echo(
                f"{path.name}: all {found.grid.size // found.grid.shape[-1]} entries decode to what they say"
            )


@table.command("compare")
@click.argument("names", nargs=-1)
def compare_tables(names: tuple[str, ...]) -> None:
    """Say what each two tables share at the same levels: onsets with the transposition removed, and rhythms."""
    from installation.training import files
    from installation.training.overlap import overlap

    sha = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))["weights_sha256"]
    chosen = names or sorted(path.stem for path in TABLES.glob("*.safetensors"))
    grids = {name: files.load_table(TABLES / f"{name}.safetensors", sha).grid for name in chosen}
    click.echo(
        "of the onsets of two styles, at the same levels (whole phrase: each of its bars; at most .2 is wanted):"
    )
    for one, other in combinations(chosen, 2):
        found = [overlap(grids[one][bar], grids[other][bar]) for bar in range(4)]
        phrase = overlap(grids[one], grids[other])
        click.echo(
            f"{one} and {other}: each measure moved as it fits best {phrase.each:.3f}: "
            f"{' / '.join(f'{bar.each:.3f}' for bar in found)}; all moved alike {phrase.whole:.3f}: "
            f"{' / '.join(f'{bar.whole:.3f}' for bar in found)}; rhythms alone {phrase.rhythm:.2f}: "
            f"{' / '.join(f'{bar.rhythm:.2f}' for bar in found)}"
        )


@table.command("pictures")
@click.argument("name")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=PICTURES)
def table_pictures(name: str, out: Path) -> None:
    """Draw a table: its attribute surfaces, its lines of ten levels, and the training behind it."""
    from installation.training import files

    files.require("matplotlib")
    from installation.training import pictures

    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    found = files.load_table(TABLES / f"{name}.safetensors", config["weights_sha256"])
    out.mkdir(parents=True, exist_ok=True)
    pictures.draw_surfaces(found.grid[0], out / f"{name}-surfaces.png")
    pictures.draw_lines(found.grid[0], out / f"{name}-lines.png")
    before = config.get("began_from", {}).get("curves", [])
    last = before[-1]["step"] if before else 0
    after = [{**mark, "step": mark["step"] + last} for mark in config["curves"]]
    pictures.draw_curves(before + after, out / "training.png")


@table.command("lines")
@click.argument("name")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
def table_lines(name: str, out: Path) -> None:
    """Write a pad's ten levels in a row as a MIDI file, for each pad: `sound render` plays them."""
    from installation.score import PADS
    from installation.training import files
    from installation.training.lines import line_midi

    sha = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))["weights_sha256"]
    found = files.load_table(TABLES / f"{name}.safetensors", sha)
    tempo = files.load_style(name).tempo_bpm
    out.mkdir(parents=True, exist_ok=True)
    for number, pad in enumerate(PADS):
        (out / f"{name}-{pad}.mid").write_bytes(line_midi(found.grid[0], number, tempo))


@table.command("trade-off")
@click.argument("name")
@click.option("--corpus", "corpus_file", type=click.Path(dir_okay=False, path_type=Path), default=CORPUS)
@click.option("--bar", type=click.IntRange(0, 3), default=0, show_default=True)
@click.option("--sweeps", default=400, show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=PICTURES / "trade-off.png")
def trade_off(name: str, corpus_file: Path, bar: int, sweeps: int, out: Path) -> None:
    """Search a style's bar with more and more weight on keeping onsets; print and draw what it costs."""
    from installation.training import files

    files.require("torch", "matplotlib")
    from installation.settings import read_style
    from installation.training import evaluate as judge
    from installation.training import judges, pictures, search
    from installation.training.table import searched_before

    data = files.load_corpus(corpus_file)
    path = STYLES / f"{name}.yaml"
    material = search.material_of(read_style(path.read_text(encoding="utf-8"), str(path)))
    steer, foreign = (judges.make_steer(data["distinct_train"]), judges.make_judge(data["aird"], order=2))
    first = None
    if bar:
        sha = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))["weights_sha256"]
        rows = files.load_table(TABLES / f"{name}.safetensors", sha).grid[0].reshape(-1, 24)
        first = searched_before(rows, search.Targets(), 0)
    points: list[dict[str, Any]] = []

    def note(turn: int, found: search.Bar, figures: dict[str, Any]) -> None:
        kept, bits = (
            sum(figures["kept"].values()) / 4,
            judge.naturalness(search.to_score(found.grid), foreign),
        )
        points.append({"mend": turn, "kept": round(kept, 4), "bits": bits})
        chosen = ("own", "wrong_way", "different", "span")
        progress.console.print(json.dumps({**points[-1], **{kind: figures[kind] for kind in chosen}}))

    with files.bar() as progress:
        task = progress.add_task(name, total=sweeps, note="")
        effort = search.Effort(sweeps=sweeps, least_kept=(MOST_KEPT,) * 4)
        search.search_bar(
            search.Targets(), effort, steer, material, bar, first, lambda: progress.advance(task), note
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    pictures.draw_trade_off(points, out)


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
@click.option("--tempo", default=90.0, show_default=True, help="Beats a minute.")
@click.option("--sweeps", default=160, show_default=True, help="How long to search a bar.")
def new_style(name: str, folder: Path, model: Path, corpus_file: Path, tempo: float, sweeps: int) -> None:
    """Make a style from a folder of own tunes: some twenty minutes on two cores.

    Four bars are enough, twenty tunes are plenty. Their mode, their way of going on and one of their bars become the
    style; stopped, the same command goes on where it was. Then: ./play --style NAME, or Settings, Style on the page.
    Title, description, tempo and instruments stand in content/styles/NAME.yaml and may be changed.
    """
    from installation.training import files

    files.require("torch", "music21")
    import torch

    from installation.page import SettingsError
    from installation.settings import read_style
    from installation.training import corpus, importer, own_style
    from installation.training import evaluate as judge
    from installation.training.checkpoint import write_atomically

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
        left = ", ".join(f"{reason} ({count})" for reason, count in one.left_out.most_common())
        used = sum(len(piece.bars) for piece in one.pieces)
        click.echo(f"{one.path.name}: {used} bars used" + (f"; left out: {left}" if left else ""))
    for one_path, reason in refused.items():
        click.echo(f"{one_path.name}: not used: {reason}")
    network, _ = files.load_model(model)
    own = judge.checked_measures(corpus.distinct_bars(pieces))
    click.echo(f"tonic {looks.tonic}, {looks.mode} (holds {looks.fits:.0%} of the onsets)")
    exact = judge.reconstruction(network, own)["exact"]
    click.echo(f"of their {len(own)} different bars the model gives back {exact:.0%} note by note")
    bars = own_style.steering_bars(own, files.load_corpus(corpus_file)["distinct_train"])
    draft = path.with_suffix(".yaml.new")
    write_atomically(draft, lambda part: part.write_text(text, encoding="utf-8"))
    try:
        _build_table(draft, model, bars, sweeps, TABLES / f"{name}.safetensors")
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"play it: ./play --style {name}")
