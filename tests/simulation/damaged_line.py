"""A board's frames over a line that loses and flips bytes, and what the real decoder believes of them.

A week at 250 frames a second is 151 million frames, and decoding each would take hours. So this is what runs where:
- All frames of the week have their place in it (sequence number and clock go on from trial to trial), and the fate of
  every byte is drawn: it arrives, is dropped, or has one bit flipped.
- A frame of which no byte was hit, nor the zero before it, arrives between two zeros exactly as it was sent. The
  decoder keeps nothing from one frame to the next but counts, so what it makes of such a frame does not hang on the
  others: it is taken for heard, and is not decoded.
- All the others, the bytes of every frame that was hit or runs into one that was, go through the real decoder,
  `protocol.feed`, in the order and with the zeros with which they arrive. Only from these could a wrong frame come.
- Of each trial's beginning (`also_whole` frames) all that arrives goes through the decoder as well, the frames that
  were not hit too: it must believe the very same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.pads import protocol
from installation.pads.protocol import PadFrame, Receiver

if TYPE_CHECKING:
    from numpy.typing import NDArray

PADS, FRAME_US = 4, 4_000
FRAME_BYTES = len(protocol.encode(PadFrame(0, 0, (0,) * PADS)))
PIECE_BYTES = 4_093
"""So many arrive at once: no multiple of a frame, so that frames are cut anywhere."""


@dataclass
class Heard:
    """What came over a damaged line."""

    believed: int = 0
    wrong: int = 0  # believed, but never sent, or not after the one before
    decoded: int = 0  # frames that were hit, or ran into one that was: they went through the decoder
    unequal: int = 0  # frames at the beginning that are heard otherwise where all bytes are decoded
    age_p99_ms: float = 0.0  # of the newest frame, at every moment just before the next may come


def damaged_line(
    seed: int, count: int, share: float, *, first: int = 0, below: int = 65_536, also_whole: int = 0
) -> Heard:
    """What is believed of `count` frames over a line that hits that share of bytes: half are dropped, half flipped.

    `first` is the first one's number since the board's start; values are drawn below `below`: a low one makes many zero
    bytes, which are what framing is about. Of the first `also_whole` frames all bytes that arrive are decoded.
    """
    chance = np.random.default_rng(seed)
    line = Line.drawn(chance, chance.integers(0, below, (count, PADS)), first, share)
    came, wrong = line.believed(~line.whole)
    decoded = int(np.count_nonzero(~line.whole))
    came |= line.whole
    beginning, more_wrong = line.believed(np.arange(count) < also_whole)
    unequal = np.count_nonzero(beginning[:also_whole] != came[:also_whole])
    age_p99_ms = float(np.percentile(_ages_ms(came), 99))
    return Heard(int(came.sum()) + wrong, wrong + more_wrong, decoded, int(unequal), age_p99_ms)


@dataclass(frozen=True)
class Line:
    """Frames that were sent, and what happened to their bytes on the way."""

    values: NDArray[np.int64]  # (T, PADS)
    first: int
    hit: NDArray[np.int64]  # (H,) which bytes of all do not arrive as they were sent
    flips: NDArray[np.uint8]  # (H,) the bit that is flipped in each; 0: it is dropped

    @classmethod
    def drawn(cls, chance: np.random.Generator, values: NDArray[np.int64], first: int, share: float) -> Line:
        """A line that hits that share of bytes."""
        hit = np.flatnonzero(chance.random(len(values) * FRAME_BYTES, np.float32) < share)
        bits = (1 << chance.integers(0, 8, len(hit))).astype(np.uint8)
        return cls(values, first, hit, np.where(chance.random(len(hit)) < 0.5, bits, 0).astype(np.uint8))

    @cached_property
    def whole(self) -> NDArray[np.bool_]:
        """Which frames (T,) arrive exactly as they were sent, after a zero that does."""
        frame, byte = np.divmod(self.hit, FRAME_BYTES)
        whole = np.ones(len(self.values) + 1, bool)
        whole[frame] = False
        whole[frame[byte == FRAME_BYTES - 1] + 1] = False
        return whole[:-1]

    def arrived(self, chosen: NDArray[np.bool_]) -> bytes:
        """What arrives of the bytes of the chosen frames (T,)."""
        places = np.flatnonzero(chosen)
        if not len(places):
            return b""
        stream = spoken(self.values[places], self.first + places)
        frame, byte = np.divmod(self.hit, FRAME_BYTES)
        here = chosen[frame]
        hit = (np.cumsum(chosen) - 1)[frame[here]] * FRAME_BYTES + byte[here]
        stream[hit] ^= self.flips[here]
        return np.delete(stream, hit[self.flips[here] == 0]).tobytes()

    def believed(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], int]:
        """What the decoder believes of the bytes of the chosen frames: which frames (T,), and how many wrong ones."""
        came, wrong, last, receiver = np.zeros(len(self.values), bool), 0, -1, Receiver()
        stream = self.arrived(chosen)
        for at in range(0, len(stream), PIECE_BYTES):
            receiver, messages = protocol.feed(receiver, stream[at : at + PIECE_BYTES])
            for message in messages:
                place = self._place_of(message)
                if place > last:
                    came[place], last = True, place
                else:
                    wrong += 1
        return came, wrong

    def _place_of(self, message: protocol.Message) -> int:
        """Where exactly this was sent; -1: never."""
        if not isinstance(message, PadFrame):
            return -1
        place = (message.clock_us - FRAME_US * self.first) % 2**32 // FRAME_US
        if place >= len(self.values):
            return -1
        number, values = self.first + place, tuple(self.values[place].tolist())
        return place if message == PadFrame(number % 65_536, FRAME_US * number % 2**32, values) else -1


def _ages_ms(came: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How old the newest frame is just before the next may come, given which came (T,)."""
    places = np.arange(len(came))
    newest = np.maximum.accumulate(np.where(came, places, -1))
    return (places - newest + 1) * (FRAME_US / 1e3)


def spoken(values: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.uint8]:
    """What a board puts on the line for these values (T, P) in its frames number `places` (T,): all bytes.

    The same as `protocol.encode` for each, many times as fast.
    """
    count, pads = values.shape
    payload = np.empty((count, 13 + 2 * pads), np.uint8)  # see the byte table of hardware/PROTOCOL.md
    payload[:, 0], payload[:, 1], payload[:, 8] = protocol.VERSION, PadFrame.NUMBER, pads
    payload[:, 2:4] = _bytes_of(places % 65_536, "<u2")
    payload[:, 4:8] = _bytes_of(FRAME_US * places % 2**32, "<u4")
    payload[:, 9:-4] = _bytes_of(values, "<u2")
    payload[:, -4:] = _bytes_of(_crc32(payload[:, :-4]), "<u4")
    return _stuffed(payload).reshape(-1)


def _bytes_of(numbers: NDArray[Any], kind: str) -> NDArray[np.uint8]:
    """Numbers (T,) or (T, P) as rows of bytes, little end first."""
    return np.ascontiguousarray(numbers.astype(kind)).view(np.uint8).reshape(len(numbers), -1)


def _crc32(rows: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """zlib.crc32 of every row, byte by byte for all rows at once."""
    left = np.full(len(rows), 0xFFFFFFFF, np.uint32)
    for column in rows.T:
        left = _CRC_OF_BYTE[(left ^ column) & 0xFF] ^ (left >> 8)
    return left ^ np.uint32(0xFFFFFFFF)


def _crc_of_byte() -> NDArray[np.uint32]:
    """What each of the 256 bytes does to a CRC-32."""
    left = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        left = np.where(left & 1, (left >> 1) ^ np.uint32(0xEDB88320), left >> 1)
    return left


_CRC_OF_BYTE = _crc_of_byte()


def _stuffed(payload: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """COBS of rows (T, N), closed by a zero byte each: (T, N + 2). Each zero says how far it is to the next."""
    count, length = payload.shape
    frames = np.zeros((count, length + 2), np.uint8)
    frames[:, 1:-1] = payload
    next_zero = np.full(count, length + 1)
    for at in range(length, -1, -1):
        zero = frames[:, at] == 0
        frames[zero, at] = (next_zero - at)[zero]
        next_zero[zero] = at
    return frames
