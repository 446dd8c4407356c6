"""What the engine tells the keeper of visits, as bytes: the journal's lines, and the streams of a recorded visit.

Owns the spelling of letters and of recorded steps, both MessagePack. Refuses to know sockets and files, and what an
input or an effect is: any frozen dataclass is spelt as its name and its fields.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LENGTH = 4
"""A letter is its length in so many bytes, then itself."""
LONGEST = 16 << 20
"""What claims to be longer is no letter."""


class LetterError(ValueError):
    """These bytes are no letters."""


class Told(Struct, frozen=True, tag=True):
    """The journal's lines since the last letter, and world time now; `lost` letters found no room before."""

    now_ns: int
    lines: tuple[tuple[int, str, dict[str, Any]], ...]
    lost: int = 0


class RecordingBegun(Struct, frozen=True, tag=True):
    """From now on the visit is recorded in full, from this state of everything."""

    step: int
    step_ns: int
    world: bytes
    sound: bytes


class StepsRecorded(Struct, frozen=True, tag=True):
    """What happened in these steps, as `spell` has it."""

    first_step: int
    last_step: int
    data: bytes


class RecordingEnded(Struct, frozen=True, tag=True):
    """The last step of the recording, and whether all of it was sent."""

    step: int
    whole: bool = True


class Fault(Struct, frozen=True, tag=True):
    """Something is wrong with the machine."""

    kind: str
    what: str


Letter = Told | RecordingBegun | StepsRecorded | RecordingEnded | Fault

Spelt = tuple[str, Any]
"""A dataclass's name, and its fields as msgspec spells them."""
Recorded = tuple[int, int, list[Spelt], list[Spelt], tuple[float, ...] | None]
"""A step: its number, steps skipped before it, inputs, effects, pressures if they are other than before."""


def _plain(value: Any) -> Any:
    return value.item()  # a number of numpy's


_encoder = msgspec.msgpack.Encoder(enc_hook=_plain)
_letters = msgspec.msgpack.Decoder(Letter)
_steps = msgspec.msgpack.Decoder(list[Recorded])


def spelt(values: Iterable[Any]) -> list[Spelt]:
    """Dataclasses with their names, to be encoded."""
    return [(type(value).__name__, value) for value in values]


def spell(steps: list[Recorded]) -> bytes:
    """Recorded steps as bytes, not yet compressed."""
    return _encoder.encode(steps)


def read_steps(data: bytes) -> list[Recorded]:
    """The steps of a compressed block.

    Raises:
        LetterError: it is none.
    """
    try:
        return _steps.decode(zlib.decompress(data))
    except (zlib.error, msgspec.DecodeError) as error:
        raise LetterError(f"this is no block of recorded steps: {error}") from error


def spell_values(values: list[Spelt]) -> bytes:
    """Inputs or effects as bytes, for comparing and for `read_values`."""
    return _encoder.encode(values)


def read_values(data: bytes) -> list[Spelt]:
    """What `spell_values` spelt.

    Raises:
        LetterError: these bytes are no such list.
    """
    try:
        return msgspec.msgpack.decode(data, type=list[Spelt])
    except msgspec.DecodeError as error:
        raise LetterError(f"this is no list of inputs or effects: {error}") from error


def write(letter: Letter) -> bytes:
    """A letter with its length before it."""
    data = _encoder.encode(letter)
    return len(data).to_bytes(LENGTH, "big") + data


class Reader:
    """Puts letters together from whatever pieces arrive."""

    def __init__(self) -> None:
        """Nothing arrived yet."""
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[Letter]:
        """The letters that are whole with these bytes.

        Raises:
            LetterError: this is no letter.
        """
        self._data += data
        while len(self._data) >= LENGTH:
            length = int.from_bytes(self._data[:LENGTH], "big")
            if length > LONGEST:
                raise LetterError(f"a letter of {length} bytes")
            if len(self._data) < LENGTH + length:
                return
            letter = bytes(self._data[LENGTH : LENGTH + length])
            del self._data[: LENGTH + length]
            try:
                yield _letters.decode(letter)
            except msgspec.DecodeError as error:
                raise LetterError(f"this is no letter: {error}") from error
