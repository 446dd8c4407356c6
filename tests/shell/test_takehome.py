"""The page under a link: what is there, in the visitor's language, and that nothing else can be reached."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from installation.shell.lettering import read_languages
from installation.shell.takehome import HEADERS, takehome_app
from installation.shell.takehome_store import FILES, Store

if TYPE_CHECKING:
    from installation.shell.takehome_store import Entry

ROOT = Path(__file__).parents[2]
LANGUAGES = read_languages(ROOT / "content" / "languages")
CODE = "GRM2RT12JWPD7J7R20S7W"


class Room:
    """A page with one ringtone, and a visitor's phone."""

    def __init__(self, folder: Path) -> None:
        self.now_s = 0.0
        self.store = Store(folder / "ringtones", lambda: self.now_s)
        self.entry: Entry = self.store.begin(CODE, "de")
        self.phone = TestClient(takehome_app(self.store, LANGUAGES), base_url="http://192.168.1.20:8421")
        (folder / "secret.txt").write_text("nobody's business")

    def make(self) -> None:
        for name in FILES:
            (self.store.place(self.entry) / name).write_bytes(name.encode() * 10)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    found = Room(tmp_path_factory.mktemp("room"))
    found.make()
    return found


def test_the_page_has_player_picture_notes_downloads_and_the_code(room: Room) -> None:
    answer = room.phone.get(f"/T/{room.entry.token}/EN")
    assert answer.status_code == 200
    for name in FILES:
        assert f'"/T/{room.entry.token}/file/{name}"' in answer.text
        assert room.phone.get(f"/T/{room.entry.token}/file/{name}").content == name.encode() * 10
    assert "GRM2-RT12-JWPD-7J7R-20S7-W" in answer.text
    assert "24 hours" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    ("path", "asked", "language"),
    [
        ("/FR", "en", "fr"),
        ("", "zh-CN,zh;q=0.9", "zh"),
        ("", "xx, en-GB;q=0.3", "en"),
        ("", "", "de"),
    ],
)
def test_it_speaks_the_language_of_the_link_else_of_the_phone_else_of_the_wall(
    room: Room, path: str, asked: str, language: str
) -> None:
    answer = room.phone.get(f"/T/{room.entry.token}{path}", headers={"accept-language": asked})
    assert f'<html lang="{language}">' in answer.text
    assert LANGUAGES[language]["takehome.code"] in answer.text.replace("&#x27;", "'")


def test_a_language_that_there_is_not_leads_nowhere(room: Room) -> None:
    assert room.phone.get(f"/T/{room.entry.token}/XX").status_code == 404


def test_while_the_files_are_made_the_page_says_so_and_asks_again(tmp_path: Path) -> None:
    room = Room(tmp_path)
    answer = room.phone.get(f"/T/{room.entry.token}/EN")
    assert answer.status_code == 200
    assert LANGUAGES["en"]["takehome.making"] in answer.text
    assert 'http-equiv="refresh"' in answer.text
    room.make()
    assert 'http-equiv="refresh"' not in room.phone.get(f"/T/{room.entry.token}/EN").text


def test_after_its_time_page_and_files_are_gone(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.make()
    room.now_s += 25 * 3600
    for path in ("", "/DE", "/file/ringtone.wav"):
        answer = room.phone.get(f"/T/{room.entry.token}{path}")
        assert answer.status_code == 404
        assert CODE not in answer.text


def test_a_player_may_ask_for_a_part(room: Room) -> None:
    answer = room.phone.get(f"/T/{room.entry.token}/file/ringtone.wav", headers={"range": "bytes=0-7"})
    assert (answer.status_code, answer.content) == (206, b"ringtone")


ESCAPES = [
    "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "..\\secret.txt", "link.json", "/etc/passwd",
    "%2fetc%2fpasswd", "....//secret.txt", "ringtone.wav/../link.json", "ringtone.wav%00.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
def test_no_path_leads_out_of_the_list(room: Room, name: str) -> None:
    for path in (
        f"/T/{room.entry.token}/file/{name}",
        f"/T/{name}",
        f"/{name}",
        f"/T/{name}/file/ringtone.wav",
    ):
        answer = room.phone.get(path)
        assert answer.status_code == 404, path
        assert b"nobody" not in answer.content
        assert b"token" not in answer.content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=60))
def test_whatever_is_asked_for_that_is_no_link_is_not_there(room: Room, path: str) -> None:
    answer = room.phone.get("/T/" + path.replace("?", "").replace("#", ""))
    assert answer.status_code == 404


def test_a_link_with_one_wrong_character_leads_nowhere(room: Room) -> None:
    token = room.entry.token
    for at in range(len(token)):
        wrong = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert room.phone.get(f"/T/{wrong}").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_sent(room: Room, method: str) -> None:
    answer = room.phone.request(method, f"/T/{room.entry.token}")
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["page", "file", "style.css", "cabin.otf", "nothing", "favicon.ico"])
def test_every_answer_is_sealed(room: Room, path: str) -> None:
    places = {"page": f"/T/{room.entry.token}", "file": f"/T/{room.entry.token}/file/card.png"}
    answer = room.phone.get(places.get(path, f"/{path}"))
    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert "script" not in HEADERS["content-security-policy"]
