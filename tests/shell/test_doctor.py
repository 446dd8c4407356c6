"""The doctor finds what is wrong, says what to type, and survives what it finds."""

from __future__ import annotations

import io
import os
import shutil
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from installation.shell import doctor, port_finder
from installation.shell.doctor import Finding, examine, report
from tests.fakes.board import Board

if TYPE_CHECKING:
    from pathlib import Path


def printed(*findings: Finding) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=200)
    status = report(findings, console)
    assert isinstance(console.file, io.StringIO)
    return status, console.file.getvalue()


def test_all_well_is_said_and_ends_0() -> None:
    status, text = printed(Finding("Disk", "ok", "plenty"))
    assert status == 0
    assert "It can play." in text
    assert "What can be done" not in text


def test_what_it_plays_without_is_no_failure() -> None:
    status, text = printed(Finding("Sound", "note", "none", "Connect speakers"))
    assert status == 0
    assert "Connect speakers" in text


def test_what_is_missing_ends_1_and_says_what_to_type() -> None:
    status, text = printed(Finding("OpenGL", "missing", "no [driver]", "sudo apt-get install x"))
    assert status == 1
    assert "sudo apt-get install x" in text
    assert "no [driver]" in text


def test_a_probe_that_raises_is_a_finding_and_the_others_have_their_turn() -> None:
    def broken() -> Finding:
        raise RuntimeError("on fire")

    findings = examine((("Broken", broken), ("Python", doctor.python_version)))
    assert [(finding.what, finding.state) for finding in findings] == [
        ("Broken", "missing"),
        ("Python", "ok"),
    ]
    assert "on fire" in findings[0].found


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "signal 11"),
        ("raise OSError('PortAudio library not found')", "PortAudio library not found"),
        ("import time; time.sleep(60)", "no answer"),
    ],
)
def test_a_probe_that_takes_its_process_with_it_is_survived(
    code: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CHILD_S", 1.0)
    facts, trouble = doctor._ask_child(code, dict(os.environ))
    assert facts is None
    assert word in trouble


def test_a_lock_file_that_is_not_installed_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "play.txt"
    lock.write_text("# a comment\nnumpy==0.0.1\nno-such-package==1.0\n")
    finding = doctor.python_packages(lock)
    assert finding.state == "missing"
    assert "numpy 0.0.1" in finding.found
    assert "no-such-package 1.0" in finding.found


def test_what_is_locked_is_installed() -> None:
    assert doctor.python_packages().state == "ok"


def test_a_missing_system_package_has_its_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "set-up.sh").write_text('PLAY_PACKAGES="libfirst libsecond"\n')
    monkeypatch.setattr(doctor.shutil, "which", lambda name: name)
    monkeypatch.setattr(doctor, "_debian_has", lambda name: name == "libfirst")
    finding = doctor.system_packages(tmp_path / "set-up.sh")
    assert finding.state == "missing"
    assert finding.do.endswith(" libsecond")


def test_the_list_of_system_packages_is_found() -> None:
    finding = doctor.system_packages()
    assert finding.state in {"ok", "note", "missing"}
    assert finding.found


def test_a_port_without_permission_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    boards = [SimpleNamespace(device="/dev/ttyACM0", hwid="USB VID:PID=2341:0043")]
    monkeypatch.setattr(doctor.list_ports, "comports", lambda: boards)
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)
    finding = doctor.ports()
    assert finding.state == "missing"
    assert "dialout" in finding.do


def test_a_machine_without_a_board_is_told_that_it_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.list_ports, "comports", list)
    assert doctor.ports().state == "note"


@pytest.fixture
def two_ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    links = tmp_path / "ttyONE", tmp_path / "ttyTWO"
    plugged = [SimpleNamespace(device=str(link), hwid="USB VID:PID=2341:0043") for link in links]
    monkeypatch.setattr(doctor.list_ports, "comports", lambda: plugged)
    monkeypatch.setattr(doctor.os, "access", lambda *_: True)
    monkeypatch.setattr(port_finder, "known_devices", lambda: [str(link) for link in links])
    return links


def test_each_of_two_objects_is_named_with_its_number(
    two_ports: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_finder, "HANDSHAKE_S", 60.0)
    monkeypatch.setattr(port_finder, "UNNAMED_S", 60.0)
    boards = [Board(link, number) for link, number in zip(two_ports, (b"lefthand", b"righthnd"), strict=True)]
    with boards[0].streaming(), boards[1].streaming():
        finding = doctor.ports()
    assert finding.state == "ok"
    for board in boards:
        assert f"{board.link}: object {board.number.hex()}, 4 pads" in finding.found
        board.close()


def test_boards_on_which_nobody_speaks_are_told_what_they_need(
    two_ports: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_finder, "HANDSHAKE_S", 0.05)
    silent = Board(two_ports[0])
    finding = doctor.ports()
    silent.close()
    assert finding.state == "note"
    assert f"{two_ports[0]}: no object speaks there" in finding.found
    assert f"{two_ports[1]}: not there" in finding.found
    assert "flash" in finding.do


def test_a_port_that_the_installation_uses_already_is_no_trouble(two_ports: tuple[Path, Path]) -> None:
    board = Board(two_ports[0])
    line = port_finder.open_line(str(two_ports[0]))
    finding = doctor.ports()
    line.close()
    board.close()
    assert finding.state == "ok"
    assert "another program uses it" in finding.found


def test_opengl_is_looked_at_in_a_process_of_its_own() -> None:
    finding = doctor.opengl()
    assert finding.state in {"ok", "note"}, finding


@pytest.mark.parametrize(("version", "state"), [(210, "missing"), (330, "ok"), (460, "ok")])
def test_an_old_opengl_is_not_enough(version: int, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"version": version, "renderer": "A card", "driver": "x11"}
    monkeypatch.setattr(doctor, "_ask_child", lambda *_: (facts, ""))
    assert doctor.opengl().state == state


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((None, "PortAudio library not found"), "note"),
        (({"names": []}, ""), "note"),
        (({"names": ["Speakers"]}, ""), "ok"),
    ],
)
def test_without_sound_it_plays_silently(
    answer: tuple[object, str], state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_ask_child", lambda *_: answer)
    assert doctor.sound().state == state


def test_a_machine_without_a_screen_is_told_that_it_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert doctor.screen().state == "note"
    monkeypatch.setenv("DISPLAY", ":0")
    assert doctor.screen().state == "ok"


def test_a_full_disk_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=5e8))
    assert doctor.disk().state == "missing"


def test_the_disk_that_is_looked_at_is_the_one_that_data_will_lie_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(
        doctor.shutil, "disk_usage", lambda folder: asked.append(folder) or SimpleNamespace(free=5e9)
    )
    monkeypatch.setenv("DEFORMTUNE_DATA", str(tmp_path / "not" / "yet"))
    assert doctor.disk().state == "ok"
    assert asked == [tmp_path]


def test_a_folder_without_fonts_is_missing_them(tmp_path: Path) -> None:
    assert doctor.fonts(tmp_path).state == "missing"


def test_what_is_shipped_can_be_played_from() -> None:
    finding = doctor.content()
    assert finding.state == "ok", finding
    assert "6 levels" in finding.found


def test_a_mistake_in_a_settings_file_is_named_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(doctor.ROOT / "content", tmp_path / "content")
    levels = tmp_path / "content" / "levels.yaml"
    text = levels.read_text(encoding="utf-8")
    levels.write_text(text.replace("loudness:", "loudnes:", 1), encoding="utf-8")
    finding = doctor.content(tmp_path)
    assert finding.state == "missing"
    assert "levels.yaml:" in finding.found
    assert "loudnes" in finding.found


def test_the_shipped_fonts_open() -> None:
    assert doctor.fonts().state == "ok"
