"""The fuzzer of the host's receiver finds its ways and its mistakes (./play soak fuzzer)."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from installation.pads import protocol
from tests.simulation import protocol_fuzzer


def test_bytes_that_look_for_new_ways_through_the_receiver_find_no_wrong_one() -> None:
    before = sys.gettrace()
    found = protocol_fuzzer.fuzz(1, 3_000)
    assert found.problem == ""
    assert found.kept > 10
    assert found.ways > 60
    assert sys.gettrace() is before


def test_mutating_on_what_found_a_new_way_finds_more_than_the_vectors_do() -> None:
    vectors = len(protocol_fuzzer.VECTORS.read_text().splitlines())
    assert protocol_fuzzer.fuzz(2, 3_000).ways > protocol_fuzzer.fuzz(2, vectors).ways


@pytest.mark.parametrize(
    ("name", "careless"),
    [
        ("_CHECK", SimpleNamespace(size=4, unpack_from=lambda data, at: (protocol.zlib.crc32(data[:at]),))),
        ("LONGEST", 2_000),
        ("unstuff", lambda frame: frame[1:].replace(b"\x02", b"\0")),
        ("_message", lambda number, body: protocol.AskHello() if number == 0x81 and len(body) < 9 else None),
    ],
)
def test_a_careless_receiver_is_found_out(
    monkeypatch: pytest.MonkeyPatch, name: str, careless: object
) -> None:
    monkeypatch.setattr(protocol, name, careless)
    assert protocol_fuzzer.fuzz(3, 20_000).problem != ""
