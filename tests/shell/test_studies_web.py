"""A study on the tablet: a facilitator leads, a participant answers, and nobody else gets in."""

from __future__ import annotations

import json
import sqlite3
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from installation.console import gate
from installation.inputs import ConditionSet, LevelChosen, LockSet
from installation.shell import console_web, studies_commands
from tests.shell.test_console_web import FACILITATOR, OURS, Desk

if TYPE_CHECKING:
    from pathlib import Path

NAME = "published_2025"
STEPS = 13


class Tablet:
    """The page as a facilitator and as a participant asks for it."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder).set_pins()
        self.database = self.desk.place.database = folder / "visits.db"
        self.desk.app = console_web.application(self.desk.place)
        self.cookie = self.desk.cookie(FACILITATOR)

    def get(self, path: str, *, led: bool = True) -> tuple[int, str]:
        status, headers, body = self.desk.ask("GET", path, **({"cookie": self.cookie} if led else {}))
        assert headers["content-security-policy"] == gate.HEADERS["content-security-policy"]
        return status, body.decode()

    def post(self, path: str, body: Any, *, led: bool = True, **headers: str) -> tuple[int, dict[str, Any]]:
        status, _, answer = self.desk.ask(
            "POST", path, body, **({"cookie": self.cookie} if led else {}), **headers
        )
        return status, json.loads(answer) if answer.startswith(b"{") else {}

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.database)
        found = connection.execute(statement).fetchall()
        connection.close()
        return found


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    return Tablet(tmp_path)


@pytest.fixture
def session(tablet: Tablet) -> str:
    CliRunner().invoke(studies_commands.study, ["new", NAME, "--database", str(tablet.database)])
    status, told = tablet.post("/study", {"next": NAME})
    assert status == 200
    return str(told["session"])


def go_to(tablet: Tablet, session: str, name: str) -> None:
    """Do step after step until one of that name has begun."""
    for _ in range(STEPS):
        tablet.post(f"/study/{session}", {"do": "begin"})
        if tablet.rows("SELECT step FROM steps WHERE seconds IS NULL") == [(name,)]:
            return
        tablet.post(f"/study/{session}", {"do": "done"})
    raise AssertionError(f"there is no step {name}")


class Page(HTMLParser):
    """What a form asks, and whatever could run or load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.inline = False
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in {"input", "textarea"}:
            self.names.add(found.get("name") or "")
        self.inline |= "style" in found or any(name.startswith("on") for name in found)
        if tag != "a":
            self.loads += [found[name] or "" for name in ("src", "href") if name in found]


UEQ = {f"ueq_{number}": str(number - 4 if number < 8 else 3) for number in range(1, 9)}


def test_a_facilitator_goes_through_the_steps_and_the_installation_follows(
    tablet: Tablet, session: str
) -> None:
    status, text = tablet.get(f"/study/{session}")
    assert status == 200
    assert "Step 1 of 13" in text
    go_to(tablet, session, "free_play")
    condition, level, lock = tablet.desk.link.sent[-3:]
    assert isinstance(condition, ConditionSet)
    assert (condition.session, condition.step) == (session, "free_play")
    assert (level, lock) == (LevelChosen(0, 3), LockSet(0, locked=True))
    _, text = tablet.get(f"/study/{session}")
    assert "Level 3." in text
    assert 'data-left="300"' in text or 'data-left="29' in text
    tablet.post(f"/study/{session}", {"do": "done"})
    assert tablet.desk.link.sent[-2:] == [ConditionSet(0, "", ""), LockSet(0, locked=False)]


def test_a_participant_answers_the_questionnaire_of_the_step_and_the_next_step_comes(
    tablet: Tablet, session: str
) -> None:
    status, text = tablet.get(f"/study/{session}", led=False)
    assert status == 200
    assert "One moment" in text
    assert tablet.post(f"/study/{session}", {"do": "answers", "answers": UEQ}, led=False)[0] == 409
    go_to(tablet, session, "experience")
    _, text = tablet.get(f"/study/{session}", led=False)
    page = Page(text)
    assert set(UEQ) <= page.names
    assert not page.inline
    assert page.loads == ["/sign.svg", "/study.css", "/study.js"]
    status, told = tablet.post(
        f"/study/{session}", {"do": "answers", "answers": {**UEQ, "ueq_3": "9"}}, led=False
    )
    assert status == 400
    assert "from -3 to 3" in told["why"]
    assert tablet.rows("SELECT count(*) FROM answers") == [(0,)]
    assert tablet.post(f"/study/{session}", {"do": "answers", "answers": UEQ}, led=False)[0] == 200
    kept = tablet.rows("SELECT item, number FROM answers WHERE number NOT NULL ORDER BY item")
    assert kept == [(item, float(answer)) for item, answer in sorted(UEQ.items())]
    _, text = tablet.get(f"/study/{session}", led=False)
    assert "One moment" in text


@pytest.mark.parametrize(
    ("language", "kept"),
    [("de", "de"), ("fr", "fr, own translation, not validated"), ("xx", "en")],
)
def test_it_is_asked_in_the_language_of_the_page_and_kept_in_which(
    tablet: Tablet, session: str, language: str, kept: str
) -> None:
    go_to(tablet, session, "experience")
    _, text = tablet.get(f"/study/{session}?in={language}", led=False)
    assert f'<html lang="{kept[:2]}">' in text
    assert f'data-language="{kept[:2]}"' in text
    body = {"do": "answers", "answers": UEQ, "language": kept[:2]}
    assert tablet.post(f"/study/{session}", body, led=False)[0] == 200
    assert tablet.rows("SELECT words FROM answers WHERE item = 'asked_in'") == [(kept,)]


def test_a_participant_neither_begins_nor_ends_a_step(tablet: Tablet, session: str) -> None:
    for action in ("begin", "done"):
        assert tablet.post(f"/study/{session}", {"do": action}, led=False)[0] == 403
    _, told = tablet.post(f"/study/{session}?in=de", {"do": "begin"}, led=False)
    assert told["why"] == "Nur die Betreuung beginnt und beendet Schritte."
    assert tablet.rows("SELECT count(*) FROM steps") == [(0,)]
    assert not [one for one in tablet.desk.link.sent if isinstance(one, ConditionSet)]


def test_who_has_not_signed_in_begins_no_session(tablet: Tablet, session: str) -> None:
    assert session
    status, text = tablet.get("/study?in=fr", led=False)
    assert status == 403
    assert "Connectez-vous d&#x27;abord" in text
    assert 'href="/?in=fr"' in text
    assert tablet.post("/study", {"next": NAME}, led=False)[0] == 403
    status, text = tablet.get("/study")
    assert status == 200
    assert "Next participant: The 2025 study once more" in text


def test_what_does_not_come_from_our_page_or_is_not_so_is_turned_away(tablet: Tablet, session: str) -> None:
    path, answers = f"/study/{session}", {"do": "answers", "answers": UEQ}
    assert tablet.post(path, answers, origin="https://elsewhere.example")[0] == 403
    assert tablet.post(path, answers, **{"content-type": "text/plain"})[0] == 415
    for body in (
        b"{",
        b"[]",
        {"do": "dance"},
        {"do": "done", "more": 1},
        {"do": "answers", "answers": {"a": 1}},
    ):
        assert tablet.post(path, body)[0] == 400
    assert tablet.post(path, b"x" * 70_000)[0] == 413
    assert OURS["origin"].startswith("http://")


@pytest.mark.parametrize("number", ["0" * 16, "x", "..%2f..%2fetc", "'; DROP TABLE sessions; --"])
def test_a_number_that_is_no_session_finds_nothing(tablet: Tablet, session: str, number: str) -> None:
    status, text = tablet.get(f"/study/{number}", led=False)
    assert status == 404
    assert (
        "<h1>There is no such session.</h1>" in text or text == "Not Found"
    )  # a number with a slash is no number
    assert tablet.post(f"/study/{number}", {"do": "answers", "answers": {}}, led=False)[0] == 404
    assert tablet.rows("SELECT session FROM sessions") == [(session,)]


def test_where_the_installation_does_not_listen_the_step_does_not_begin(
    tablet: Tablet, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        tablet.post(f"/study/{session}", {"do": "done"})
    monkeypatch.setattr(tablet.desk.place.hub, "hand_over", lambda _told: False)
    tablet.desk.app = console_web.application(tablet.desk.place)
    status, told = tablet.post(f"/study/{session}", {"do": "begin"})
    assert status == 503
    assert "does not listen" in told["why"]
    assert tablet.rows("SELECT count(*) FROM steps WHERE step = 'free_play'") == [(0,)]


def test_a_whole_session_ends_with_thanks(tablet: Tablet, session: str) -> None:
    for _ in range(STEPS):
        tablet.post(f"/study/{session}", {"do": "begin"})
        tablet.post(f"/study/{session}", {"do": "done"})
    assert "That was all" in tablet.get(f"/study/{session}", led=False)[1]
    assert tablet.post(f"/study/{session}", {"do": "done"})[0] == 200


def test_without_a_database_there_is_no_session_and_none_is_made(tmp_path: Path) -> None:
    tablet = Tablet(tmp_path)
    assert tablet.get("/study/0123456789abcdef")[0] == 404
    assert "No study was begun" in tablet.get("/study")[1]
    assert not (tmp_path / "visits.db").exists()
