"""A ringtone as at most 31 characters, and the way back: exactly the same ringtone, or a reason why not.

Owns the layout of a code, in one table. Refuses to guess: a code with a wrong character is refused, and one that was
made with another table, model or sound says so, since it would come out as something else.
docs/adr/0025 has the table of bits and why it is so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

from installation.measure.shape import NEUTRAL
from installation.ringtone.checks import ALPHABET, CHECKS, digits_of, sound, spelled, with_checks
from installation.ringtone.grid import SIZES, places, shape_at
from installation.ringtone.piece import HIGHEST, PLACES, Ringtone
from installation.score import PADS

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = 0
"""Of the layout below."""
_COUNTS = tuple(PLACES)
FIELDS = (("version", 8), ("count", len(_COUNTS)), ("shaped", 2), ("style", 1 << 15), ("sound", 1 << 12))
"""What a code begins with and how many values each has, the lowest digits first; then the shape, if it is `shaped`
(grid.SIZES), and the bars, 10,000 each. `style` marks a style's table, model and settings, `sound` the instruments
and the programs that play them."""
STYLE_MARKS, SOUND_MARKS = FIELDS[3][1], FIELDS[4][1]
_BAR = HIGHEST ** len(PADS)
_BASE = len(ALPHABET)
GROUP = 4
"""Characters between hyphens, where people read the code."""


class CodeError(ValueError):
    """A code cannot be opened; the text says why and what to do."""


class MistypedError(CodeError):
    """Some character is not the one that was written."""


class OtherVersionError(CodeError):
    """The code is well, but this copy would make something else of it; the text says what it needs."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a copy makes of a code: marks of its styles (with table and model, by name) and of its sound."""

    styles: Mapping[str, int] = field(default_factory=dict)
    sound: int = 0


def write(ringtone: Ringtone, edition: Edition) -> str:
    """The code of a ringtone, as this edition plays it.

    Raises:
        KeyError: the edition has no such style.
    """
    count, shaped = len(ringtone.bars), int(ringtone.shape != NEUTRAL)
    head = (VERSION, _COUNTS.index(count), shaped, edition.styles[ringtone.style], edition.sound)
    figures = (*head, *(places(ringtone.shape) if shaped else ()), *map(_packed, ringtone.bars))
    number = 0
    for size, value in reversed(list(zip(_sizes(count, shaped), figures, strict=True))):
        number = number * size + value
    digits = []
    for _ in range(_data_characters(count, shaped)):
        number, digit = divmod(number, _BASE)
        digits.append(digit)
    return spelled(with_checks(tuple(digits)))


def read(text: str, edition: Edition, *, whatever_sounds: bool = False) -> Ringtone:
    """The ringtone of a code.

    Args:
        text: the code; hyphens, spaces and small letters are welcome.
        edition: what this copy plays with.
        whatever_sounds: open it although the instruments or programs differ: its notes are the same, its sound may
            not be.

    Raises:
        MistypedError: it is no code, or a character is wrong.
        OtherVersionError: it was made by another version than this edition; the text says which.
    """
    head, number = _opened(text)
    style = next((name for name, mark in edition.styles.items() if mark == head["style"]), None)
    if style is None:
        here = ", ".join(f"{name} {mark_text(mark)}" for name, mark in edition.styles.items())
        raise OtherVersionError(
            f"this code needs a style, with its table and model, of the mark {mark_text(head['style'])}, "
            f"which this copy does not have; it has {here}"
        )
    if head["sound"] != edition.sound and not whatever_sounds:
        raise OtherVersionError(
            f"this code needs the sound of the mark {mark_text(head['sound'])}; this copy sounds as "
            f"{mark_text(edition.sound)}. The notes would be the same, the sound may not be: "
            "--whatever-sounds opens it all the same"
        )
    count, shaped = _COUNTS[head["count"]], head["shaped"]
    figures = []
    for size in _sizes(count, shaped)[len(FIELDS) :]:
        number, value = divmod(number, size)
        figures.append(value)
    if number:
        raise MistypedError("this is no code of a ringtone")
    shape = shape_at(tuple(figures[:-count])) if shaped else NEUTRAL
    return Ringtone(style, tuple(map(_unpacked, figures[-count:])), shape)


def grouped(code: str) -> str:
    """A code in groups, as people read it."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def mark_text(mark: int) -> str:
    """A mark as three characters."""
    return "".join(ALPHABET[mark >> shift & 31] for shift in (10, 5, 0))


def _opened(text: str) -> tuple[dict[str, int], int]:
    """The head's fields, and the number that is left for the bars."""
    try:
        word = digits_of(text)
    except ValueError as error:
        raise MistypedError(f"{error}; it has digits and letters without I, L, O, U") from None
    if not sound(word):
        raise MistypedError(
            "some character is wrong or missing, or two changed places: compare it with the card"
        )
    number = 0
    for digit in reversed(word[:-CHECKS]):
        number = number * _BASE + digit
    head = {}
    for name, size in FIELDS:
        number, head[name] = divmod(number, size)
        if name == "version" and head[name] != VERSION:
            raise OtherVersionError(
                f"this code is of version {head[name]}, and this copy reads version {VERSION}: "
                "open it with a newer copy"
            )
    if len(word) - CHECKS != _data_characters(_COUNTS[head["count"]], head["shaped"]):
        raise MistypedError("this is no code of a ringtone: it has too few characters, or too many")
    return head, number


def _sizes(count: int, shaped: int) -> tuple[int, ...]:
    """How many values each figure of a code has, the lowest first."""
    return (*(size for _, size in FIELDS), *(SIZES if shaped else ()), *(_BAR,) * count)


def _data_characters(count: int, shaped: int) -> int:
    """How many characters hold all that."""
    return -(-(prod(_sizes(count, shaped)) - 1).bit_length() // (_BASE - 1).bit_length())


def _packed(levels: tuple[int, ...]) -> int:
    number = 0
    for level in levels:
        number = number * HIGHEST + level - 1
    return number


def _unpacked(number: int) -> tuple[int, int, int, int]:
    rest, jump = divmod(number, HIGHEST)
    rest, density = divmod(rest, HIGHEST)
    rhythm, wide = divmod(rest, HIGHEST)
    return (rhythm + 1, wide + 1, density + 1, jump + 1)
