"""The installation's own certificate: made once, renewed when it must be, and a browser can use it."""

from __future__ import annotations

import ssl
import stat
from typing import TYPE_CHECKING

from installation.shell import console_certificate
from installation.shell.console_certificate import certificate, fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NAMES = ("127.0.0.1", "localhost", "192.168.1.7")


def test_it_is_made_once_and_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    signed, key = certificate(tmp_path, NAMES)
    first = signed.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    certificate(tmp_path, NAMES[:2])
    assert signed.read_bytes() == first


def test_it_is_made_anew_for_another_address_when_it_ends_and_when_it_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, key = certificate(tmp_path, NAMES)
    seen = {signed.read_bytes()}
    certificate(tmp_path, (*NAMES, "10.0.0.1"))
    seen.add(signed.read_bytes())
    monkeypatch.setattr(console_certificate, "RENEW_DAYS", 400)
    certificate(tmp_path, NAMES)
    seen.add(signed.read_bytes())
    monkeypatch.undo()
    signed.write_text("broken")
    certificate(tmp_path, NAMES)
    seen.add(signed.read_bytes())
    key.unlink()
    certificate(tmp_path, NAMES)
    seen.add(signed.read_bytes())
    assert len(seen) == 5


def test_its_fingerprint_is_the_one_that_a_browser_shows(tmp_path: Path) -> None:
    signed, key = certificate(tmp_path, NAMES)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(signed, key)
    assert len(fingerprint(signed).split(":")) == 32
    assert fingerprint(tmp_path / "none.pem") == ""
