"""What the commands for studies do: protocols from content/studies, sessions and answers in the database.

Owns what a person is told, and when a step was begun and done. Refuses to know what a step is (visits/study.py) and
how answers are scored (visits/questionnaire.py).
"""

from __future__ import annotations

import csv
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from installation.page import SettingsError
from installation.settings import read_levels
from installation.shell.database import Database
from installation.visits import questionnaire as asked
from installation.visits import study as studies
from installation.visits import tables
from installation.visits.questionnaire import UEQ_S, Questionnaire
from installation.visits.study import Session, Study

if TYPE_CHECKING:
    from collections.abc import Mapping

    from installation.settings import Levels

CONTENT = Path(__file__).resolve().parents[2] / "content"


def load(name: str, text: str | None = None) -> Study:
    """A protocol by its name; `text` is a protocol that was kept, instead of the file.

    Raises:
        click.ClickException: there is no such file.
        SettingsError: it is not as it must be.
    """
    path = CONTENT / "studies" / f"{name}.yaml"
    if text is None:
        if not path.is_file():
            known = ", ".join(sorted(one.stem for one in path.parent.glob("*.yaml")))
            raise click.ClickException(f"there is no study {name!r} in content/studies; there are {known}")
        text = path.read_text(encoding="utf-8")
    levels = _levels()
    known_guides = {one.stem for one in (path.parent / "questionnaires").glob("*.yaml")}
    return studies.read_study(
        text, f"studies/{path.name}", {level.name for level in levels.levels}, known_guides
    )


def load_questionnaire(name: str, language: str = "en") -> Questionnaire:
    """A questionnaire by its name.

    Raises:
        click.ClickException: there is no such questionnaire.
        SettingsError: its file is not as it must be.
    """
    if name == UEQ_S:
        return asked.ueq_s(language)
    path = CONTENT / "studies" / "questionnaires" / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join([UEQ_S, *sorted(one.stem for one in path.parent.glob("*.yaml"))])
        raise click.ClickException(f"there is no questionnaire {name!r}; there are {known}")
    return asked.read_questionnaire(path.read_text(encoding="utf-8"), f"questionnaires/{path.name}")


def list_studies(database: Path) -> None:
    """Print the protocols and how many participants each has."""
    begun: dict[str, int] = {}
    if database.exists():
        opened = Database.open(database)
        counts = (
            "SELECT studies.study, count(session) FROM studies LEFT JOIN sessions USING (study) GROUP BY 1"
        )
        begun = dict(opened.rows(counts))
        opened.close()
    table = Table("study", "title", "conditions", "participants")
    for path in sorted((CONTENT / "studies").glob("*.yaml")):
        try:
            found = load(path.stem)
        except SettingsError as error:
            table.add_row(path.stem, str(error))
            continue
        names = ", ".join(condition.name for condition in found.conditions)
        table.add_row(path.stem, found.title, names, str(begun.get(path.stem, "not begun")))
    Console(width=110).print(table)


def new(database: Path, name: str, seed: int | None) -> None:
    """Keep a protocol as it is now.

    Raises:
        click.ClickException: it was begun before.
    """
    found = load(name)
    text = (CONTENT / "studies" / f"{name}.yaml").read_text(encoding="utf-8")
    opened = Database.open(database)
    try:
        if next(opened.rows("SELECT 1 FROM studies WHERE study = ?", (name,)), None):
            raise click.ClickException(
                f"{name} was begun before; copy its file under another name for another study"
            )
        with opened.transaction():
            opened.put(tables.STUDIES, [(name, found.seed if seed is None else seed, int(time.time()), text)])
    finally:
        opened.close()
    click.echo(f"{found.title}: begun. Next: ./play study next {name}")


def next_participant(database: Path, name: str, *, minor: bool, form: str) -> None:
    """Begin the next participant's session.

    Raises:
        click.ClickException: the study was not begun, or a minor may not take part so.
    """
    session, nth, found = add_participant(database, name, minor=minor, form=form)
    click.echo(f"session {session.session}: participant {nth}, {' then '.join(session.conditions)}")
    for number, moment in enumerate(studies.moments(found, session.conditions), start=1):
        minutes = f"{moment.step.minutes:g} min" if moment.step.minutes else ""
        click.echo(f"  {number:2} {moment.condition:14} {moment.step.name:14} {minutes}")
    click.echo(f"Next: ./play study step {session.session}")


def add_participant(
    database: Path, name: str, *, minor: bool = False, form: str = ""
) -> tuple[Session, int, Study]:
    """A new session, the how manieth it is, and its study.

    Raises:
        click.ClickException: the study was not begun, or a minor may not take part so.
    """
    opened = Database.open(database)
    try:
        found, seed = kept(opened, name)
        if minor and not found.minors:
            raise click.ClickException(
                "this protocol takes no minors; `minors: yes` in its file, and a new study, would"
            )
        if minor and not form.strip():
            raise click.ClickException(
                "a minor takes part only with --form: the form on which a named adult has signed"
            )
        with opened.transaction() as connection:
            last = connection.execute("SELECT coalesce(max(nth), 0) FROM sessions WHERE study = ?", (name,))
            nth = int(last.fetchone()[0]) + 1
            session = Session(secrets.token_hex(8), studies.order(found, seed, nth))
            consent = ("adult", form.strip()) if minor else ("visitor", "")
            begun_s = int(time.time()) // 60 * 60
            row = (session.session, name, nth, begun_s, " ".join(session.conditions), *consent, 0)
            opened.put(tables.SESSIONS, [row])
    finally:
        opened.close()
    return session, nth, found


def level_number(name: str) -> int:
    """The number of a guidance level (KeyError if there is none)."""
    return _levels().number(name)


def _levels() -> Levels:
    return read_levels((CONTENT / "levels.yaml").read_text(encoding="utf-8"), "content/levels.yaml")


def step(database: Path, session_id: str, *, done: bool) -> None:
    """Show the present step of a session and begin it, or note that it is done."""
    opened = Database.open(database)
    try:
        session, found = session_of(opened, session_id)
        if done:
            session = end_step(opened, session, found)
        moment = session.now(found)
        if moment is None:
            click.echo(f"session {session_id} is done. Thank you.")
            return
        session = begin_step(opened, session, found)
        _say(session, found)
    finally:
        opened.close()


def _say(session: Session, found: Study) -> None:
    """What to say and to set at the present step."""
    moment = session.now(found)
    if moment is None:
        return
    _, condition, level = studies.needs(session, found)
    click.echo(f"{moment.step.name} {f'({moment.condition})' if moment.condition else ''}".strip())
    if moment.step.words:
        click.echo(f"  say: {' '.join(moment.step.words.split())}")
    if condition is not None:
        interface = "the published interface" if condition.published else "this interface"
        told = "with" if condition.explanations and not condition.published else "without"
        click.echo(f"  set: {interface}, {told} explanations (condition {condition.name})")
    if level:
        click.echo(f"  set: level {level}")
    left_s = studies.rest_s(session, found, time.time())
    if left_s is not None:
        click.echo(f"  time: {left_s / 60:.1f} min are left")
    if moment.step.questionnaire:
        click.echo(f"  ask: ./play study answers {session.session} {moment.step.questionnaire}")
    click.echo(f"  then: ./play study step {session.session} --done")


def session_of(database: Database, session_id: str) -> tuple[Session, Study]:
    """A session as it stands, and its study as it was begun.

    Raises:
        click.ClickException: there is no such session.
    """
    row = next(
        database.rows("SELECT study, conditions, place FROM sessions WHERE session = ?", (session_id,)), None
    )
    if row is None:
        raise click.ClickException(f"there is no session {session_id!r}")
    found, _ = kept(database, row[0])
    begun = next(
        database.rows(
            "SELECT begun_utc_s FROM steps WHERE session = ? AND nth = ? AND seconds IS NULL",
            (session_id, row[2]),
        ),
        None,
    )
    return Session(
        session_id, tuple(row[1].split()), row[2], -1.0 if begun is None else float(begun[0])
    ), found


def begin_step(database: Database, session: Session, found: Study) -> Session:
    """Note that the present step begins; one that has begun goes on."""
    moment = session.now(found)
    if moment is None or session.begun_s >= 0:
        return session
    now_s = time.time()
    with database.transaction():
        row = (session.session, session.place, moment.step.name, moment.condition, int(now_s), None)
        database.put(tables.STEPS, [row])
    return studies.begin_step(session, now_s)


def end_step(database: Database, session: Session, found: Study) -> Session:
    """Note that the present step is done."""
    after = studies.end_step(session, found)
    if after is session:
        return session
    session = begin_step(database, session, found)
    with database.transaction() as connection:
        seconds = round(time.time() - session.begun_s, 1)
        connection.execute(
            "UPDATE steps SET seconds = ? WHERE session = ? AND nth = ?",
            (seconds, session.session, session.place),
        )
        connection.execute("UPDATE sessions SET place = ? WHERE session = ?", (after.place, session.session))
    return after


def answers(
    database: Path, session_id: str, name: str, condition: str, file: Path | None, language: str
) -> None:
    """Keep answers, typed in or from a file: all or none.

    Raises:
        click.ClickException: an answer is missing or not one that its item takes.
    """
    opened = Database.open(database)
    try:
        session, found = session_of(opened, session_id)
        form = load_questionnaire(name, language)
        moment = session.now(found)
        condition = condition or (moment.condition if moment else "")
        if condition and condition not in session.conditions:
            raise click.ClickException(
                f"this session has no condition {condition!r}; it has {session.conditions}"
            )
        given = _read_answers(file) if file is not None else _ask(form)
        count = keep_answers(opened, session_id, condition, form, given)
    except asked.AnswerError as error:
        raise click.ClickException(str(error)) from error
    finally:
        opened.close()
    click.echo(f"{count} answers are kept{f' for {condition}' if condition else ''}")


def keep_answers(
    database: Database, session_id: str, condition: str, form: Questionnaire, given: Mapping[str, str]
) -> int:
    """Keep a participant's answers (item to what was written); how many.

    Raises:
        AnswerError: one is missing, unknown, or not what its item takes; nothing is kept.
    """
    unknown = sorted(set(given) - {item.name for item in form.items})
    if unknown:
        raise asked.AnswerError(f"{form.name} has no item {unknown[0]!r}")
    rows = []
    for item in form.items:
        number, words = asked.checked(item, given.get(item.name, ""))
        rows.append((session_id, condition, form.name, item.name, number, words))
    asked_in = f"{form.language}, {form.origin}" if form.origin else form.language
    rows.append((session_id, condition, form.name, asked.ASKED_IN, None, asked_in))
    with database.transaction():
        database.put(tables.ANSWERS, rows)
    return len(form.items)


def _read_answers(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row]
    for number, row in enumerate(rows, start=1):
        if len(row) != 2:
            raise click.ClickException(f"{file}:{number}: a line is item,answer")
    return {
        item.strip(): answer for item, answer in rows if (item.strip(), answer.strip()) != ("item", "answer")
    }


def _ask(form: Questionnaire) -> dict[str, str]:
    click.echo(f"{form.title} {form.intro}".strip())
    found = {}
    for item in form.items:
        words = item.ask or f"{item.low} ... {item.high}"
        scale = (
            f" [{item.least} {item.low} .. {item.least + item.points - 1} {item.high}]"
            if item.answer == "scale"
            else ""
        )
        while True:
            answer = click.prompt(f"{words}{scale}", default="", show_default=False)
            try:
                asked.checked(item, answer)
            except asked.AnswerError as error:
                click.echo(f"  {error}")
                continue
            found[item.name] = answer
            break
    return found


def withdraw(database: Path, session_id: str) -> None:
    """Delete a session with its answers and its visits, for good.

    Raises:
        click.ClickException: there is no such session.
    """
    opened = Database.open(database, wait_s=30.0)
    try:
        session_of(opened, session_id)
        visits = opened.withdraw("session = ?", (session_id,))
        opened.withdraw("session = ?", (session_id,), table="sessions")
    finally:
        opened.close()
    click.echo(f"session {session_id} and {visits} visits are deleted for good")


def kept(database: Database, name: str) -> tuple[Study, int]:
    """A study as it was begun, and its seed.

    Raises:
        click.ClickException: it was not begun.
    """
    row: tuple[Any, ...] | None = next(
        database.rows("SELECT protocol, seed FROM studies WHERE study = ?", (name,)), None
    )
    if row is None:
        raise click.ClickException(f"{name} was not begun: ./play study new {name}")
    return load(name, row[0]), int(row[1])
