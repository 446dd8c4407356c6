"""Mirrors installation/shell/proofs.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from installation.shell import proofs

if TYPE_CHECKING:
    from pathlib import Path


def test_a_table_counts_as_proved_once_it_was_remembered_and_not_before(tmp_path: Path) -> None:
    assert not proofs.is_proved(tmp_path, b"table", "weights")
    proofs.remember(tmp_path, b"table", "weights")
    proofs.remember(tmp_path, b"another", "weights")
    assert proofs.is_proved(tmp_path, b"table", "weights")
    assert proofs.is_proved(tmp_path, b"another", "weights")


def test_another_table_other_weights_or_another_decoder_count_as_not_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proofs.remember(tmp_path, b"table", "weights")
    assert not proofs.is_proved(tmp_path, b"tablf", "weights")
    assert not proofs.is_proved(tmp_path, b"table", "others")
    monkeypatch.setattr(proofs.inspect, "getsource", lambda _: "another decoder")
    assert not proofs.is_proved(tmp_path, b"table", "weights")


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": 1}'])
def test_a_broken_record_proves_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / proofs.NAME).write_text(text)
    assert not proofs.is_proved(tmp_path, b"table", "weights")


def test_a_record_that_cannot_be_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    proofs.remember(tmp_path / "file", b"table", "weights")
    assert "no record" in caplog.text


def test_what_was_looked_at_in_part_is_no_proof_of_the_whole(tmp_path: Path) -> None:
    proofs.remember(tmp_path, b"table", "weights", in_part=True)
    assert proofs.is_proved(tmp_path, b"table", "weights", in_part=True)
    assert not proofs.is_proved(tmp_path, b"table", "weights")
    assert not proofs.is_proved(tmp_path, b"another", "weights", in_part=True)
    proofs.remember(tmp_path, b"another", "weights")
    assert proofs.is_proved(tmp_path, b"another", "weights", in_part=True)
