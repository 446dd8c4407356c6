"""Writes frames.tsv: frames good and bad, and what every receiver must say of them.

Owns the choice of cases. The bytes are built here from the table in ../PROTOCOL.md with struct, zlib and a COBS of
its own, not with installation/pads/protocol.py, so that a mistake there cannot hide in the vectors.

Columns, tab-separated: name; verdict ("ok" or the name of the count that rises); the bytes on the line in
hexadecimal, closing zero included; the type and the fields in the order of PROTOCOL.md ("-" if not ok).
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

OUT = Path(__file__).with_name("frames.tsv")
BOARD = bytes.fromhex("0011223344556677")


def cobs(payload: bytes) -> bytes:
    """Byte by byte, as the paper has it: each run's length, then the run."""
    out, run = bytearray(), bytearray()
    for byte in payload + b"\0":
        if byte:
            run.append(byte)
        else:
            out += bytes([len(run) + 1]) + run
            run.clear()
    return bytes(out)


def payload(number: int, body: bytes, version: int = 1) -> bytes:
    """Version, type, body, checksum."""
    head = bytes([version, number]) + body
    return head + struct.pack("<I", zlib.crc32(head))


def line(number: int, body: bytes, version: int = 1) -> bytes:
    """The frame as it goes over the line."""
    return cobs(payload(number, body, version)) + b"\0"


def pads(sequence: int, clock_us: int, *values: int) -> bytes:
    """Body of a pad frame."""
    return struct.pack(f"<HIB{len(values)}H", sequence, clock_us, len(values), *values)


def good() -> list[tuple[str, bytes, str]]:
    """Whole frames: name, bytes, type and fields."""
    frames = [
        (f"pads-{name}", line(1, pads(*numbers)), "1 " + " ".join(map(str, numbers[:2])) + meaning(numbers))
        for name, numbers in {
            "four": (7, 28_000, 3_000, 20_000, 65_535, 0),
            "all-zero": (0, 0, 0, 0, 0, 0),
            "all-ones": (65_535, 4_294_967_295, 65_535, 65_535, 65_535, 65_535),
            "six": (258, 16_909_060, 1, 2, 3, 4, 5, 6),
            "eight": (1, 256, 256, 512, 1, 255, 65_280, 0, 0, 9),
            "none": (3, 9),
        }.items()
    ]
    frames += [
        ("hello", line(2, struct.pack("<HI8sHHBB", 0, 120, BOARD, 0x0102, 250, 4, 1)),
         f"2 0 120 {BOARD.hex()} 258 250 4 1"),
        ("status", line(3, struct.pack("<HIIIHHH", 5, 6, 70_000, 8, 9, 10, 11)), "3 5 6 70000 8 9 10 11"),
        ("ask-hello", line(0x81, b""), "129"),
        ("set-rate", line(0x82, struct.pack("<H", 250)), "130 250"),
        ("set-lights", line(0x83, bytes([4, 0, 1, 128, 255])), "131 4 0 1 128 255"),
        ("vibrate", line(0x84, struct.pack("<BH", 200, 80)), "132 200 80"),
        ("reset-counters", line(0x85, b""), "133"),
        ("identify", line(0x86, struct.pack("<H", 3_000)), "134 3000"),
        ("ask-status", line(0x87, b""), "135"),
    ]  # fmt: skip
    return frames


def meaning(numbers: tuple[int, ...]) -> str:
    """Count and values of a pad frame as text."""
    return "".join(f" {number}" for number in (len(numbers) - 2, *numbers[2:]))


def bad() -> list[tuple[str, bytes, str]]:
    """Frames that must be refused: name, bytes, which count rises."""
    whole = payload(1, pads(7, 28_000, 3_000, 20_000, 65_535, 0))
    frames = [
        (f"one-bit-off-{at}", cobs(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :]) + b"\0",
         "damaged")
        for at in range(len(whole))
    ]  # fmt: skip
    frames += [(f"cut-to-{length}", cobs(whole[:length]) + b"\0", "damaged") for length in range(len(whole))]
    return [
        *frames,
        ("byte-too-many", cobs(whole + b"\x55") + b"\0", "damaged"),
        ("code-beyond-the-end", b"\x09abc\0", "broken"),
        ("code-of-a-full-run", b"\xff" + b"a" * 20 + b"\0", "broken"),
        ("too-long", b"\x05" * 66 + b"\0", "long"),
        ("very-long", b"\x01" * 1_000 + b"\0", "long"),
        ("version-0", line(1, pads(1, 2, 3), version=0), "foreign"),
        ("version-2", line(1, pads(1, 2, 3), version=2), "foreign"),
        ("type-0", line(0, b""), "unknown"),
        ("type-of-tomorrow", line(0x88, b"\1\2\3"), "unknown"),
        ("pads-missing-one", line(1, struct.pack("<HIB3H", 1, 2, 4, 5, 6, 7)), "unknown"),
        ("pads-one-too-many", line(1, struct.pack("<HIB5H", 1, 2, 4, 5, 6, 7, 8, 9)), "unknown"),
        ("pads-nine", line(1, pads(1, 2, *range(9))), "unknown"),
        ("pads-without-count", line(1, struct.pack("<HI", 1, 2)), "unknown"),
        ("rate-of-one-byte", line(0x82, b"\x01"), "unknown"),
        ("ask-hello-with-a-field", line(0x81, b"\x01"), "unknown"),
        ("lights-missing", line(0x83, bytes([4, 1])), "unknown"),
    ]


def main() -> None:
    """Write the file anew."""
    rows = [(name, "ok", bytes_.hex(), fields) for name, bytes_, fields in good()]
    rows += [(name, verdict, bytes_.hex(), "-") for name, bytes_, verdict in bad()]
    OUT.write_text("".join("\t".join(row) + "\n" for row in rows))


if __name__ == "__main__":
    main()
