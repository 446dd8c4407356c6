"""A study from its beginning to its results, as a person types it."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from installation.shell import studies_commands, studies_work
from installation.shell.database import Database
from installation.visits import tables
from tests.fakes.visitors import ROW

if TYPE_CHECKING:
    from pathlib import Path

NAME = "published_2025"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "visits.db"


def run(database: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(studies_commands.study, [*words, "--database", str(database)], input=typed)


def told(database: Path, *words: str, typed: str = "") -> str:
    found = run(database, *words, typed=typed)
    assert found.exit_code == 0, found.output
    return found.output


def participant(database: Path) -> str:
    found = re.search(r"session ([0-9a-f]{16})", told(database, "next", NAME))
    assert found is not None
    return found[1]


def rows(database: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


def test_a_study_is_begun_once_with_its_protocol_and_seed(database: Path) -> None:
    assert "not begun" in told(database, "list")
    assert run(database, "next", NAME).exit_code == 1
    told(database, "new", NAME, "--seed", "7")
    ((seed, protocol),) = rows(database, "SELECT seed, protocol FROM studies")
    assert seed == 7
    assert protocol == (studies_work.CONTENT / "studies" / f"{NAME}.yaml").read_text(encoding="utf-8")
    again = run(database, "new", NAME)
    assert again.exit_code == 1
    assert "begun before" in again.output
    assert "no study 'nothing'" in run(database, "new", "nothing").output


def test_participants_meet_the_conditions_in_balanced_orders(database: Path) -> None:
    told(database, "new", NAME)
    for _ in range(6):
        participant(database)
    orders = [str(row[0]).split() for row in rows(database, "SELECT conditions FROM sessions ORDER BY nth")]
    assert len({tuple(one) for one in orders}) == 6
    assert "6" in told(database, "list")


def test_a_session_goes_from_step_to_step_and_its_times_are_kept(database: Path) -> None:
    told(database, "new", NAME)
    session = participant(database)
    said = told(database, "step", session)
    assert said.startswith("welcome")
    shown = []
    for _ in range(40):
        said = told(database, "step", session, "--done")
        if "is done" in said:
            break
        shown.append(said)
    assert len(shown) == 1 + 3 * 3 + 2
    plays = [one for one in shown if one.startswith(("free_play", "ringtone"))]
    assert all("set: level four_pads" in one and "min are left" in one for one in plays)
    assert sum("the published interface, without explanations" in one for one in plays) == 2
    assert sum(one.startswith("experience") and "study answers" in one for one in shown) == 3
    kept = rows(database, "SELECT nth, seconds FROM steps ORDER BY nth")
    assert [row[0] for row in kept] == list(range(13))
    assert all(row[1] is not None for row in kept)
    assert "is done" in told(database, "step", session)


def test_answers_are_typed_in_until_they_are_right(database: Path) -> None:
    told(database, "new", NAME)
    session = participant(database)
    typed = "\n".join(["9", "perhaps", "", "3", *["1"] * 7]) + "\n"
    said = told(database, "answers", session, "ueq_s", "--condition", "explained", typed=typed)
    assert said.count("takes a whole number from -3 to 3") == 2
    assert said.count("needs an answer") == 1
    assert "8 answers are kept for explained" in said
    found = rows(database, "SELECT item, number FROM answers WHERE number NOT NULL ORDER BY item")
    assert found[0] == ("ueq_1", 3.0)
    assert {number for _, number in found[1:]} == {1.0}


def test_answers_from_a_file_are_kept_whole_or_not_at_all(database: Path, tmp_path: Path) -> None:
    told(database, "new", NAME)
    session = participant(database)
    file = tmp_path / "answers.csv"
    words = ("answers", session, "ueq_s", "--condition", "explained", "--file", str(file))
    for text, reason in (
        ("ueq_1,3\n", "ueq_2: needs an answer"),
        ("".join(f"ueq_{number},4\n" for number in range(1, 9)), "from -3 to 3"),
        ("ueq_1,1\nueq_99,1\n", "no item 'ueq_99'"),
        ("ueq_1\n", "answers.csv:1: a line is item,answer"),
    ):
        file.write_text(text)
        found = run(database, *words)
        assert found.exit_code == 1
        assert reason in found.output
        assert rows(database, "SELECT count(*) FROM answers") == [(0,)]
    file.write_text("item,answer\n" + "".join(f"ueq_{number},2\n" for number in range(1, 9)))
    told(database, *words)
    told(database, *words)
    assert rows(database, "SELECT count(number), sum(number) FROM answers") == [(8, 16.0)]
    assert "no condition 'other'" in run(database, "answers", session, "ueq_s", "--condition", "other").output
    assert "no questionnaire" in run(database, "answers", session, "rice").output
    assert "no session" in run(database, "answers", "0123", "ueq_s").output


def test_results_stand_beside_those_of_2025_with_intervals(database: Path, tmp_path: Path) -> None:
    told(database, "new", NAME)
    file = tmp_path / "answers.csv"
    for number in range(8):
        session = participant(database)
        for condition, pragmatic in (("explained", 2 + number % 2), ("published", -number % 2)):
            values = [pragmatic] * 4 + [1 + number % 2] * 4
            file.write_text("".join(f"ueq_{at},{value}\n" for at, value in enumerate(values, start=1)))
            told(database, "answers", session, "ueq_s", "--condition", condition, "--file", str(file))
    found = json.loads(told(database, "results", NAME, "--json"))
    assert found["participants"] == 8
    assert found["published_2025"] == {"pragmatic": -0.045, "hedonic": 1.455}
    explained = found["conditions"]["explained"]
    assert explained["pragmatic"]["value"] == 2.5
    assert explained["pragmatic"]["low"] < 2.5 < explained["pragmatic"]["high"]
    assert found["conditions"]["unexplained"]["overall"]["count"] == 0
    said = told(database, "results", NAME)
    assert "+2.50" in said
    assert "above" in said
    assert "not told" in said


def test_minors_need_a_protocol_that_takes_them_and_a_form(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(database, "new", NAME)
    refused = run(database, "next", NAME, "--minor", "--form", "17")
    assert refused.exit_code == 1
    assert "takes no minors" in refused.output
    content = tmp_path / "content"
    (content / "studies").mkdir(parents=True)
    shipped = studies_work.CONTENT
    (content / "levels.yaml").write_text((shipped / "levels.yaml").read_text(encoding="utf-8"))
    (content / "studies" / "young.yaml").write_text(
        "title: Young\nminors: yes\nconditions: [{name: one}]\neach: [{name: hello, words: Hello.}]\n"
    )
    monkeypatch.setattr(studies_work, "CONTENT", content)
    told(database, "new", "young")
    refused = run(database, "next", "young", "--minor")
    assert refused.exit_code == 1
    assert "named adult" in refused.output
    told(database, "next", "young", "--minor", "--form", "17")
    told(database, "next", "young")
    assert rows(database, "SELECT consent, form FROM sessions ORDER BY nth") == [
        ("adult", "17"),
        ("visitor", ""),
    ]


def test_a_participant_who_withdraws_leaves_nothing(database: Path, tmp_path: Path) -> None:
    told(database, "new", NAME)
    stays, goes = participant(database), participant(database)
    file = tmp_path / "answers.csv"
    file.write_text(
        "first,vanishing words\ncontrol,x\nwhy_change,x\nwhat_if,x\nagain,x\nwell,x\nmissing,x\nmine,4\n"
    )
    told(database, "answers", goes, "interview", "--file", str(file))
    opened = Database.open(database)
    with opened.transaction() as connection:
        for visit, session in (("visit-stays", stays), ("visit-goes", goes)):
            row = [None, visit, *ROW]
            row[tables.VISITS.names.index("session")] = session
            connection.execute(tables.upsert(tables.VISITS), row)
    opened.close()
    said = told(database, "withdraw", goes, "--yes")
    assert "1 visits are deleted" in said
    left = b"".join(part.read_bytes() for part in tmp_path.glob("visits.db*"))
    assert not [word for word in (goes.encode(), b"vanishing", b"visit-goes") if word in left]
    assert stays.encode() in left
    assert run(database, "withdraw", goes, "--yes").exit_code == 1


def test_every_command_teaches(database: Path) -> None:
    assert not database.exists()
    for name, command in studies_commands.study.commands.items():
        assert CliRunner().invoke(studies_commands.study, [name, "--help"]).exit_code == 0
        assert len((command.help or "").split()) > 7
