"""The process beside the show: orders in, links out, and pages in the room."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from installation.shell import takehome_process
from installation.shell.takehome_process import answered, opened
from installation.shell.takehome_store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.shell.takehome_store import Entry

ROOT = Path(__file__).parents[2]
CODE = "GRM2RT12JWPD7J7R20S7W"
BASE = "http://192.168.1.20:8421"


def order(code: str = CODE, language: str = "en") -> str:
    return json.dumps({"code": code, "language": language}) + "\n"


def answers(lines: Iterable[str], folder: Path, room: int = 5, base: str = BASE) -> list[dict[str, str]]:
    orders: queue.Queue[Entry] = queue.Queue(room)
    return [json.loads(line) for line in answered(lines, Store(folder), orders, base)]


def test_an_order_is_answered_with_a_link_in_capitals(tmp_path: Path) -> None:
    (told,) = answers([order()], tmp_path)
    assert told["code"] == CODE
    assert told["link"].startswith(f"{BASE.upper()}/T/")
    assert told["link"] == told["link"].upper()


def test_without_a_network_ringtones_are_kept_and_there_is_no_link(tmp_path: Path) -> None:
    assert answers([order()], tmp_path, base="") == [{"code": CODE, "link": ""}]
    assert (tmp_path / CODE / "link.json").exists()


def test_a_full_disk_or_a_long_queue_is_answered_with_no_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert answers([order()], tmp_path / "file" / "x") == [{"code": CODE, "link": ""}]
    told = answers([order("AAAA"), order("BBBB")], tmp_path / "y", room=1)
    assert [bool(one["link"]) for one in told] == [True, False]


def test_what_is_no_order_is_left_out_and_the_next_is_heard(tmp_path: Path) -> None:
    lines = ["nonsense\n", "{}\n", "[]\n", order("../../x"), order()]
    assert [one["code"] for one in answers(lines, tmp_path)] == [CODE]


def test_a_port_that_is_taken_is_exchanged_for_a_free_one() -> None:
    with opened("127.0.0.1", 0) as first:
        first.listen()
        taken = first.getsockname()[1]
        with opened("127.0.0.1", taken) as second:
            assert second.getsockname()[1] != taken


def test_the_process_serves_pages_and_ends_with_its_orders(tmp_path: Path) -> None:
    command = [sys.executable, "-m", takehome_process.__name__, "--folder", str(tmp_path), "--port", "0"]
    log = tmp_path / "logs" / "ringtones.log"
    process = subprocess.Popen(
        [*command, "--address", "127.0.0.1", "--log", str(log)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    folder = tmp_path / CODE
    folder.mkdir()
    (folder / "score.svg").write_text("made before: nothing is rendered in this test")
    try:
        process.stdin.write(order())
        process.stdin.flush()
        link = json.loads(process.stdout.readline())["link"]
        answer = httpx2.get(link, timeout=60)
        assert answer.status_code == 200
        assert httpx2.get(f"{link}X", timeout=60).status_code == 404
    finally:
        process.stdin.close()
        assert process.wait(60) == 0
        process.stdout.close()
    assert "ringtones can be taken home at http://127.0.0.1:" in log.read_text()


def test_what_ends_the_process_is_in_its_log(tmp_path: Path) -> None:
    log = tmp_path / "ringtones.log"
    program = "import sys; from installation.shell import takehome_process as it; it.read_languages = None; it.main()"
    ended = subprocess.run(
        [sys.executable, "-c", program, "--folder", str(tmp_path), "--log", str(log)],
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "it ends" in log.read_text()
    assert "TypeError" in log.read_text()
