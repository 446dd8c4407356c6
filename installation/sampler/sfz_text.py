"""The text of an SFZ: comments, defines, includes, headers, and what a region inherits; out come plain opcodes.

Owns the words' form and their bounds. Refuses to know what an opcode means (sfz.py), and to open files: the text of
an `#include` comes from whoever asks, through a function.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Included = Callable[[str], str]

MOST_CHARACTERS = 16_000_000
"""Of a text with all that it includes and all defines put in."""
DEEPEST = 8
"""Texts that include each other end here."""
HEADERS = ("control", "global", "master", "group", "region")
ALIASES = {"loopmode": "loop_mode", "loopstart": "loop_start", "loopend": "loop_end", "offby": "off_by",
           "offmode": "off_mode", "hilev": "hivel", "lolev": "lovel"}  # fmt: skip
"""Two names of one opcode: the first version of the format was read aloud."""
MOST_OPCODES = 1_000
"""Of one header."""
LONGEST_NAME, LONGEST_VALUE = 64, 1_000
"""Of a define."""
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_INCLUDE = re.compile(r"^[ \t]*#include[ \t]+\"([^\"\n]+)\"", re.MULTILINE)
_DEFINE = re.compile(r"#define[ \t]+(\$\w+)[ \t]+(\S+)")
_HEADER = re.compile(r"<(\w+)>")


class SfzError(ValueError):
    """The text is no SFZ; the message says which line and why."""


def nothing_included(name: str) -> str:
    """For texts that stand alone.

    Raises:
        SfzError: always.
    """
    raise SfzError(f"#include {name}: there is nothing beside this text")


def regions(text: str, included: Included) -> Iterator[tuple[int, dict[str, str]]]:
    """Each region's line and opcodes, with what its group, master, global and control say beneath.

    Lines are those of the whole text, includes put in.

    Raises:
        SfzError: too long, too deep, or a header with too many opcodes.
    """
    levels: dict[str, dict[str, str]] = {name: {} for name in HEADERS}
    header, begun = "control", 0
    for number, line in enumerate(_defined(_whole(text, included, 0)).split("\n"), 1):
        for place, piece in enumerate(_HEADER.split(line)):
            if place % 2:
                if begun:
                    yield begun, _merged(levels)
                header = piece.lower()
                begun = number if header == "region" else 0
                for name in HEADERS[HEADERS.index(header) if header in HEADERS else len(HEADERS) :]:
                    levels[name] = {}
            elif header in levels:
                levels[header].update(_opcodes(piece))
                if len(levels[header]) > MOST_OPCODES:
                    raise SfzError(f"line {number}: more than {MOST_OPCODES} opcodes under one header")
    if begun:
        yield begun, _merged(levels)


def _opcodes(text: str) -> dict[str, str]:
    """`one=a b two=c`: a value goes on to the word before the next equals sign."""
    found: dict[str, str] = {}
    first, *rest = text.split("=")
    opcode = first.strip().rpartition(" ")[2]
    for number, piece in enumerate(rest, 1):
        value, _, following = piece.replace("\t", " ").rstrip().rpartition(" ")
        if number == len(rest):
            value, following = piece, ""
        name = opcode.lower()
        if name:
            found[ALIASES.get(name, name)] = value.strip()
        opcode = following
    return found


def _merged(levels: dict[str, dict[str, str]]) -> dict[str, str]:
    opcodes: dict[str, str] = {}
    for name in HEADERS:
        opcodes |= levels[name]
    return opcodes


def _whole(text: str, included: Included, depth: int) -> str:
    """Without comments, with what it includes in its place."""
    plain = _COMMENT.sub(lambda gone: "\n" * gone.group().count("\n"), text)
    pieces, place, length = [], 0, len(plain)
    for found in _INCLUDE.finditer(plain):
        if depth >= DEEPEST:
            raise SfzError(f"#include {found[1]}: more than {DEEPEST} texts within each other")
        inner = _whole(included(found[1].replace("\\", "/")), included, depth + 1)
        length += len(inner)
        _bounded(length)
        pieces += [plain[place : found.start()], inner]
        place = found.end()
    return "".join([*pieces, plain[place:]])


def _defined(text: str) -> str:
    """With every name that a #define gives replaced by its value; the longest name that fits wins."""
    values: dict[str, str] = dict(_DEFINE.findall(text))
    if not values:
        return text
    longest = max(map(len, values))
    if longest > LONGEST_NAME or max(map(len, values.values())) > LONGEST_VALUE:
        raise SfzError(f"a #define of more than {LONGEST_NAME} characters for more than {LONGEST_VALUE}")
    length = len(text)

    def put_in(found: re.Match[str]) -> str:
        nonlocal length
        word = str(found.group())
        for size in range(min(longest, len(word)), 1, -1):
            if word[:size] in values:
                length += len(values[word[:size]])
                _bounded(length)
                return values[word[:size]] + word[size:]
        return word

    return re.sub(r"\$\w+", put_in, _DEFINE.sub("", text))


def _bounded(length: int) -> None:
    if length > MOST_CHARACTERS:
        raise SfzError(f"longer than {MOST_CHARACTERS} characters with all that it includes")
