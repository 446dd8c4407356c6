"""The commands for visits as a person types them."""

from __future__ import annotations

import csv
import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from installation.shell import visits_commands, visits_report
from installation.shell.database import Database
from installation.visits import tables
from tests.fakes import year

HOME = Path(__file__).parents[2]
VISITS = 80


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("year") / "visits.db"
    opened = Database.open(path)
    year.fill(opened, VISITS, seed=3)
    opened.close()
    return path


def rows_of(connection: sqlite3.Connection, table: tables.Table) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {table.name}").fetchall()  # noqa: S608 - our own names


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(visits_commands.visits, [str(word) for word in words])


def test_the_list_shows_the_newest_visits_and_how_many_there_are(database: Path) -> None:
    found = run("list", "--database", database, "--last", "5")
    assert found.exit_code == 0, found.output
    assert f"5 of {VISITS} visits" in found.output
    assert len(re.findall(r"\b[0-9a-f]{16}\b", found.output)) == 5


def test_csv_has_every_row_of_every_table_and_the_dictionary(database: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    found = run("export", "--database", database, "--out", out)
    assert found.exit_code == 0, found.output
    connection = sqlite3.connect(database)
    for table in tables.EXPORTED:
        with (out / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert tuple(head) == table.names
        kept = rows_of(connection, table)
        assert rows == [["" if value is None else str(value) for value in row] for row in kept]
    connection.close()
    assert (out / "data-dictionary.md").read_text(encoding="utf-8") == tables.dictionary()


def test_parquet_has_the_same_rows_with_their_types(database: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `reports` has it")
    out = tmp_path / "tables"
    found = run("export", "--database", database, "--out", out, "--format", "parquet")
    assert found.exit_code == 0, found.output
    connection = sqlite3.connect(database)
    for table in tables.EXPORTED:
        read = parquet.read_table(out / f"{table.name}.parquet")
        kept = rows_of(connection, table)
        assert [tuple(row.values()) for row in read.to_pylist()] == kept
    connection.close()


class Page(HTMLParser):
    """Notes tags, what they point to, and words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.targets += [value or "" for name, value in attrs if name in {"src", "href", "xlink:href"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def report(database: Path, out: Path) -> Page:
    found = run("report", "--database", database, "--out", out, "--place", "Hall <1>")
    assert found.exit_code == 0, found.output
    page = Page()
    page.feed(out.read_text(encoding="utf-8"))
    return page


def test_the_report_is_one_page_that_points_nowhere_outside(database: Path, tmp_path: Path) -> None:
    page = report(database, tmp_path / "report.html")
    assert page.tags.count("svg") == 10
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert all(target.startswith(("#", "data:image/png")) for target in page.targets)
    assert "Hall <1>" in page.words
    assert f"{VISITS} visits" in page.words
    assert "nan" not in page.words.lower().split()
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "url(http" not in text
    connection = sqlite3.connect(database)
    ids = [row[0] for row in connection.execute("SELECT id FROM visits")]
    connection.close()
    assert not [one for one in ids if one in text], "a report names no single visit"


def test_of_no_visits_there_is_a_report_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "visits.db"
    Database.open(path).close()
    page = report(path, tmp_path / "report.html")
    assert "Nobody has been counted yet" in page.words
    assert page.words.count("nothing yet") >= 9


def test_the_figures_are_those_of_the_rows(database: Path) -> None:
    found = visits_report.figures(database, "Hall")
    connection = sqlite3.connect(database)

    def one(statement: str) -> float:
        return float(connection.execute(statement).fetchone()[0])

    assert found.visits == VISITS
    assert found.touches == one("SELECT sum(touches) FROM touches")
    assert sum(use.steered for use in found.minutes) == one("SELECT sum(steered) FROM minutes")
    assert sum(use.shown for use in found.hints) == one("SELECT count(*) FROM hints")
    assert sum(seconds for _, seconds in found.places) == pytest.approx(
        one("SELECT sum(held_ms) / 1000.0 FROM measures")
    )
    assert sum(use.reached for use in found.pads) == one("SELECT sum(reached) FROM marks")
    connection.close()


def test_withdrawing_asks_and_deletes_and_a_second_time_says_that_it_is_gone(
    database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "visits.db"
    path.write_bytes(database.read_bytes())
    connection = sqlite3.connect(path)
    visit = connection.execute("SELECT id FROM visits").fetchone()[0]
    connection.close()
    assert (
        CliRunner()
        .invoke(visits_commands.visits, ["withdraw", visit, "--database", str(path)], input="n\n")
        .exit_code
    )
    assert run("withdraw", visit, "--database", path, "--yes").exit_code == 0
    assert visit.encode() not in path.read_bytes()
    again = run("withdraw", visit, "--database", path, "--yes")
    assert again.exit_code == 1
    assert "no visit" in again.output


def test_what_cannot_be_replayed_is_said_in_a_sentence(database: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(database)
    visit = connection.execute("SELECT id FROM visits").fetchone()[0]
    connection.close()
    for command in ("replay", "raw"):
        found = run(command, visit, "--database", database, "--out", tmp_path / "out")
        assert found.exit_code == 1
        assert "only counted" in found.output
        assert not (tmp_path / "out").exists()


def test_without_a_database_each_command_says_so_and_makes_none(tmp_path: Path) -> None:
    nowhere = tmp_path / "visits.db"
    for words in (("list",), ("report", "--out", tmp_path / "r"), ("export", "--out", tmp_path / "o"),
                  ("withdraw", "x", "--yes"), ("raw", "x", "--out", tmp_path / "o")):  # fmt: skip
        found = run(*words, "--database", nowhere)
        assert isinstance(found.exception, FileNotFoundError)
        assert "no visits yet" in str(found.exception)
        assert [*tmp_path.iterdir()] == []


def test_every_command_teaches(database: Path) -> None:
    assert database.exists()
    for name, command in visits_commands.visits.commands.items():
        found = run(name, "--help")
        assert found.exit_code == 0
        assert len((command.help or "").split()) > 7
    assert run("dictionary").output == tables.dictionary()
