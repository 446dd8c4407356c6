"""Reads ABC tune books, fast: text in, tunes of timed notes out.

Owns the little of ABC that melodies need: keys, carried accidentals, broken rhythm, tuplets, ties, chords
(their highest note), grace notes (left out). Refuses to know the grid, the corpus and the file system.
Checked against music21, which parses the same text a hundred times slower.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
FIFTHS = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}
MODE_FIFTHS = {"maj": 0, "ion": 0, "mix": -1, "dor": -2, "min": -3, "aeo": -3, "phr": -4, "loc": -5, "lyd": 1}
ACCIDENTALS = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}
TUPLET_TIME = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
"""Notes p in the time of how many, where ABC fixes it; the rest depend on the metre."""

NOTE = r"(?P<acc>\^\^?|__?|=)?(?P<letter>[A-Ga-g]|[zx])(?P<octave>[,']*)(?P<length>\d*/*\d*)"
TOKEN = re.compile(
    r"(?P<skip>\"[^\"]*\"|\{[^}]*\}|![^!|\s]*!|\+[a-z0-9.]+\+|%.*|\\)"
    r"|\[(?P<field>[A-Za-z]):(?P<value>[^\]]*)\]"
    r"|(?P<bar>(?:\[\||\|\]|:*\|+:*|::)(?:\]|\d[\d,.-]*)?|\[\d[\d,.-]*)"
    r"|\((?P<tuplet>\d)(?::(?P<time>\d*))?(?::(?P<count>\d*))?"
    r"|(?P<broken><+|>+)"
    r"|(?P<tie>-)"
    r"|\[(?P<chord>[^\]|:]*)\](?P<chordlength>\d*/*\d*)"
    rf"|{NOTE}"
)
INNER_NOTE = re.compile(NOTE)


class TuneError(ValueError):
    """A tune that cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A note or a rest (pitch None): where it starts in its bar, how long it lasts, both in quarters."""

    start: Fraction
    quarters: Fraction
    pitch: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """What stands between two bar lines, with the metre in force."""

    metre: str
    sounds: tuple[Sound, ...]

    @property
    def quarters(self) -> Fraction:
        """How long the bar is, in quarters."""
        return self.sounds[-1].start + self.sounds[-1].quarters if self.sounds else Fraction(0)


@dataclass(frozen=True, slots=True)
class Tune:
    """One tune: its header fields (first of each letter; titles apart) and its bars."""

    number: str
    titles: tuple[str, ...]
    fields: dict[str, str]
    bars: tuple[Bar, ...]


@dataclass(slots=True)
class Pen:
    """Where the reading of one tune stands."""

    key: dict[str, int]
    unit: Fraction
    metre: str
    bars: list[Bar] = field(default_factory=list)
    bar: list[list[Fraction | int | None]] = field(default_factory=list)
    carried: dict[tuple[str, int], int] = field(default_factory=dict)
    tuplet: list[Fraction] = field(default_factory=list)
    broken: Fraction = Fraction(1)
    tied: int | None = None


def key_signature(text: str) -> dict[str, int]:
    """Semitones by letter that a `K:` field puts on the stave, such as {"F": 1} for "G" or "Em".

    Raises:
        TuneError: no such key.
    """
    head = text.strip().removesuffix("%")
    found = re.match(r"([A-G])([#b]?)\s*([A-Za-z]*)", head)
    if not found:
        raise TuneError(f"unknown key {text.strip()!r}")
    letter, sharp, mode = found.groups()
    name = {"": "maj", "m": "min"}.get(mode if mode in {"", "m"} else mode.lower()[:3], mode.lower()[:3])
    if name not in MODE_FIFTHS:
        raise TuneError(f"unknown mode in key {text.strip()!r}")
    fifths = FIFTHS[letter] + {"#": 7, "b": -7, "": 0}[sharp] + MODE_FIFTHS[name]
    if abs(fifths) > len(FIFTHS):
        raise TuneError(f"key {text.strip()!r} has more than seven accidentals")
    order = "FCGDAEB" if fifths > 0 else "BEADGCF"
    return dict.fromkeys(order[: abs(fifths)], 1 if fifths > 0 else -1)


def metre_quarters(metre: str) -> Fraction | None:
    """Length of a bar in quarters, None for free metre or what cannot be read."""
    text = metre.strip()
    if text in {"C", "C|"}:
        return Fraction(4)
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    return Fraction(int(found[1]) * 4, int(found[2])) if found and int(found[2]) else None


def note_length(text: str) -> Fraction:
    """The factor after a note: "" 1, "3" 3, "/" 1/2, "//" 1/4, "3/2" 3/2.

    Raises:
        TuneError: a division by nothing.
    """
    number, slashes, rest = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr]
    below = int(rest) if rest else 2 ** len(slashes)
    if not below:
        raise TuneError(f"a length divides by nothing: {text!r}")
    return Fraction(int(number) if number else 1, below)


def _pitch(pen: Pen, match: re.Match[str]) -> int | None:
    letter = match["letter"]
    if letter in "zx":
        return None
    octave = 5 + letter.islower() + match["octave"].count("'") - match["octave"].count(",")
    place = (letter.upper(), octave)
    if match["acc"]:
        pen.carried[place] = ACCIDENTALS[match["acc"]]
    shift = pen.carried.get(place, pen.key.get(place[0], 0))
    return 12 * octave + SEMITONES[place[0]] + shift


def _put(pen: Pen, pitch: int | None, quarters: Fraction) -> None:
    if pen.tuplet:
        quarters *= pen.tuplet.pop()
    quarters *= pen.broken
    pen.broken = Fraction(1)
    if pen.tied is not None and pen.tied == pitch and pen.bar and pen.bar[-1][1] == pitch:
        pen.bar[-1][0] += quarters  # type: ignore[operator]
    elif quarters:
        pen.bar.append([quarters, pitch])
    pen.tied = None


def _break(pen: Pen, sign: str) -> None:
    if not pen.bar:
        return
    short = Fraction(1, 2 ** len(sign))
    first, second = (2 - short, short) if sign[0] == ">" else (short, 2 - short)
    pen.bar[-1][0] *= first  # type: ignore[operator]
    pen.broken = second


def _start_tuplet(pen: Pen, match: re.Match[str]) -> None:
    notes = int(match["tuplet"])
    if not notes:
        raise TuneError("a tuplet of no notes")
    compound = pen.metre.strip().startswith(("6/", "9/", "12/"))
    time = int(match["time"] or TUPLET_TIME.get(notes, 3 if compound else 2))
    pen.tuplet = [Fraction(time, notes)] * int(match["count"] or notes)


def _end_bar(pen: Pen) -> None:
    if not pen.bar:
        return
    sounds, start = [], Fraction(0)
    for quarters, pitch in pen.bar:
        sounds.append(Sound(start, quarters, pitch))  # type: ignore[arg-type]
        start += quarters  # type: ignore[operator]
    pen.bars.append(Bar(pen.metre, tuple(sounds)))
    pen.bar = []
    pen.carried = {}


def _set_field(pen: Pen, letter: str, value: str) -> None:
    if letter == "K":
        pen.key = key_signature(value)
    elif letter == "M":
        pen.metre = value.split("%", maxsplit=1)[0].strip()
    elif letter == "L":
        pen.unit = _unit(value)


def _unit(text: str) -> Fraction:
    found = re.match(r"\s*1/(\d+)", text)
    if not found or not int(found[1]):
        raise TuneError(f"unknown unit length {text.strip()!r}")
    return Fraction(4, int(found[1]))


def _read_chord(pen: Pen, match: re.Match[str]) -> None:
    notes = list(INNER_NOTE.finditer(match["chord"]))
    pitches = [pitch for note in notes if (pitch := _pitch(pen, note)) is not None]
    if notes:
        length = note_length(match["chordlength"]) * note_length(notes[0]["length"])
        _put(pen, max(pitches, default=None), length * pen.unit)


def _read_line(pen: Pen, line: str) -> None:
    for match in TOKEN.finditer(line):
        if match["letter"]:
            pitch = _pitch(pen, match)
            _put(pen, pitch, note_length(match["length"]) * pen.unit)
        elif match["bar"]:
            _end_bar(pen)
        elif match["broken"]:
            _break(pen, match["broken"])
        elif match["tuplet"]:
            _start_tuplet(pen, match)
        elif match["tie"]:
            last = pen.bar[-1][1] if pen.bar else None
            pen.tied = int(last) if last is not None else None
        elif match["chord"] is not None:
            _read_chord(pen, match)
        elif match["field"]:
            _set_field(pen, match["field"], match["value"])


def read_tune(text: str) -> Tune:
    """One tune from its ABC text, `X:` line to its end.

    Raises:
        TuneError: no key, or a key, length or tuplet that means nothing.
    """
    fields: dict[str, str] = {}
    titles: list[str] = []
    pen: Pen | None = None
    for line in text.splitlines():
        header = re.match(r"([A-Za-z]):(?!\|)(.*)", line)
        if header and header[1] == "T":
            titles.append(header[2].strip())
        elif header and pen is not None:
            _set_field(pen, header[1], header[2])
        elif header:
            fields.setdefault(header[1], header[2].strip())
            if header[1] == "K":
                pen = _new_pen(fields)
        elif pen is not None:
            _read_line(pen, line)
    if pen is None:
        raise TuneError("a tune without a key (K:)")
    _end_bar(pen)
    return Tune(fields.get("X", ""), tuple(titles), fields, tuple(pen.bars))


def _new_pen(fields: dict[str, str]) -> Pen:
    metre = fields.get("M", "4/4")
    quarters = metre_quarters(metre)
    default = "1/16" if quarters is not None and quarters < 3 else "1/8"
    return Pen(key_signature(fields["K"]), _unit(fields.get("L", default)), metre)


def split_book(text: str) -> list[str]:
    """The texts of the single tunes of a book: each begins with its `X:` line."""
    parts = re.split(r"(?m)^(?=X:)", text)
    return [part for part in parts if part.startswith("X:")]
