"""Ringtones on the disk, and links that are good for a while."""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING

import pytest

from installation.shell import takehome_store
from installation.shell.takehome_store import FILES, KEPT_S, TOKEN_BYTES, Store

if TYPE_CHECKING:
    from pathlib import Path

CODE = "GRM2RT12JWPD7J7R20S7W"


class Clock:
    """A clock that stands where it is put."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def test_a_link_leads_to_its_ringtone_until_its_time_is_up(tmp_path: Path) -> None:
    clock = Clock()
    store = Store(tmp_path / "ringtones", clock)
    entry = store.begin(CODE, "de")
    assert store.find(entry.token) == entry
    assert store.hours_left(entry) == 24
    clock.now_s += KEPT_S - 1
    assert store.find(entry.token) == entry
    assert store.hours_left(entry) == 1
    clock.now_s += 1
    assert store.find(entry.token) is None
    assert store.find("") is None


def test_a_link_holds_more_than_128_bits_of_chance() -> None:
    assert TOKEN_BYTES * 8 >= 128


def test_no_two_links_are_alike_and_an_older_link_to_the_same_ringtone_ends(tmp_path: Path) -> None:
    store = Store(tmp_path)
    entries = [store.begin(CODE, "en") for _ in range(20)]
    tokens = {entry.token for entry in entries}
    assert len(tokens) == 20
    assert all(len(base64.b32decode(token + "====")) == TOKEN_BYTES for token in tokens)
    assert [store.find(entry.token) is not None for entry in entries] == [False] * 19 + [True]


def test_links_outlive_a_restart_and_what_cannot_be_read_is_no_link(tmp_path: Path) -> None:
    entry = Store(tmp_path).begin(CODE, "zh")
    for name, text in (("AAA", "{"), ("BBB", "{}"), ("CCC", json.dumps({"code": "other"})), ("DDD", "[]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "link.json").write_text(text)
    again = Store(tmp_path)
    assert again.find(entry.token) == entry
    assert (tmp_path / CODE / "link.json").stat().st_mode & 0o077 == 0


def test_only_the_files_of_the_list_can_be_had_and_only_once_they_are_made(tmp_path: Path) -> None:
    store = Store(tmp_path)
    entry = store.begin(CODE, "en")
    assert not store.made(entry)
    for name in FILES:
        assert store.file(entry, name) is None
        (store.place(entry) / name).write_bytes(b"x")
        assert store.file(entry, name) == store.place(entry) / name
    assert store.made(entry)
    for name in ("link.json", "../../etc/passwd", "", ".", "/etc/passwd", "ringtone.wav/.."):
        assert store.file(entry, name) is None


@pytest.mark.parametrize("code", ["", "../../x", "abc", "A/B", "A.B", "LOUI"])
def test_what_is_no_code_gets_no_folder(tmp_path: Path, code: str) -> None:
    with pytest.raises(ValueError, match="no code"):
        Store(tmp_path).begin(code, "en")
    assert not list(tmp_path.iterdir())


def test_the_oldest_make_room_and_their_links_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takehome_store, "MOST", 2)
    store = Store(tmp_path)
    first = store.begin("AAAA", "en")
    for number, code in enumerate(("BBBB", "CCCC"), start=1):
        store.begin(code, "en")
        for path, age in ((tmp_path / "AAAA", 0), (tmp_path / code, number)):
            if path.exists():
                os.utime(path, (age, age))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["BBBB", "CCCC"]
    assert store.find(first.token) is None


def test_a_disk_that_takes_nothing_is_an_error_and_leaves_no_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "ringtones")
    with pytest.raises(OSError, match=r"\w"):
        store.begin(CODE, "en")


def test_a_link_that_is_forgotten_leads_nowhere(tmp_path: Path) -> None:
    store = Store(tmp_path)
    entry = store.begin(CODE, "en")
    store.forget(entry)
    assert store.find(entry.token) is None
