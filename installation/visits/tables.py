"""The tables of data/visits.db: every column with its unit and meaning, in one place.

Owns names, types and meanings; the database, the exports and docs/data-dictionary.md are made from them. Refuses to
open a database: it gives text. A table of a visit has the visit's own number as its first column, and goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SCHEMA = 1
"""Version of the tables; the file says which it has (user_version)."""
Kind = Literal["INTEGER", "REAL", "TEXT", "BLOB"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name (unit last), what SQLite calls its type, what it means."""

    name: str
    kind: Kind
    meaning: str
    rule: str = "NOT NULL"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, of which the first `keys` name a row."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    keys: int = 1
    of: str = "visits"  # the table whose rows it belongs to; "" for one that stands by itself

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)


def _of_a_visit(name: str, meaning: str, *columns: Column, keys: int) -> Table:
    """A table whose first column is the visit that a row belongs to; `keys` counts it too."""
    return Table(name, meaning, (_VISIT, *columns), keys)


def _utc(name: str, meaning: str) -> Column:
    """A time of the clock on the wall."""
    return Column(name, "INTEGER", f"{meaning}: seconds since 1970 (UTC)")


def _utc_minute(name: str, meaning: str) -> Column:
    """The same, from which nobody can tell who it was."""
    return Column(name, "INTEGER", f"{meaning}: seconds since 1970 (UTC), cut to the minute")


_VISIT = Column("visit", "INTEGER", "the visit's number in this file")
_NTH = Column("nth", "INTEGER", "1 for the first in this visit, 2 for the next")

VISITS = Table(
    "visits",
    "one row a visit: counts, no names, no time of any single touch",
    (
        Column("visit", "INTEGER", "the visit's number in this file", "PRIMARY KEY"),
        Column(
            "id", "TEXT", "random, 16 hexadecimal digits; means nothing outside this file", "NOT NULL UNIQUE"
        ),
        _utc_minute("begun_utc_s", "when it began"),
        Column("offset_min", "INTEGER", "minutes by which the clock on the wall was ahead of UTC"),
        Column("begun_by", "TEXT", "touch: somebody touched the object; facilitator: a person began it"),
        Column(
            "ended_by",
            "TEXT",
            "idle, reset, facilitator, closed (installation ended), cut (it died), or empty: goes on",
        ),
        Column(
            "dwell_s",
            "REAL",
            "from its beginning to its end or, if nobody touched any more, to the last touch",
        ),
        Column(
            "first_touch_s",
            "REAL",
            "beginning to first touch; empty where a touch began it, or none came",
            "",
        ),
        Column(
            "first_steering_s",
            "REAL",
            "first touch to the first change of the tune by a pad; empty if none",
            "",
        ),
        Column("style_first", "TEXT", "the style that played when it began"),
        Column("level_highest", "INTEGER", "the highest guidance level reached"),
        Column("touches", "INTEGER", "how often a pad was touched"),
        Column("touched_s", "REAL", "how long pads were touched, all pads added up"),
        Column("steered", "INTEGER", "touches during which the tune changed with the pad"),
        Column("measures", "INTEGER", "how often the tune changed with the pads"),
        Column("measures_different", "INTEGER", "how many different measures were heard through the pads"),
        Column("hints", "INTEGER", "hints that were shown"),
        Column("kept", "INTEGER", "tunes that the visitor kept"),
        Column("session", "TEXT", "the study session it belongs to; empty outside studies"),
        Column("condition", "TEXT", "the study's condition that held; empty outside studies"),
        Column("step", "TEXT", "the step of the study's protocol; empty outside studies"),
        Column("lost", "INTEGER", "messages that did not reach this file: 0 when all is counted"),
    ),
    of="",
)
LEVELS = _of_a_visit(
    "levels",
    "guidance levels in the order in which the visit went through them",
    _NTH,
    Column("level", "INTEGER", "the level's number, 0 first"),
    Column("name", "TEXT", "its name in content/levels.yaml"),
    Column("reason", "TEXT", "why it was gone to"),
    Column("seconds", "REAL", "how long it held within the visit"),
    Column("touches", "INTEGER", "touches while it held"),
    Column("steered", "INTEGER", "of these, touches that changed the tune"),
    keys=2,
)
TOUCHES = _of_a_visit(
    "touches",
    "what each pad was used for",
    Column("pad", "TEXT", "rhythm, range, density or jump"),
    Column("touches", "INTEGER", "how often it was touched"),
    Column("touched_s", "REAL", "how long it was touched in all"),
    Column("steered", "INTEGER", "touches that changed the tune"),
    Column("hardest", "REAL", "the highest pressure level asked of it, 1 to 10"),
    keys=2,
)
MINUTES = _of_a_visit(
    "minutes",
    "how it went, by minute of the visit: the learning curve",
    Column("minute", "INTEGER", "0 for the first minute"),
    Column("touches", "INTEGER", "touches that began in it"),
    Column("steered", "INTEGER", "of these, touches that changed the tune"),
    Column("measures", "INTEGER", "changes of the tune in it"),
    Column("measures_new", "INTEGER", "measures not heard before in this visit"),
    keys=2,
)
GESTURES = _of_a_visit(
    "gestures",
    "gestures that were recognised",
    Column("gesture", "TEXT", "tap, press, hold, release, slide, squeeze, twist or two_handed"),
    Column("times", "INTEGER", "how often"),
    keys=2,
)
MARKS = _of_a_visit(
    "marks",
    "marks on the pads' gauges that were to be reached by pressing",
    Column("pad", "TEXT", "rhythm, range, density or jump"),
    Column("reached", "INTEGER", "marks that were reached"),
    Column("missed", "INTEGER", "marks that were given up"),
    Column("tried_s", "REAL", "how long was tried in all"),
    keys=2,
)
MEASURES = _of_a_visit(
    "measures",
    "which places of the level grid were heard, and for how long",
    Column("style", "TEXT", "the style that played"),
    Column(
        "place",
        "INTEGER",
        "whole levels less 1 of rhythm, range, density, jump as four digits: 0 to 9999",
    ),
    Column("times", "INTEGER", "how often it was come to"),
    Column("held_ms", "INTEGER", "how long it was held in all"),
    keys=3,
)
HINTS = _of_a_visit(
    "hints",
    "hints with their reasons, and what came of them",
    _NTH,
    Column("hint", "TEXT", "its key in content/languages"),
    Column("reason", "TEXT", "why it was given"),
    Column("level", "INTEGER", "the guidance level that held"),
    Column("helped", "INTEGER", "1: within 10 s of it a touch changed the tune"),
    Column("after_s", "REAL", "hint to that touch; empty if none came", ""),
    keys=2,
)
KEPT = _of_a_visit(
    "kept",
    "tunes that the visitor kept, and ringtones taken home",
    _NTH,
    Column("what", "TEXT", "what it was: a kept measure, a ringtone"),
    Column("style", "TEXT", "its style"),
    Column("facts", "TEXT", "what names it, as JSON: levels, notes or the code"),
    keys=2,
)
FAULTS = Table(
    "faults",
    "what went wrong with the machine; nothing of a visitor",
    (
        Column("fault", "INTEGER", "a number", "PRIMARY KEY"),
        _utc("at_utc_s", "when"),
        Column("kind", "TEXT", "port, sound, pads, steps, keeping"),
        Column("what", "TEXT", "what was wrong"),
    ),
    of="",
)
RECORDINGS = _of_a_visit(
    "recordings",
    "visits recorded in full: only with the study on and the visitor's consent",
    Column("begun_step", "INTEGER", "the step of the world at which it begins"),
    Column("ended_step", "INTEGER", "the last step that is in it"),
    Column("step_ns", "INTEGER", "how long a step is"),
    Column("version", "TEXT", "what played: a digest of the program, the model and the content"),
    Column("world", "BLOB", "the state of everything at begun_step, for an exact replay"),
    Column("sound", "BLOB", "what the sound had been told before: who plays, how loud"),
    Column("whole", "INTEGER", "1: nothing of it was lost"),
    keys=1,
)
BLOCKS = _of_a_visit(
    "blocks",
    "the streams of recorded visits in short pieces, compressed: inputs, pressures, effects, on one clock",
    Column("first_step", "INTEGER", "the first step in it"),
    Column("last_step", "INTEGER", "the last step in it"),
    Column("data", "BLOB", "zlib: MessagePack, a list of steps"),
    keys=2,
)
STUDIES = Table(
    "studies",
    "studies that were begun",
    (
        Column("study", "TEXT", "its name, that of its file in content/studies", "PRIMARY KEY"),
        Column("seed", "INTEGER", "what the order of conditions comes from"),
        _utc("begun_utc_s", "when"),
        Column("protocol", "TEXT", "the file as it was then"),
    ),
    of="",
)
SESSIONS = Table(
    "sessions",
    "one row a participant",
    (
        Column("session", "TEXT", "random, 16 hexadecimal digits", "PRIMARY KEY"),
        Column("study", "TEXT", "the study", "NOT NULL REFERENCES studies ON DELETE CASCADE"),
        Column("nth", "INTEGER", "1 for the first participant"),
        _utc_minute("begun_utc_s", "when it began"),
        Column("conditions", "TEXT", "the conditions in this participant's order, separated by spaces"),
        Column("consent", "TEXT", "visitor: they agreed themselves; adult: a named adult signed for a minor"),
        Column("form", "TEXT", "number of the paper form that the adult signed; names stay on the paper"),
        Column("place", "INTEGER", "how many steps of the protocol are done"),
    ),
    of="",
)
STEPS = Table(
    "steps",
    "steps of the protocol as they were taken",
    (
        Column("session", "TEXT", "the participant's session"),
        Column("nth", "INTEGER", "its place in the protocol, 0 first"),
        Column("step", "TEXT", "its name in the study's file"),
        Column("condition", "TEXT", "the condition that held"),
        _utc("begun_utc_s", "when it began"),
        Column("seconds", "REAL", "how long it took; empty while it goes on", ""),
    ),
    keys=2,
    of="sessions",
)
ANSWERS = Table(
    "answers",
    "answers to questionnaires",
    (
        Column("session", "TEXT", "the participant's session"),
        Column("condition", "TEXT", "the condition that was asked about"),
        Column("questionnaire", "TEXT", "its name"),
        Column("item", "TEXT", "the item's name"),
        Column("number", "REAL", "the answer as its scale has it; empty for words", ""),
        Column("words", "TEXT", "the answer in words; empty for a number"),
    ),
    keys=4,
    of="sessions",
)

OF_A_VISIT = (LEVELS, TOUCHES, MINUTES, GESTURES, MARKS, MEASURES, HINTS, KEPT)
"""What is counted of every visit beside its own row."""
TABLES = (VISITS, *OF_A_VISIT, FAULTS, RECORDINGS, BLOCKS, STUDIES, SESSIONS, STEPS, ANSWERS)
EXPORTED = tuple(table for table in TABLES if table not in {RECORDINGS, BLOCKS})
"""What an export holds; recordings have their own (`visits raw`)."""


def schema() -> str:
    """The statements that make all tables."""
    return "".join(_create(table) for table in TABLES) + "CREATE INDEX by_time ON visits (begun_utc_s);\n"


def _create(table: Table) -> str:
    lines = [f"  {column.name} {column.kind} {column.rule}".rstrip() for column in table.columns]
    own = any("PRIMARY KEY" in column.rule for column in table.columns)
    if not own:
        lines.append(f"  PRIMARY KEY ({', '.join(table.names[: table.keys])})")
    if table.of:
        lines.append(f"  FOREIGN KEY ({table.names[0]}) REFERENCES {table.of} ON DELETE CASCADE")
    # Small rows lie in the key's own tree; large ones would make that tree deep.
    ending = ")" if own or table in {RECORDINGS, BLOCKS} else ") WITHOUT ROWID"
    return f"CREATE TABLE {table.name} (\n" + ",\n".join(lines) + f"\n{ending};\n"


def upsert(table: Table) -> str:
    """The statement that writes a row of all columns, over one with the same key."""
    marks = ", ".join("?" * len(table.columns))
    keys, rest = table.names[: table.keys], table.names[table.keys :]
    sets = ", ".join(f"{name} = excluded.{name}" for name in rest)
    return (
        f"INSERT INTO {table.name} ({', '.join(table.names)}) VALUES ({marks}) "  # noqa: S608 - our own names
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}"
    )


def dictionary() -> str:
    """The data dictionary as Markdown."""
    parts = [_HEAD]
    for table in TABLES:
        rows = [f"| `{column.name}` | {column.kind.lower()} | {column.meaning} |" for column in table.columns]
        note = "" if table in EXPORTED else " Not in the export; `./play visits raw ID` writes it out."
        head = f"## {table.name}\n{table.meaning[0].upper()}{table.meaning[1:]}.{note}\n\n"
        parts.append(head + "| column | type | meaning |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


_HEAD = f"""# Data dictionary

What `data/visits.db` holds and `./play visits export` writes, one file a table (schema version {SCHEMA}).
This page is made from `installation/visits/tables.py` by `./play visits dictionary`. Units stand last in a
name: `_s` seconds, `_ms` milliseconds, `_min` minutes. Times are UTC. What is kept, why, and for how long:
[privacy](privacy.md).
"""
