"""A visitor's or curator's own tunes: a folder of ABC, MIDI or MusicXML files into pieces, file by file.

Owns which files are tried and what is said of those that cannot be used. ABC goes through our reader, the others
through music21. Refuses to guess a melody out of several voices.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.training.corpus import Collection, Piece, read_book
from installation.training.grid import grid_bar
from installation.training.tunebook import Bar, Sound

if TYPE_CHECKING:
    from pathlib import Path

OWN = Collection("own", "", "", "the user's own files")
KINDS = {".abc", ".mid", ".midi", ".xml", ".musicxml", ".mxl"}


class TunesError(ValueError):
    """A file, or a whole folder, that gives no bars; the text says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one file gave: its pieces, and what was left out of it, by reason."""

    path: Path
    pieces: tuple[Piece, ...]
    left_out: Counter[str]


def read_file(path: Path) -> Found:
    """The pieces of one file.

    Raises:
        TunesError: no kind of file we read, broken, polyphonic, or without a usable bar.
    """
    left_out: Counter[str] = Counter()
    if path.suffix.lower() not in KINDS:
        raise TunesError("not an ABC, MIDI or MusicXML file")
    if path.suffix.lower() == ".abc":
        pieces = read_book(path.read_text(encoding="utf-8", errors="replace"), OWN, left_out)
    else:
        pieces = [_read_score(path, left_out)]
    pieces = [piece for piece in pieces if len(piece.bars)]
    if not pieces:
        reasons = (
            ", ".join(f"{count} {reason}" for reason, count in left_out.most_common()) or "no tune in it"
        )
        raise TunesError(f"no bar of 4/4 or 2/4 that fits the grid ({reasons})")
    return Found(path, tuple(pieces), left_out)


def _read_score(path: Path, left_out: Counter[str]) -> Piece:
    import music21  # noqa: PLC0415 - takes seconds to load, and ABC does not need it

    try:
        score = _parsed(music21, path)
    except Exception as error:  # noqa: BLE001 - music21 raises whatever its parsers raise
        raise TunesError(f"music21 cannot read it ({error})") from None
    parts = [part for part in score.recurse().getElementsByClass("Part") if part.recurse().notes]
    if len(parts) != 1:
        raise TunesError(f"it has {len(parts)} voices that play; a melody has one")
    part = parts[0]
    if any(note.isChord or len(note.pitches) > 1 for note in part.recurse().notes):
        raise TunesError("it is polyphonic: notes sound together; a melody has one at a time")
    measures = part.getElementsByClass("Measure") or part.makeMeasures().getElementsByClass("Measure")
    rows, metre = [], "4/4"
    for measure in measures:
        metre = measure.timeSignature.ratioString if measure.timeSignature else metre
        row = grid_bar(Bar(metre, _sounds_of(measure)))
        if isinstance(row, str):
            left_out[f"bars: {row}"] += 1
        else:
            rows.append(row)
    return Piece(OWN.name, path.stem, np.array(rows, np.uint8).reshape(-1, 24))


def _parsed(music21: Any, path: Path) -> Any:
    """A score. MIDI goes by its bytes: music21 leaves a broken file open."""
    if path.suffix.lower() in {".mid", ".midi"}:
        file = music21.midi.MidiFile()
        file.readstr(path.read_bytes())
        return music21.midi.translate.midiFileToStream(file)
    return music21.converter.parse(path, forceSource=True)


def _sounds_of(measure: Any) -> tuple[Sound, ...]:
    """A measure's sounds, each lasting to the next one: short gaps are articulation, not rests."""
    found: list[Sound] = []
    for element in measure.flatten().notesAndRests:
        length = Fraction(element.quarterLength).limit_denominator(24)
        if not length:
            continue
        start = Fraction(element.offset).limit_denominator(24)
        if found and start < found[-1].start + found[-1].quarters:
            raise TunesError("it is polyphonic: notes overlap; a melody has one at a time")
        found.append(Sound(start, length, None if element.isRest else int(element.pitch.midi)))
    return tuple(found)


def read_folder(folder: Path) -> tuple[list[Found], dict[Path, str]]:
    """All files of a folder: what each gave, and for each that gave nothing the reason.

    Raises:
        TunesError: no such folder, no files in it, or none that could be used.
    """
    if not folder.is_dir():
        raise TunesError(f"{folder}: no such folder")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if not paths:
        raise TunesError(f"{folder}: an empty folder")
    found, refused = [], {}
    for path in paths:
        try:
            found.append(read_file(path))
        except TunesError as error:
            refused[path] = str(error)
    if not found:
        reasons = "; ".join(f"{path.name}: {reason}" for path, reason in refused.items())
        raise TunesError(f"{folder}: none of its files could be used ({reasons})")
    return found, refused
