"""A fuzzer for the host's receiver that is guided by coverage: bytes that find a new way through it are mutated on.

Owns the mutations, the ways (from which line of protocol.py to which) that were gone so far, and the laws that hold for
any bytes. The firmware's receiver has one of its own (hardware/firmware/test/fuzz.c).

Chance does not find a checksum: every other input gets one frame's checksum mended, so that what lies behind it is
reached as well.
"""

from __future__ import annotations

import random
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec.structs import astuple

from installation.pads import protocol
from installation.pads.protocol import AskHello, Receiver

if TYPE_CHECKING:
    from types import FrameType

VECTORS = Path(__file__).parents[2] / "hardware" / "vectors" / "frames.tsv"
ASK = AskHello()
KEPT_MOST = 65
"""As hardware/PROTOCOL.md says: more bytes without a zero are no frame."""
LONGEST_INPUT, LONGEST_BODY, MOST_MUTATIONS = 400, 60, 4


@dataclass
class Fuzzed:
    """What came of it."""

    problem: str = ""
    ways: int = 0
    kept: int = 0  # inputs that found a new one


class Ways:
    """While it is entered, the pairs of lines of protocol.py that run one after the other."""

    def __init__(self) -> None:
        """None yet."""
        self.gone: set[tuple[int, int]] = set()
        self._last = 0

    def __enter__(self) -> Self:
        """Look on."""
        self._before = sys.gettrace()
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        """Look away."""
        sys.settrace(self._before)

    def _call(self, frame: FrameType, _event: str, _arg: object) -> object:
        return self._line if frame.f_code.co_filename == protocol.__file__ else None

    def _line(self, frame: FrameType, event: str, _arg: object) -> object:
        if event == "line":
            self.gone.add((self._last, frame.f_lineno))
            self._last = frame.f_lineno
        return self._line


def fuzz(seed: int, inputs: int) -> Fuzzed:
    """Try so many inputs; the vectors are the first ones."""
    chance, ways = random.Random(seed), Ways()
    kept = [bytes.fromhex(line.split("\t")[2]) for line in VECTORS.read_text().splitlines()]
    tried, found = list(kept), Fuzzed()
    for number in range(inputs):
        data = tried.pop() if tried else _mutated(chance, kept)
        known = len(ways.gone)
        try:
            with ways:
                receiver, messages = protocol.feed(Receiver(), data)
            found.problem = broken_law(data, receiver, messages, chance)
        except Exception as error:  # noqa: BLE001 - that there is none is what is asked
            found.problem = repr(error)
        if found.problem:
            found.problem = f"input {number}, {data.hex()}: {found.problem}"
            break
        if len(ways.gone) > known:
            kept.append(data)
            found.kept += 1
    found.ways = len(ways.gone)
    return found


def broken_law(
    data: bytes, receiver: Receiver, messages: tuple[protocol.Message, ...], chance: random.Random
) -> str:
    """What does not hold of that input, though it holds of any; or ""."""
    *frames, _begun = data.split(b"\0")
    if len(receiver.begun) > KEPT_MOST:
        return f"{len(receiver.begun)} bytes are kept"
    *counts, _lost = astuple(receiver.counts)
    if sum(counts) != sum(map(bool, frames)) or receiver.counts.whole != len(messages):
        return f"not each frame is counted once: {receiver.counts}"
    if any(protocol.encode(message)[:-1] not in frames for message in messages):
        return f"something is heard that was not said: {messages}"
    end = b"\0" + protocol.encode(ASK)
    all_at_once, after = protocol.feed(receiver, end)
    if after[-1:] != (ASK,):
        return "the next whole frame is not heard"
    cut = chance.randrange(len(data) + 1)
    half, first = protocol.feed(Receiver(), data[:cut])
    in_two, second = protocol.feed(half, data[cut:] + end)
    if (in_two, first + second) != (all_at_once, messages + after):
        return f"cut at {cut} it is something else"
    return ""


def _mutated(chance: random.Random, kept: list[bytes]) -> bytes:
    """One of those that were kept, with a few mishaps; every other one gets a frame's checksum mended."""
    data = chance.choice(kept)
    for _ in range(chance.randint(1, MOST_MUTATIONS)):
        data = _mishap(chance, data, kept)[:LONGEST_INPUT]
    return _mended(chance, data) if chance.random() < 0.5 else data


def _mishap(chance: random.Random, data: bytes, kept: list[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    other = chance.choice(kept)
    return chance.choice(
        [
            data[:at] + chance.randbytes(1) + data[at + 1 :],
            data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at:],
            data[:at] + data[at + chance.randint(1, 8) :],
            data[:at] + b"\0" + data[at:],
            data[:at] + other[chance.randrange(len(other) + 1) :],
            data[:at] + other + data[at:],
        ]
    )


def _mended(chance: random.Random, data: bytes) -> bytes:
    """With the checksum of one of its frames as it should be."""
    frames = data.split(b"\0")
    at = chance.randrange(len(frames))
    body = (protocol.unstuff(frames[at]) or frames[at])[:-4][:LONGEST_BODY]
    frames[at] = protocol.stuff(body + zlib.crc32(body).to_bytes(4, "little"))
    return b"\0".join([*frames, b""])
