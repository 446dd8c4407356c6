"""The object's language: what is sent is what is heard, and nothing else is ever believed."""

from __future__ import annotations

import dataclasses
import random
import runpy
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import astuple

from installation.pads import protocol
from installation.pads.protocol import Hello, PadFrame, Receiver, SetLights, SetRate, Status, Vibrate

VECTORS = Path(__file__).parents[2] / "hardware" / "vectors"
ROWS = [line.split("\t") for line in (VECTORS / "frames.tsv").read_text().splitlines()]

u8, u16, u32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32))
messages = st.one_of(
    st.builds(PadFrame, u16, u32, st.lists(u16, max_size=8).map(tuple)),
    st.builds(Hello, u16, u32, st.binary(min_size=8, max_size=8), u16, u16, u8, u8),
    st.builds(Status, u16, u32, u32, u32, u16, u16, u16),
    st.builds(SetLights, st.lists(u8, max_size=8).map(tuple)),
    st.builds(SetRate, u16),
    st.builds(Vibrate, u8, u16),
    st.builds(protocol.Identify, u16),
    st.sampled_from([protocol.AskHello(), protocol.AskStatus(), protocol.ResetCounters()]),
)


def heard(*pieces: bytes) -> tuple[Receiver, list[protocol.Message]]:
    receiver, found = Receiver(), []
    for piece in pieces:
        receiver, more = protocol.feed(receiver, piece)
        found += more
    return receiver, found


def frames_of(receiver: Receiver) -> int:
    *counts, _lost = astuple(receiver.counts)
    return sum(counts)


@given(st.lists(messages), st.randoms(use_true_random=False))
def test_any_split_of_the_stream_gives_the_same_messages(
    sent: list[protocol.Message], chance: random.Random
) -> None:
    stream, pieces = b"".join(map(protocol.encode, sent)), []
    while stream:
        cut = chance.randint(1, 40)
        pieces.append(stream[:cut])
        stream = stream[cut:]
    receiver, found = heard(*pieces)
    assert found == sent
    assert receiver.counts.whole == len(sent) == frames_of(receiver)


@given(st.lists(st.binary(max_size=200)), messages)
@example([b"\x05" * 5_000], PadFrame(0, 0, (1,)))
def test_after_any_bytes_the_next_whole_frame_but_one_is_heard(
    noise: list[bytes], message: protocol.Message
) -> None:
    receiver, before = heard(*noise)
    assert len(receiver.begun) <= protocol.LONGEST + 1
    receiver, found = protocol.feed(receiver, b"\0" + protocol.encode(message))
    assert found[-1:] == (message,)
    assert before == [] or all(protocol.encode(each) for each in before)


@given(st.binary(max_size=64))
def test_stuffing_takes_every_zero_out_and_unstuffing_brings_it_back(payload: bytes) -> None:
    stuffed = protocol.stuff(payload)
    assert 0 not in stuffed
    assert len(stuffed) == len(payload) + 1
    assert protocol.unstuff(stuffed) == payload


@given(messages, st.integers(0, 10_000), st.integers(1, 255))
def test_a_frame_with_any_one_byte_changed_is_not_believed(
    message: protocol.Message, at: int, change: int
) -> None:
    frame = bytearray(protocol.encode(message))
    frame[at % (len(frame) - 1)] ^= change
    _, found = heard(bytes(frame))
    assert found == []


@given(messages, messages)
def test_two_frames_run_together_by_a_lost_zero_are_neither(
    one: protocol.Message, other: protocol.Message
) -> None:
    _, found = heard(protocol.encode(one)[:-1] + protocol.encode(other))
    assert found == []


@pytest.mark.parametrize(("name", "verdict", "line", "meaning"), ROWS, ids=[row[0] for row in ROWS])
def test_the_vectors_are_judged_as_the_document_says(
    name: str, verdict: str, line: str, meaning: str
) -> None:
    receiver, found = heard(bytes.fromhex(line))
    assert frames_of(receiver) == 1, name
    if verdict == "ok":
        assert protocol.encode(found[0]).hex() == line
        assert as_text(found[0]) == meaning
    else:
        assert found == []
        assert getattr(receiver.counts, verdict) == 1


def as_text(message: protocol.Message) -> str:
    words = [str(message.NUMBER)]
    for value in dataclasses.astuple(message):
        if isinstance(value, bytes):
            words.append(value.hex())
        elif isinstance(value, tuple):
            words += [str(len(value)), *map(str, value)]
        else:
            words.append(str(value))
    return " ".join(words)


def test_the_vectors_are_what_their_script_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(Path, "write_text", lambda _self, text: written.append(text))
    runpy.run_path(str(VECTORS / "make.py"), run_name="__main__")
    assert written == [(VECTORS / "frames.tsv").read_text()]


def test_the_document_names_every_message_and_its_number() -> None:
    document = (VECTORS.parent / "PROTOCOL.md").read_text()
    for number, (kind, _, _) in protocol.MESSAGES.items():
        assert f"| `0x{number:02X}` | {kind.__name__} |" in document
    assert f"{protocol.BAUD:,}".replace(",", " ") in document


def test_missing_messages_are_counted_over_the_turn_of_the_number() -> None:
    frames = [protocol.encode(PadFrame(number, 0, ())) for number in (65_533, 65_535, 2)]
    receiver, _ = heard(*frames)
    assert receiver.counts.lost == 3


def test_a_board_that_starts_anew_has_lost_nothing() -> None:
    frames = [protocol.encode(PadFrame(number, 0, ())) for number in (60_000, 0, 1)]
    receiver, _ = heard(*frames)
    assert receiver.counts.lost == 0


@pytest.mark.parametrize(
    "message",
    [SetRate(65_536), SetRate(-1), SetLights((256,)), PadFrame(0, 0, (1,) * 300), PadFrame(0, -1, ())],
)
def test_a_message_that_does_not_fit_into_its_bytes_is_refused(message: protocol.Message) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        protocol.encode(message)


def test_damage_at_one_byte_in_ten_never_makes_a_message_that_was_not_sent() -> None:
    chance, receiver = random.Random(5), Receiver()
    sent, believed = set(), []
    for number in range(3_000):
        message = PadFrame(number % 65_536, 4_000 * number, tuple(chance.randrange(65_536) for _ in range(4)))
        sent.add(message)
        line = bytearray()
        for byte in protocol.encode(message):
            fate = chance.random()
            if fate > 0.05:
                line.append(byte ^ (1 << chance.randrange(8)) if fate > 0.95 else byte)
        receiver, found = protocol.feed(receiver, bytes(line))
        believed += found
    assert 100 < len(believed) < 1_000
    assert set(believed) <= sent
