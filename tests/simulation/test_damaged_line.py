"""The simulated week of `soak line`: its frames are the protocol's, and what is not decoded needs not be."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import soak_line
from installation.pads import protocol
from installation.pads.protocol import PadFrame
from tests.simulation import damaged_line
from tests.simulation.damaged_line import Line


def test_the_frames_of_the_simulated_week_are_those_that_the_protocol_makes() -> None:
    values, places = np.random.default_rng(1).integers(0, 65_536, (70_000, 4)), 1_040_000 + np.arange(70_000)
    values[::3, 1:] = 0
    values[::5] = 256
    frames = zip(places.tolist(), values.tolist(), strict=True)
    expected = [protocol.encode(PadFrame(k % 65_536, 4_000 * k % 2**32, tuple(row))) for k, row in frames]
    assert damaged_line.spoken(values, places).tobytes() == b"".join(expected)
    assert 4_000 * places[0] < 2**32 < 4_000 * places[-1], "the clock turns on the way"


@pytest.mark.parametrize("below", soak_line.VALUES_BELOW)
def test_a_damaged_line_loses_frames_and_never_makes_one_up(below: int) -> None:
    (light, light_ms), (heavy, heavy_ms) = soak_line.LINES
    heard = damaged_line.damaged_line(2, 10_000, light, below=below)
    assert (heard.wrong, heard.unequal) == (0, 0)
    assert 0.7 < heard.believed / 10_000 < 0.9
    assert 8 <= heard.age_p99_ms <= light_ms
    heard = damaged_line.damaged_line(3, 10_000, heavy, below=below)
    assert (heard.wrong, heard.unequal) == (0, 0)
    assert 0.05 < heard.believed / 10_000 < 0.15
    assert 100 <= heard.age_p99_ms <= heavy_ms


@pytest.mark.parametrize("share", [0.01, 0.1])
@pytest.mark.parametrize("below", soak_line.VALUES_BELOW)
def test_decoding_only_what_was_hit_hears_what_decoding_all_bytes_hears(share: float, below: int) -> None:
    heard = damaged_line.damaged_line(4, 20_000, share, first=1_060_000, below=below, also_whole=20_000)
    assert heard.unequal == heard.wrong == 0
    assert heard.decoded < 20_000


def test_exactly_the_bytes_that_were_hit_arrive_otherwise() -> None:
    values = np.random.default_rng(5).integers(1, 65_536, (4, 4))
    last = damaged_line.FRAME_BYTES - 1
    hit = np.array([3, damaged_line.FRAME_BYTES + last])
    line = Line(values, 7, hit, np.array([0b100, 0], np.uint8))
    sent = damaged_line.spoken(values, 7 + np.arange(4)).tobytes()
    flipped = sent[:3] + bytes((sent[3] ^ 0b100,)) + sent[4:]
    assert line.arrived(np.ones(4, bool)) == flipped[: hit[1]] + flipped[hit[1] + 1 :]
    assert line.whole.tolist() == [False, False, False, True], "a lost zero spoils the frame after it, too"
    assert line.arrived(~line.whole) == flipped[: hit[1]] + flipped[hit[1] + 1 : 3 * (last + 1)]


def test_a_decoder_that_does_not_look_at_the_checksum_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(frame: bytes) -> protocol.Message | str:
        payload = protocol.unstuff(frame) or b""
        return protocol._message(PadFrame.NUMBER, payload[2:-4]) or "unknown"

    monkeypatch.setattr(protocol, "_read", careless)
    monkeypatch.setattr(soak_line, "FRAMES", 5_000)
    assert damaged_line.damaged_line(6, 5_000, 0.01).wrong > 100
    assert "wrong frames" in soak_line.trial(0)


def test_a_decoder_that_misses_whole_frames_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_read", lambda _frame: "damaged")
    monkeypatch.setattr(soak_line, "FRAMES", 5_000)
    assert "heard otherwise" in soak_line.trial(0)
