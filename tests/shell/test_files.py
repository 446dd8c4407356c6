"""Results are there whole or not at all."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from installation.shell import files
from installation.shell.files import LineFile, results, write_whole


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.bin", b"\x00\x01")
    assert (tmp_path / "a" / "b.bin").read_bytes() == b"\x00\x01"


def test_a_write_that_fails_leaves_the_old_file_and_no_crumbs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.txt"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_log_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOG_BYTES", 2_000)
    handler = files.log_file(tmp_path / "logs" / "x.log")
    for number in range(1_000):
        handler.handle(logging.LogRecord("x", logging.INFO, "", 0, f"line {number}", None, None))
    handler.close()
    kept = list((tmp_path / "logs").iterdir())
    assert len(kept) == files.LOG_FILES
    assert sum(path.stat().st_size for path in kept) <= files.LOG_FILES * 2_000
    assert "line 999" in (tmp_path / "logs" / "x.log").read_text()


def test_a_written_file_can_be_read_by_others(tmp_path: Path) -> None:
    plain, whole = tmp_path / "plain", tmp_path / "whole"
    plain.write_bytes(b"")
    write_whole(whole, b"")
    assert whole.stat().st_mode == plain.stat().st_mode


def test_results_appear_together_and_replace_their_namesakes_only(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "pictures").mkdir(parents=True)
    (out / "pictures" / "old.png").write_bytes(b"old")
    (out / "audio.wav").write_bytes(b"old")
    (out / "mine.txt").write_bytes(b"mine")
    with results(out) as place:
        (place / "audio.wav").write_bytes(b"new")
        (place / "pictures").mkdir()
        (place / "pictures" / "new.png").write_bytes(b"new")
        assert (out / "audio.wav").read_bytes() == b"old"
    assert (out / "audio.wav").read_bytes() == b"new"
    assert [path.name for path in (out / "pictures").iterdir()] == ["new.png"]
    assert (out / "mine.txt").read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [out]


def test_a_block_that_fails_touches_nothing(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"

    def fail_half_way() -> None:
        with results(out) as place:
            (place / "audio.wav").write_bytes(b"half")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail_half_way()
    assert list(tmp_path.iterdir()) == []
    out.mkdir(parents=True)
    with pytest.raises(ValueError, match="broken"):
        fail_half_way()
    assert list(out.iterdir()) == []


def test_results_may_go_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    with results(tmp_path / "a" / "b") as place:
        (place / "x").write_bytes(b"x")
    assert (tmp_path / "a" / "b" / "x").read_bytes() == b"x"


def test_a_relative_folder_is_as_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        with results(Path("out")) as place:
            (place / "x").write_bytes(b"x")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "x"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(NotADirectoryError), results(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_bytes() == b"a file"


def test_a_line_file_holds_every_line_at_once(tmp_path: Path) -> None:
    lines = LineFile(tmp_path / "x" / "visit.jsonl")
    lines.write("one\ntwo\n")
    assert (tmp_path / "x" / "visit.jsonl").read_text() == "one\ntwo\n"
    lines.close()


def test_a_full_disk_ends_the_recording_and_nothing_else() -> None:
    full = Path("/dev/full")
    lines = LineFile(full)
    lines.write("one\n")
    lines.write("two\n")
    assert lines.failed is not None
    lines.close()
