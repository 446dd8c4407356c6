"""./play and ./check set up once, mend what was cut short, and stand no one in the way.

Python, pip and Debian's tools are stand-ins here that write down how they were called.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

PYTHON = """#!/bin/sh
case "$*" in
    *-m\\ venv*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo venv >>"$LOG" ;;
    *pip\\ --version*) exit 0 ;;
    *pip\\ install*) sleep 0.2; echo "pip $*" >>"$LOG"; exit "${PIP_FAILS:-0}" ;;
    *-m\\ installation*) shift 3; echo "$PWD|$PYTHONPATH|$*" ;;
    *-m\\ pytest*) shift 2; echo "pytest $*" ;;
esac
"""
OTHERS = {
    "dpkg-query": 'case "$DEBIAN_HAS" in *all*) echo installed ;; esac',
    "apt-get": 'echo "apt-get $*" >>"$LOG"',
    "id": 'echo "${USER_ID:-1000}"',
}


@dataclass
class House:
    """A copy of the commands among stand-ins."""

    root: Path
    log: Path
    environment: dict[str, str]

    def start(self, *words: str, cwd: Path | None = None, **changes: str) -> subprocess.Popen[str]:
        """Begin a command; `changes` are of its environment."""
        environment = {**self.environment, **changes}
        command = [str(self.root / words[0]), *words[1:]]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command,
            env=environment,
            cwd=cwd or self.root,
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, cwd: Path | None = None, **changes: str) -> tuple[int, str, str]:
        """(exit status, output, errors) of a command."""
        process = self.start(*words, cwd=cwd, **changes)
        out, errors = process.communicate(timeout=30)
        return process.returncode, out, errors

    def calls(self) -> list[str]:
        """Return what the stand-ins were told, in order."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def house(tmp_path: Path) -> House:
    root = tmp_path / "a house"
    shutil.copytree(ROOT / "requirements", root / "requirements")
    for name in ("play", "check"):
        shutil.copy(ROOT / name, root / name)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, body in OTHERS.items():
        (tools / name).write_text(f"#!/bin/sh\n{body}\n")
        (tools / name).chmod(0o755)
    python = tools / "some-python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHON": str(python),
        "LOG": str(tmp_path / "log"),
        "DEBIAN_HAS": "all",
    }
    return House(root, tmp_path / "log", environment)


def test_the_first_start_sets_up_and_the_second_does_not(house: House) -> None:
    assert house.run("play")[0] == 0
    calls = house.calls()
    assert calls[0] == "venv"
    assert [call.split("-r ")[1] for call in calls[1:]] == ["requirements/play.txt"]
    assert house.run("play")[0] == 0
    assert house.calls() == calls


def test_checking_installs_its_own_set_too(house: House) -> None:
    house.run("play")
    assert house.run("check", "tests/x", "-k", "y")[1] == "pytest tests/x -k y\n"
    assert [call.split("-r ")[1] for call in house.calls()[1:]] == [
        "requirements/play.txt",
        "requirements/check.txt",
    ]


def test_without_a_word_or_with_options_it_plays(house: House) -> None:
    assert house.run("play")[1].split("|")[-1] == "play\n"
    assert (
        house.run("play", "--headless", "--seconds", "2")[1].split("|")[-1] == "play --headless --seconds 2\n"
    )
    assert house.run("play", "doctor")[1].split("|")[-1] == "doctor\n"
    assert house.run("play", "--help")[1].split("|")[-1] == "--help\n"
    assert house.run("play", "replay", "a b.jsonl")[1].split("|")[-1] == "replay a b.jsonl\n"


def test_it_runs_where_the_caller_stands(house: House, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    _, out, _ = house.run("play", "doctor", cwd=elsewhere)
    assert out.split("|")[:2] == [str(elsewhere), str(house.root)]


def test_a_changed_lock_file_is_installed(house: House) -> None:
    house.run("play")
    with (house.root / "requirements" / "play.txt").open("a") as lock:
        lock.write("another==1.0\n")
    house.run("play")
    assert sum(call.startswith("pip") for call in house.calls()) == 2
    assert sum(call == "venv" for call in house.calls()) == 1


def test_a_failed_installation_ends_the_command_and_is_begun_again(house: House) -> None:
    status, out, _ = house.run("play", PIP_FAILS="1")
    assert status != 0
    assert out == ""
    assert house.run("play")[0] == 0
    assert [call.split()[0] for call in house.calls()] == ["venv", "pip", "venv", "pip"]


def test_a_killed_installation_is_begun_again(house: House) -> None:
    killed = house.start("play")
    while not (house.root / ".venv" / "installing.txt").exists():
        assert killed.poll() is None
    os.killpg(killed.pid, signal.SIGKILL)  # with everything it had started
    killed.communicate(timeout=30)
    assert house.run("play")[0] == 0
    assert house.calls().count("venv") == 2
    assert (house.root / ".venv" / "installed-play.txt").exists()


def test_two_starts_at_once_set_up_once(house: House) -> None:
    both = [house.start("play") for _ in range(2)]
    assert [process.communicate(timeout=30)[0].split("|")[-1] for process in both] == ["play\n"] * 2
    assert [call.split()[0] for call in house.calls()] == ["venv", "pip"]


def test_without_root_a_missing_package_is_one_line_to_type(house: House) -> None:
    status, _, errors = house.run("play", DEBIAN_HAS="nothing")
    assert status == 0
    line = next(line for line in errors.splitlines() if "sudo apt-get install" in line)
    assert "libportaudio2" in line
    assert "gcc" not in line
    assert not [call for call in house.calls() if call.startswith("apt-get")]


def test_as_root_missing_packages_are_installed_without_a_question(house: House) -> None:
    status, _, _ = house.run("check", "tests", DEBIAN_HAS="nothing", USER_ID="0")
    assert status == 0
    line = next(call for call in house.calls() if call.startswith("apt-get install"))
    assert "-y" in line
    assert "--no-install-recommends" in line
    assert "libportaudio2" in line
    assert "gcc-avr" in line


def test_without_a_python_it_says_what_is_needed(house: House, tmp_path: Path) -> None:
    tools = tmp_path / "few"
    tools.mkdir()
    for name in ("sh", "dirname", "cmp", "flock", "grep", "uname", "id", "cat"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    status, _, errors = house.run("play", PATH=str(tools), PYTHON="no-such-python")
    assert status != 0
    assert "Python 3.11 or newer" in errors
