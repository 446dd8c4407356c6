"""Runs what lies in benchmarks/: measurements that print figures, and soaks that try many seeds.

Owns how they are found, shown and gone on with. A measurement is `benchmarks/NAME.py` with
`figures() -> dict`; a soak is `benchmarks/soak_NAME.py` with `TRIALS` and `trial(seed) -> str`, which says what
went wrong, or "" if nothing did. The first line of its docstring says what it is.
Refuses to judge: a measurement has no verdict, and a soak's failure is its seed.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from installation.shell.files import write_whole
from installation.shell.places import HOME, data_folder

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

BENCHMARKS = HOME / "benchmarks"
SOAK = "soak_"


def bench(name: str | None, *, as_json: bool) -> None:
    """Print the figures of one measurement, or what can be measured.

    Raises:
        click.UsageError: there is no such measurement.
    """
    module = _chosen(name, soaks=False)
    if module is None:
        return
    figures: dict[str, Any] = module.figures()
    if as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(_first_line(module.__doc__ or ""))
    table = Table(show_header=False)
    for key, value in _flat(figures):
        table.add_row(key, value)
    Console(width=110).print(table)


def soak(name: str | None, *, count: int | None, again: bool, seed: int | None) -> None:
    """Try seeds, going on where an earlier run stopped; exit status 1 if any failed.

    Raises:
        click.UsageError: there is no such soak.
    """
    module = _chosen(name, soaks=True)
    if module is None:
        return
    if seed is not None:
        problem = module.trial(seed)
        click.echo(problem or f"seed {seed}: nothing went wrong")
        sys.exit(1 if problem else 0)
    path = data_folder(HOME) / "soaks" / f"{name}.json"
    tried = _Tried() if again else _Tried.read(path)
    wanted = count or module.TRIALS
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(f"soak {name}", total=wanted, completed=min(tried.done, wanted))
        while tried.done < wanted:
            problem = module.trial(tried.done)
            if problem:
                tried.failed[str(tried.done)] = problem
            tried.done += 1
            tried.write(path)
            progress.update(bar, completed=tried.done)
    click.echo(f"{tried.done} trials, {len(tried.failed)} failed")
    for failed, problem in tried.failed.items():
        click.echo(f"  seed {failed}: {problem}")
    sys.exit(1 if tried.failed else 0)


@dataclass
class _Tried:
    """How far a soak is: the next seed, and what went wrong with which."""

    done: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> _Tried:
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(int(kept["done"]), dict(kept["failed"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()  # never begun, or not readable: from the first seed on

    def write(self, path: Path) -> None:
        write_whole(path, json.dumps({"done": self.done, "failed": self.failed}).encode())


def _chosen(name: str | None, *, soaks: bool) -> ModuleType | None:
    """The module of that name, or a list of all there are."""
    found = {
        path.stem.removeprefix(SOAK): path
        for path in sorted(BENCHMARKS.glob("*.py"))
        if path.stem.startswith(SOAK) == soaks
    }
    if name is None:
        for known, path in found.items():
            click.echo(
                f"  {known:14} {_first_line(ast.get_docstring(ast.parse(path.read_text('utf-8'))) or '')}"
            )
        return None
    if name not in found:
        raise click.UsageError(f"there is no {name!r}; there are {', '.join(found)}")
    spec = importlib.util.spec_from_file_location(f"benchmarks.{found[name].stem}", found[name])
    if spec is None or spec.loader is None:
        raise click.UsageError(f"{found[name]} cannot be loaded")
    if str(HOME) not in sys.path:  # measurements may use the tests' fakes: the same doors
        sys.path.insert(0, str(HOME))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _flat(figures: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in figures.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{path}{key} / ")
        else:
            rows.append((path + key, f"{value:.4g}" if isinstance(value, float) else str(value)))
    return rows
