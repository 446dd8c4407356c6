"""The melody as it is written down: notes and rests in bars, with dots, ties, triplets and beams.

Owns how the grid's times (quarters and thirds of a beat on one line) are spelled as note values, and which of the
twelve keys' names a pitch has. Refuses to know a file format. Times are counted in twelfths of a beat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from installation.effects import FRAME_RATE
from installation.score import BEATS, MODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from installation.ringtone.performance import Performance

BEAT = 12
"""Twelfths in a beat."""
BAR = BEATS * BEAT
_WHOLE_BEATS = {48: ("whole", 0), 36: ("half", 1), 24: ("half", 0), 12: ("quarter", 0)}
_HALVES = {9: ("eighth", 1), 6: ("eighth", 0), 3: ("16th", 0)}
_THIRDS = {
    8: ("quarter", 0),
    6: ("eighth", 1),
    4: ("eighth", 0),
    3: ("16th", 1),
    2: ("16th", 0),
    1: ("32nd", 0),
}
_FLAGS = {"eighth": 1, "16th": 2, "32nd": 3}
_FIFTHS = (0, 7, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5)  # of the major keys on C, C sharp ... B
_MODE_FIFTHS = {
    "major": 0, "lydian": 1, "mixolydian": -1, "dorian": -2, "minor": -3, "phrygian": -4, "locrian": -5,
}  # fmt: skip
_LETTERS = "FCGDAEB"  # a fifth apart


@dataclass(frozen=True, slots=True)
class Sign:
    """A note or rest (`pitch` None) as it is written, `twelfths` of a beat long."""

    twelfths: int
    pitch: int | None
    value: str  # "whole" .. "32nd"
    dots: int = 0
    tied_from: bool = False  # it carries on the sign before
    tied_to: bool = False
    third: bool = False  # three stand in the time of two
    bracket: str = ""  # "start" or "stop" of the triplet's bracket
    beams: tuple[str, ...] = ()  # of each beam, the outermost first


@dataclass(frozen=True, slots=True)
class _Span:
    """A note or silence within a bar, in twelfths from its bar line."""

    start: int
    end: int
    pitch: int | None
    tied_from: bool = False
    tied_to: bool = False


def fifths_of(tonic: int, mode: str) -> int:
    """Sharps (or, below 0, flats) of a key; a mode that nobody knows is written as major."""
    fifths = _FIFTHS[tonic % 12] + _MODE_FIFTHS.get(mode if mode in MODES else "major", 0)
    return fifths + 12 if fifths < -6 else fifths - 12 if fifths > 6 else fifths


def spelled(pitch: int, fifths: int) -> tuple[str, int, int]:
    """A pitch's letter, alteration in semitones and octave, in a key: of twelve names those nearest to it."""
    lowest = fifths - 4
    place = lowest + (pitch * 7 - lowest) % 12  # on the line of fifths, C at 0
    letter = _LETTERS[(place + 1) % 7]
    alter = (place + 1) // 7
    return letter, alter, (pitch - alter) // 12 - 1


def written(performance: Performance) -> tuple[tuple[Sign, ...], ...]:
    """The melody of a performance, bar by bar."""
    beat_frames = 60.0 / performance.length.tempo_bpm * FRAME_RATE
    spans: list[list[_Span]] = [[] for _ in performance.measures]
    for note in performance.notes:
        if note.part == "melody":
            start, end = (round(frame / beat_frames * BEAT) for frame in (note.start, note.end))
            for bar in range(start // BAR, -(-end // BAR)):
                low, high = bar * BAR, (bar + 1) * BAR
                span = _Span(max(start, low) - low, min(end, high) - low, note.pitch, start < low, end > high)
                spans[bar].append(span)
    return tuple(_bar(_filled(bar)) for bar in spans)


def _filled(spans: list[_Span]) -> list[_Span]:
    """The notes of a bar with rests between them."""
    found: list[_Span] = []
    for span in [*spans, _Span(BAR, BAR, None)]:
        reached = found[-1].end if found else 0
        if span.start > reached:
            found.append(_Span(reached, span.start, None))
        if span.start < BAR:
            found.append(span)
    return found


def _bar(spans: list[_Span]) -> tuple[Sign, ...]:
    """A bar's signs, beat by beat: each beat is written in halves or in thirds."""
    edges = {edge for span in spans for edge in (span.start, span.end)}
    thirds = [any(edge // BEAT == beat and edge % BEAT % 3 for edge in edges) for beat in range(BEATS)]
    beats: list[list[Sign]] = [[] for _ in range(BEATS)]
    for span in spans:
        pieces = list(_pieces(span, thirds))
        for number, (start, twelfths, value, dots) in enumerate(pieces):
            beat, note = start // BEAT, span.pitch is not None
            sign = Sign(
                twelfths,
                span.pitch,
                value,
                dots,
                tied_from=note and (number > 0 or span.tied_from),
                tied_to=note and (number < len(pieces) - 1 or span.tied_to),
                third=thirds[beat] and twelfths < BEAT,
            )
            beats[beat].append(sign)
    return tuple(sign for beat in beats for sign in _joined(beat))


def _pieces(span: _Span, thirds: list[bool]) -> Iterator[tuple[int, int, str, int]]:
    """(start, twelfths, value, dots) of the signs that a span is written with, tied where it is a note."""
    at = span.start
    while at < span.end:
        left = span.end - at
        if at % BEAT == 0 and left >= BEAT:
            twelfths = next(each for each in _WHOLE_BEATS if each <= left)
            value, dots = _WHOLE_BEATS[twelfths]
        else:
            names = _THIRDS if thirds[at // BEAT] else _HALVES
            most = min(left, BEAT - at % BEAT)
            twelfths = next(each for each in names if each <= most)
            value, dots = names[twelfths]
        yield at, twelfths, value, dots
        at += twelfths


def _joined(beat: list[Sign]) -> list[Sign]:
    """The signs that begin in a beat, with their triplet's bracket and their beams."""
    signs = _bracketed(beat)
    for level in (1, 2, 3):
        signs = [
            replace(sign, beams=(*sign.beams, beam)) if (beam := _beam(beat, at, level)) else sign
            for at, sign in enumerate(signs)
        ]
    return signs


def _bracketed(beat: list[Sign]) -> list[Sign]:
    if not any(sign.third for sign in beat):
        return beat
    return [
        replace(sign, bracket="start" if at == 0 else "stop" if at == len(beat) - 1 else "")
        for at, sign in enumerate(beat)
    ]


def _beam(beat: list[Sign], at: int, level: int) -> str:
    """What a beam does at a sign: rests and single notes have none."""

    def flagged(place: int, least: int) -> bool:
        there = 0 <= place < len(beat)
        return there and beat[place].pitch is not None and _FLAGS.get(beat[place].value, 0) >= least

    if not flagged(at, level) or not (flagged(at - 1, 1) or flagged(at + 1, 1)):
        return ""
    before, after = flagged(at - 1, level), flagged(at + 1, level)
    if before and after:
        return "continue"
    if before or after:
        return "end" if before else "begin"
    return "backward hook" if flagged(at - 1, 1) else "forward hook"
