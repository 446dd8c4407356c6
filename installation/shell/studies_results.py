"""What came of a study: the scores of each condition, beside those of the study of 2025.

Owns the table of results. Refuses to score (visits/questionnaire.py) and to know how answers came in.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from installation.shell.database import Database
from installation.shell.studies_work import kept
from installation.visits import questionnaire as asked
from installation.visits.questionnaire import HEDONIC, PRAGMATIC, PUBLISHED_2025, UEQ_S

if TYPE_CHECKING:
    from pathlib import Path

    from installation.visits.statistics import Estimate

_FOREIGN = (
    "SELECT count(*) FROM answers JOIN sessions USING (session) WHERE study = ? AND questionnaire = 'ueq_s' "
    "AND item = 'asked_in' AND words LIKE ?"
)
"""Questionnaires that were answered in a translation of our own."""


def results(database: Path, name: str, *, as_json: bool) -> None:
    """Print the scores of a study by condition.

    Raises:
        click.ClickException: it was not begun.
    """
    opened = Database.open(database)
    try:
        found, _ = kept(opened, name)
        scored = {condition.name: _scores(opened, name, condition.name) for condition in found.conditions}
        foreign = next(opened.rows(_FOREIGN, (name, f"%{asked.NOT_VALIDATED}")))[0]
        people = next(opened.rows("SELECT count(*) FROM sessions WHERE study = ?", (name,)))[0]
    finally:
        opened.close()
    if as_json:
        told = {
            "study": name,
            "participants": people,
            "published_2025": PUBLISHED_2025,
            "not_validated": foreign,
        }
        click.echo(json.dumps(told | {"conditions": {key: asdict(one) for key, one in scored.items()}}))
        return
    table = Table("condition", "people", "pragmatic", "beside 2025", "hedonic", "beside 2025", "alpha")
    for condition, one in scored.items():
        table.add_row(
            condition,
            str(one.overall.count),
            _shown(one.pragmatic),
            asked.beside(one.pragmatic, PUBLISHED_2025[PRAGMATIC]),
            _shown(one.hedonic),
            asked.beside(one.hedonic, PUBLISHED_2025[HEDONIC]),
            f"{one.alpha_pragmatic:.2f} / {one.alpha_hedonic:.2f}",
        )
    table.add_row(
        "2025", "11", f"{PUBLISHED_2025[PRAGMATIC]:+.3f}", "", f"{PUBLISHED_2025[HEDONIC]:+.3f}", "", ""
    )
    Console(width=118).print(table)
    if foreign:
        click.echo(
            f"{foreign} answered in our own translation, which is not validated: say so beside these scores."
        )
    click.echo(
        f"{people} participants. UEQ-S from -3 to 3, means with 95 % intervals (Student); alpha: Cronbach's."
    )


def _scores(database: Database, name: str, condition: str) -> asked.Scores:
    rows = database.rows(
        "SELECT session, item, number FROM answers JOIN sessions USING (session) WHERE study = ? AND condition = ? "
        "AND questionnaire = ? AND number IS NOT NULL",
        (name, condition, UEQ_S),
    )
    people: dict[str, dict[str, float]] = {}
    for session, item, number in rows:
        people.setdefault(session, {})[item] = number
    return asked.score(list(people.values()))


def _shown(one: Estimate) -> str:
    return "-" if one.count == 0 else f"{one.value:+.2f} ({one.low:+.2f} to {one.high:+.2f})"
