"""The commands for studies, for the program's command line to attach.

Owns words and options. Imports what it needs when a command runs.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from installation.shell.visits_commands import database_option


def _studies() -> Any:
    return import_module("installation.shell.studies_work")


@click.group()
def study() -> None:
    """Run a study: participants, conditions, questionnaires, results.

    \b
    The way through one:
      ./play study list                    protocols that are there (content/studies)
      ./play study new published_2025      begin it: protocol and seed are kept
      ./play study next published_2025     the next participant: number, order of conditions, steps
      ./play study step SESSION            the next step of a session: what to say, what to set
      ./play study answers SESSION ueq_s   type the answers in, or --file answers.csv
      ./play study results published_2025  scores with intervals beside those of 2025
      ./play visits export --out tables    everything a reviewer asks for
    docs/study.md has it all on one page.
    """  # noqa: D301 - \\b tells click to keep the lines that follow as they are


@study.command("list")
@database_option
def list_studies(database: Path) -> None:
    """The protocols in content/studies, and which of them were begun."""
    _studies().list_studies(database)


@study.command()
@click.argument("name")
@database_option
@click.option("--seed", type=click.IntRange(0, 2**31), help="Of the orders; without it the file's own.")
def new(name: str, database: Path, seed: int | None) -> None:
    """Begin the study NAME (a file of content/studies): its protocol and its seed are kept as they are now."""
    _studies().new(database, name, seed)


@study.command("next")
@click.argument("name")
@database_option
@click.option("--minor", is_flag=True, help="The participant is a minor: needs --form.")
@click.option(
    "--form", default="", help="Number of the paper form on which a named adult has signed for a minor."
)
def next_participant(name: str, database: Path, *, minor: bool, form: str) -> None:
    """The next participant of the study NAME: a random session number, the order of conditions, the steps.

    No names are kept. A minor takes part only where the protocol allows it, and with the number of a form.
    """
    _studies().next_participant(database, name, minor=minor, form=form)


@study.command()
@click.argument("session")
@database_option
@click.option("--done", is_flag=True, help="The present step is done; without it, it is shown (and begun).")
def step(session: str, database: Path, *, done: bool) -> None:
    """The present step of a SESSION: what to say, what to set, how much time is left."""
    _studies().step(database, session, done=done)


@study.command()
@click.argument("session")
@click.argument("questionnaire")
@database_option
@click.option(
    "--condition", default="", help="The condition that is asked about; without it the present one."
)
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV: item,answer a line."
)
@click.option(
    "--language", default="en", show_default=True, help="Of the UEQ-S: en, de; fr, zh (own, not validated)."
)
def answers(
    session: str, questionnaire: str, database: Path, condition: str, file: Path | None, language: str
) -> None:
    """Keep a participant's answers to a QUESTIONNAIRE: ueq_s, or one of content/studies/questionnaires.

    Asks item by item, or reads a file. All are kept or none; the same questionnaire again writes over.
    """
    _studies().answers(database, session, questionnaire, condition, file, language)


@study.command()
@click.argument("name")
@database_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def results(name: str, database: Path, *, as_json: bool) -> None:
    """Scores of the study NAME by condition, with 95 % intervals, beside -0.045 and 1.455 of the study of 2025."""
    import_module("installation.shell.studies_results").results(database, name, as_json=as_json)


@study.command()
@click.argument("session")
@database_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def withdraw(session: str, database: Path, *, yes: bool) -> None:
    """Delete a participant for good: the SESSION, its answers, its visits and their recordings."""
    if not yes:
        click.confirm(f"Delete session {session} for good?", abort=True)
    _studies().withdraw(database, session)


commands = [study]
