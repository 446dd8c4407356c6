"""The commands as a person types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
VISITS = sorted((HOME / "content" / "visits").glob("*.jsonl"))


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "installation", *words],
        cwd=HOME,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def results(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def test_help_names_every_command_and_is_quick_about_it() -> None:
    found = run("--help")
    assert found.returncode == 0
    for word in ("play", "replay", "doctor", "bench", "soak", "corpus", "train"):
        assert word in found.stdout


def test_playing_without_a_screen_leaves_sound_pictures_and_a_summary(tmp_path: Path) -> None:
    found = run("play", "--headless", "--seconds", "4", "--size", "320x180", "--out", str(tmp_path / "out"))
    assert found.returncode == 0, found.stderr
    left = results(tmp_path / "out")
    summary = json.loads(left["summary.json"])
    assert summary["duration_s"] == 4.0
    assert summary["first_picture_s"] > 0
    assert summary["first_sound_s"] > 0
    assert summary["dropped_steps"] == 0
    assert -60 < summary["lufs"] < -5
    assert summary["peak_dbtp"] <= -1.0
    assert sum(name.endswith(".png") for name in left) == 8


def test_no_display_is_said_and_played_headless(tmp_path: Path) -> None:
    hidden = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": "x11"}
    found = run("play", "--seconds", "2", "--size", "320x180", "--out", str(tmp_path / "out"), **hidden)
    assert found.returncode == 0, found.stderr
    assert "no display" in found.stderr
    assert (tmp_path / "out" / "audio.wav").stat().st_size > 100_000


def test_a_style_that_is_asked_for_holds_whatever_the_visit_says(tmp_path: Path) -> None:
    visit = tmp_path / "visit.jsonl"
    visit.write_text(
        '{"visit": 1, "pads": 4, "style": "glass"}\n'
        '{"t_ms": 500, "command": "style", "value": "lantern"}\n{"t_ms": 1000, "pads": [0, 0, 0, 0]}\n'
    )
    for words, styles in (((), ["lantern"]), (("--style", "reel"), [])):
        out = tmp_path / "-".join(["out", *words])
        found = run("replay", str(visit), "--out", str(out), "--pictures", "0", *words)
        assert found.returncode == 0, found.stderr
        notes = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
        assert [note["facts"]["style"] for note in notes if note.get("kind") == "style"] == styles
        assert json.loads((out / "summary.json").read_text())["style"] == ("reel" if words else "glass")


@pytest.mark.parametrize("visit", VISITS, ids=lambda path: path.stem)
def test_a_shipped_visit_replayed_twice_gives_the_same_bytes(visit: Path, tmp_path: Path) -> None:
    both = []
    for turn in ("one", "two"):
        out = tmp_path / turn
        found = run("replay", str(visit), "--out", str(out), "--pictures", "2", "--size", "320x180")
        assert found.returncode == 0, found.stderr
        left = results(out)
        left.pop("summary.json")
        both.append(left)
    assert (
        both[0].keys()
        == both[1].keys()
        >= {"audio.wav", "events.jsonl", "melody.mid", "0001.png", "0002.png"}
    )
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"t_ms": 5, "pads": [0, 0, 2, 0]}', "pressure"),
        ('{"t_ms": 5, "pads": [0, 0, NaN, 0]}', "NaN"),
        ('{"t_ms": 5, "command": "dance"}', "dance"),
        ('{"t_ms": 5, "command": "level", "value": 99}', "99"),
        ('{"t_ms": 5, "command": "style", "value": "polka"}', "polka"),
        ('{"t_ms": 1, "pads": [0, 0, 0, 0]}', "backwards"),
        ("nonsense", "JSON"),
    ],
)
def test_a_line_that_is_not_so_is_refused_and_nothing_is_touched(
    line: str, reason: str, tmp_path: Path
) -> None:
    visit, out = tmp_path / "bad.jsonl", tmp_path / "out"
    visit.write_text(f'{{"visit": 1, "pads": 4}}\n{{"t_ms": 3, "pads": [0, 0, 0, 0]}}\n{line}\n')
    out.mkdir()
    (out / "audio.wav").write_text("an earlier one")
    found = run("replay", str(visit), "--out", str(out))
    assert found.returncode == 2
    assert found.stderr.startswith(f"{visit}:3: ")
    assert reason in found.stderr
    assert results(out) == {"audio.wav": b"an earlier one"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("replay", "nowhere.jsonl", "--out", "x"), "nowhere.jsonl"),
        (("play", "--headless", "--style", "polka"), "no style 'polka'"),
        (("play", "--headless", "--level", "17"), "no level 17"),
        (("play", "--headless", "--language", "xx"), "no language 'xx'"),
        (("play", "--size", "wide"), "no size"),
        (("bench", "nothing"), "there is no 'nothing'"),
        (("dance",), "dance"),
    ],
)
def test_what_people_can_put_right_is_one_sentence_and_status_two(words: tuple[str, ...], said: str) -> None:
    found = run(*words)
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def test_bench_and_soak_without_a_name_say_what_there_is() -> None:
    assert "latency" in run("bench").stdout
    assert "visits" in run("soak").stdout
