"""The language of the object, version 1: bytes to messages and messages to bytes, as hardware/PROTOCOL.md has it.

Owns the byte table, the framing (COBS, closed by a zero byte), the checksum (CRC-32) and the count of errors.
Refuses to know ports, time and threads, and never raises on what it is fed: any bytes are messages or are
counted as exactly one kind of error.

A payload is: version u8, type u8, the fields of its row in MESSAGES, CRC-32 of all before it; little-endian.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, fields
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

VERSION = 1
BAUD = 500_000
"""The board's 16 MHz divides into it exactly."""
LONGEST = 64
"""Bytes of the longest payload; a frame on the line has two more."""
MOST_PADS = 8
_HEAD, _CHECK = struct.Struct("<BB"), struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class PadFrame:
    """Board: one raw value 0..65535 a pad, larger = pressed harder."""

    NUMBER: ClassVar[int] = 0x01
    sequence: int  # u16, one more with each message of the board
    clock_us: int  # u32, microseconds since the board started; wraps after 71 minutes
    values: tuple[int, ...]  # u8 count, then u16 each


@dataclass(frozen=True, slots=True)
class Hello:
    """Board: who it is; sent after its start and when asked."""

    NUMBER: ClassVar[int] = 0x02
    sequence: int
    clock_us: int
    board: bytes  # 8 bytes, its own and lasting
    firmware: int  # u16, major * 256 + minor
    rate_hz: int  # u16, frames a second
    pads: int  # u8
    reset_cause: int  # u8: bit 0 power, 1 reset pin, 2 brown-out, 3 watchdog


@dataclass(frozen=True, slots=True)
class Status:
    """Board: its counters since its start or since they were reset."""

    NUMBER: ClassVar[int] = 0x03
    sequence: int
    clock_us: int
    sent: int  # u32 frames put on the line
    held_back: int  # u32 frames that a full line had no room for
    commands: int  # u16 commands obeyed
    bad_commands: int  # u16 frames that were damaged
    unknown_commands: int  # u16 whole ones of a type or version it does not know


@dataclass(frozen=True, slots=True)
class AskHello:
    """Host: say hello."""

    NUMBER: ClassVar[int] = 0x81


@dataclass(frozen=True, slots=True)
class SetRate:
    """Host: so many frames a second (10..500)."""

    NUMBER: ClassVar[int] = 0x82
    rate_hz: int  # u16


@dataclass(frozen=True, slots=True)
class SetLights:
    """Host: brightness 0..255 of each pad's light, pad 0 first."""

    NUMBER: ClassVar[int] = 0x83
    brightness: tuple[int, ...]  # u8 count, then u8 each


@dataclass(frozen=True, slots=True)
class Vibrate:
    """Host: the motor at strength 0..255, for so long."""

    NUMBER: ClassVar[int] = 0x84
    strength: int  # u8
    duration_ms: int  # u16


@dataclass(frozen=True, slots=True)
class ResetCounters:
    """Host: the counters of Status begin at nothing."""

    NUMBER: ClassVar[int] = 0x85


@dataclass(frozen=True, slots=True)
class Identify:
    """Host: blink with all lights for so long, so that a person sees which object this is."""

    NUMBER: ClassVar[int] = 0x86
    duration_ms: int  # u16


@dataclass(frozen=True, slots=True)
class AskStatus:
    """Host: send Status."""

    NUMBER: ClassVar[int] = 0x87


FromBoard = PadFrame | Hello | Status
ToBoard = AskHello | SetRate | SetLights | Vibrate | ResetCounters | Identify | AskStatus
Message = FromBoard | ToBoard

MESSAGES: dict[int, tuple[type[Message], struct.Struct, str]] = {
    PadFrame.NUMBER: (PadFrame, struct.Struct("<HI"), "H"),
    Hello.NUMBER: (Hello, struct.Struct("<HI8sHHBB"), ""),
    Status.NUMBER: (Status, struct.Struct("<HIIIHHH"), ""),
    AskHello.NUMBER: (AskHello, struct.Struct("<"), ""),
    SetRate.NUMBER: (SetRate, struct.Struct("<H"), ""),
    SetLights.NUMBER: (SetLights, struct.Struct("<"), "B"),
    Vibrate.NUMBER: (Vibrate, struct.Struct("<BH"), ""),
    ResetCounters.NUMBER: (ResetCounters, struct.Struct("<"), ""),
    Identify.NUMBER: (Identify, struct.Struct("<H"), ""),
    AskStatus.NUMBER: (AskStatus, struct.Struct("<"), ""),
}
"""The byte table: number -> the message, its fixed fields, and the code of what is counted and repeated after."""
_FIELDS = {number: tuple(each.name for each in fields(kind)) for number, (kind, _, _) in MESSAGES.items()}


class Counts(Struct, frozen=True):
    """What has come in so far, each frame under exactly one name."""

    whole: int = 0
    broken: int = 0  # the framing is not COBS
    long: int = 0  # longer than any frame
    damaged: int = 0  # the checksum does not fit, or it is too short to have one
    foreign: int = 0  # whole, but of another version
    unknown: int = 0  # whole, but of no type in MESSAGES, or of another length than its type's
    lost: int = 0  # messages of the board that the sequence numbers miss: beside the others, not one of them


class Receiver(Struct, frozen=True):
    """What has come in and is not closed by a zero byte yet, and the counts. See `feed`."""

    begun: bytes = b""
    overlong: bool = False  # the frame that has begun is longer than any, and is being left out
    sequence: int = -1  # of the board's newest message
    counts: Counts = Counts()


def encode(message: Message) -> bytes:
    """The bytes of a message on the line, its closing zero byte included.

    Raises:
        ValueError: a field does not fit into its bytes.
    """
    _, fixed, repeated = MESSAGES[message.NUMBER]
    values = [getattr(message, name) for name in _FIELDS[message.NUMBER]]
    counted = values.pop() if repeated else ()
    try:
        body = fixed.pack(*values)
        if repeated:
            body += struct.pack(f"<B{len(counted)}{repeated}", len(counted), *counted)
    except struct.error as error:
        raise ValueError(f"{message} does not fit: {error}") from error
    payload = _HEAD.pack(VERSION, message.NUMBER) + body
    return stuff(payload + _CHECK.pack(zlib.crc32(payload))) + b"\0"


def feed(receiver: Receiver, data: bytes) -> tuple[Receiver, tuple[Message, ...]]:
    """Take bytes as they come, in pieces of any size; give the messages that they complete."""
    *ended, begun = data.split(b"\0")
    counts, sequence, overlong = receiver.counts, receiver.sequence, receiver.overlong
    messages = []
    kept = receiver.begun
    for piece in ended:
        frame, kept = kept + piece, b""
        if overlong or len(frame) > LONGEST + 1:
            counts, overlong = _count(counts, "long"), False
        elif frame:
            found = _read(frame)
            counts = _count(counts, found if isinstance(found, str) else "whole")
            if not isinstance(found, str):
                messages.append(found)
                counts, sequence = _follow(counts, sequence, found)
    kept += begun
    if len(kept) > LONGEST + 1:
        kept, overlong = b"", True
    return Receiver(kept, overlong, sequence, counts), tuple(messages)


def _count(counts: Counts, name: str, more: int = 1) -> Counts:
    return replace(counts, **{name: getattr(counts, name) + more})


def _follow(counts: Counts, sequence: int, message: Message) -> tuple[Counts, int]:
    """Count the messages missing between the one before and this one; number 0 is a board that has started."""
    if not isinstance(message, PadFrame | Hello | Status):
        return counts, sequence
    missing = (message.sequence - sequence - 1) % 65_536
    if sequence >= 0 and message.sequence and missing < 32_768:
        counts = _count(counts, "lost", missing)
    return counts, message.sequence


def _read(frame: bytes) -> Message | str:
    """One frame without its zero byte: the message, or the name in Counts of what is wrong with it."""
    payload = unstuff(frame)
    if payload is None:
        return "broken"
    if len(payload) < _HEAD.size + _CHECK.size:
        return "damaged"
    body = payload[: -_CHECK.size]
    if zlib.crc32(body) != _CHECK.unpack_from(payload, len(body))[0]:
        return "damaged"
    version, number = _HEAD.unpack_from(body)
    if version != VERSION:
        return "foreign"
    return _message(number, body[_HEAD.size :]) or "unknown"


def _message(number: int, body: bytes) -> Message | None:
    """The message of that type with these fields, if there is one."""
    if number not in MESSAGES:
        return None
    kind, fixed, repeated = MESSAGES[number]
    if len(body) < fixed.size:
        return None
    values = list(fixed.unpack_from(body))
    if repeated:
        rest = body[fixed.size :]
        if not rest or len(rest) != 1 + rest[0] * struct.calcsize(repeated) or rest[0] > MOST_PADS:
            return None
        values.append(struct.unpack_from(f"<{rest[0]}{repeated}", rest, 1))
    elif len(body) != fixed.size:
        return None
    return kind(*values)


def stuff(payload: bytes) -> bytes:
    """COBS of at most LONGEST bytes: the same without any zero byte, one byte longer."""
    return b"".join(bytes((len(piece) + 1,)) + piece for piece in payload.split(b"\0"))


def unstuff(frame: bytes) -> bytes | None:
    """The payload of a COBS frame of at most LONGEST + 1 bytes, or None if it is no such frame."""
    pieces, at = [], 0
    while at < len(frame):
        code = frame[at]
        if at + code > len(frame):
            return None
        pieces.append(frame[at + 1 : at + code])
        at += code
    return b"\0".join(pieces)
