"""The tables are what the documents say, and SQLite takes them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from installation.visits import counts, tables
from installation.visits.counts import Stay, Tune

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_the_data_dictionary_is_made_from_the_tables() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == tables.dictionary()


def test_sqlite_makes_the_tables_as_they_are_described() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(tables.schema())
    for table in tables.TABLES:
        found = connection.execute(f"PRAGMA table_info({table.name})").fetchall()
        assert [(row[1], row[2]) for row in found] == [(one.name, one.kind) for one in table.columns]
        assert table.of == "" or table.columns[0].name in {"visit", "session"}
    connection.close()


def test_a_row_of_every_table_of_a_visit_has_a_value_for_each_column() -> None:
    visit = counts.begin("0" * 16, 0, "touch", Tune("reel"), Stay(0, "invite", "", 0))
    visit = counts.press(visit, "range", 1)
    visit = counts.hear(visit, Tune("reel", 0, (1.0, 2.0, 1.0, 1.0), (60,)), 2)
    visit = counts.keep(counts.gesture(visit, "tap"), "measure", {})
    visit = counts.try_mark(visit, "range", 2.5, reached=True)
    visit = counts.hint(visit, counts.Hint("hint.x", "", 0, 3))
    assert len(counts.summary(visit, 0, 0)) == len(tables.VISITS.columns) - 1
    found = counts.rows(visit, 9)
    assert set(found) == {table.name for table in tables.OF_A_VISIT}
    for table in tables.OF_A_VISIT:
        ((key, rest),) = list(found[table.name].items())[-1:]
        assert (1 + len(key), 1 + len(key) + len(rest)) == (table.keys, len(table.columns))


def test_every_column_has_a_meaning_and_units_stand_last() -> None:
    for table in tables.TABLES:
        for column in table.columns:
            assert len(column.meaning.split()) >= 2, f"{table.name}.{column.name}"
            assert "|" not in column.meaning
