"""A ringtone as MusicXML 4.0: the melody on one staff, for any notation program.

Owns the file's form. Refuses to know how times become note values (notation.py).
The same performance gives the same bytes: no date, no program's version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from installation.ringtone.notation import BAR, BEAT, fifths_of, spelled, written
from installation.score import BEATS

if TYPE_CHECKING:
    from installation.ringtone.notation import Sign
    from installation.ringtone.performance import Performance

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC '
    '"-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n'
)


def musicxml(performance: Performance, title: str, code: str) -> bytes:
    """The file of a performance; `code` stands in it as the work's identifier."""
    score = Element("score-partwise", version="4.0")
    work = SubElement(score, "work")
    _text(work, "work-title", title)
    identification = SubElement(score, "identification")
    _text(identification, "source", code)
    part_list = SubElement(score, "part-list")
    _text(SubElement(part_list, "score-part", id="P1"), "part-name", performance.style.instruments.melody)
    part = SubElement(score, "part", id="P1")
    fifths = fifths_of(performance.key.tonic, performance.key.mode)
    bars = written(performance)
    for number, signs in enumerate(bars, start=1):
        measure = SubElement(part, "measure", number=str(number))
        if number == 1:
            _opening(measure, performance, fifths)
        if all(sign.pitch is None for sign in signs):
            _silence(measure)
        else:
            for sign in signs:
                _note(measure, sign, fifths)
        if number == len(bars):
            _text(SubElement(measure, "barline", location="right"), "bar-style", "light-heavy")
    indent(score)
    return (_HEAD + tostring(score, encoding="unicode") + "\n").encode()


def _text(parent: Element, name: str, text: object) -> Element:
    child = SubElement(parent, name)
    child.text = str(text)
    return child


def _opening(measure: Element, performance: Performance, fifths: int) -> None:
    """Clef, key, time and tempo."""
    attributes = SubElement(measure, "attributes")
    _text(attributes, "divisions", BEAT)
    key = SubElement(attributes, "key")
    _text(key, "fifths", fifths)
    time = SubElement(attributes, "time")
    _text(time, "beats", BEATS)
    _text(time, "beat-type", 4)
    clef = SubElement(attributes, "clef")
    _text(clef, "sign", "G")
    _text(clef, "line", 2)
    tempo = round(performance.length.tempo_bpm, 2)
    direction = SubElement(measure, "direction", placement="above")
    metronome = SubElement(SubElement(direction, "direction-type"), "metronome")
    _text(metronome, "beat-unit", "quarter")
    _text(metronome, "per-minute", f"{tempo:g}")
    SubElement(direction, "sound", tempo=f"{tempo:g}")


def _silence(measure: Element) -> None:
    """A whole bar's rest."""
    note = SubElement(measure, "note")
    SubElement(note, "rest", measure="yes")
    _text(note, "duration", BAR)


def _note(measure: Element, sign: Sign, fifths: int) -> None:
    """A note or rest; the order of its parts is the format's."""
    note = SubElement(measure, "note")
    if sign.pitch is None:
        SubElement(note, "rest")
    else:
        pitch = SubElement(note, "pitch")
        letter, alter, octave = spelled(sign.pitch, fifths)
        _text(pitch, "step", letter)
        if alter:
            _text(pitch, "alter", alter)
        _text(pitch, "octave", octave)
    _text(note, "duration", sign.twelfths)
    ties = [kind for kind, there in (("stop", sign.tied_from), ("start", sign.tied_to)) if there]
    for kind in ties:
        SubElement(note, "tie", type=kind)
    _text(note, "type", sign.value)
    for _ in range(sign.dots):
        SubElement(note, "dot")
    if sign.third:
        change = SubElement(note, "time-modification")
        _text(change, "actual-notes", 3)
        _text(change, "normal-notes", 2)
    for level, beam in enumerate(sign.beams, start=1):
        _text(note, "beam", beam).set("number", str(level))
    if ties or sign.bracket:
        notations = SubElement(note, "notations")
        for kind in ties:
            SubElement(notations, "tied", type=kind)
        if sign.bracket:
            SubElement(notations, "tuplet", type=sign.bracket)
