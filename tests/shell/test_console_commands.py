"""The commands of the page: where it is, and its PINs; never a PIN on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from installation.console import pins
from installation.console.roles import Role
from installation.shell import console_commands
from installation.shell.console_certificate import certificate, fingerprint
from installation.shell.console_vault import Vault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pins, "COST", 2**6)
    monkeypatch.setattr(console_commands, "FOLDER", tmp_path / "console")
    return tmp_path / "console"


def told(*words: str, typed: str = "") -> tuple[int, str]:
    found = CliRunner().invoke(console_commands.console, words, input=typed)
    return found.exit_code, found.output


def test_a_pin_that_is_set_here_opens_the_page_and_is_not_shown(folder: Path) -> None:
    status, said = told("pin", "technician", typed="271828\n271828\n")
    assert status == 0
    assert "271828" not in said
    known = Vault(folder).pins
    assert known is not None
    assert pins.role_of(known, "271828") is Role.TECHNICIAN


def test_without_a_role_it_is_the_facilitators() -> None:
    assert "The facilitator has a new PIN" in told("pin", typed="271828\n271828\n")[1]


@pytest.mark.parametrize("typed", ["123456\n123456\n", "12\n12\n"])
def test_a_pin_that_cannot_be_taken_says_why_and_changes_nothing(folder: Path, typed: str) -> None:
    status, said = told("pin", typed=typed)
    assert status == 1
    assert "PIN" in said
    assert Vault(folder).pins is None


def test_it_says_where_the_page_is_and_shows_the_rooms_address_as_a_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(console_commands, "addresses", lambda: ["192.168.1.7"])
    status, said = told("--port", "9000")
    assert status == 0
    assert "http://127.0.0.1:9000" in said
    assert "https://192.168.1.7:9000" in said
    assert "█" in said
    monkeypatch.setattr(console_commands, "addresses", list)
    assert "█" not in told()[1]


def test_the_fingerprint_is_said_once_there_is_a_certificate(folder: Path) -> None:
    assert "fingerprint" not in told()[1]
    folder.mkdir()
    signed, _ = certificate(folder, ["127.0.0.1"])
    assert fingerprint(signed) in told()[1]


def test_addresses_leave_the_loopback_out() -> None:
    assert not [address for address in console_commands.addresses() if address.startswith("127.")]
