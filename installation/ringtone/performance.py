"""A ringtone performed: its bars decoded, and every note of the melody and the band with its audio frame.

Owns who plays in a ringtone and how it ends. It plays through the same stages as the installation does (the
sequencer's plan and band), so a ringtone sounds as it sounded under the hand. Refuses to render sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from installation.effects import EndAllNotes, ShapeSound, StartNote, StopNote, frame_at
from installation.latent.tune import Asked
from installation.measure.shape import OCTAVE, shaped
from installation.ringtone.piece import Length, length_for
from installation.sequencer import band, plan
from installation.sequencer.arrangement import arrangement_of, seat_band
from installation.sequencer.transport import at_tempo

if TYPE_CHECKING:
    from installation.effects import SoundEffect
    from installation.latent.tune import Kit
    from installation.ringtone.piece import Ringtone
    from installation.score import Measure
    from installation.settings import Style

PARTS = frozenset({band.BASS, band.PERCUSSION})
"""Who plays beside the melody."""
LOUDNESS = 1.0


@dataclass(frozen=True, slots=True)
class Played:
    """A note that was played: its part, pitch and velocity, and its first and last audio frame."""

    part: str
    pitch: int
    velocity: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Performance:
    """All of a ringtone: what is asked of the sound, in order of time, and the notes that come of it."""

    style: Style
    length: Length
    key: band.Key
    measures: tuple[Measure, ...]
    effects: tuple[SoundEffect, ...]
    notes: tuple[Played, ...]
    end_frame: int  # the tail comes after it


def perform(ringtone: Ringtone, style: Style, kit: Kit) -> Performance:
    """Perform a ringtone in its style with the style's kit."""
    shape = ringtone.shape
    length = length_for(style.tempo_bpm * shape.tempo, len(ringtone.bars))
    transport = at_tempo(length.tempo_bpm, 0)
    measures = tuple(shaped(measure, shape, style.tonic) for measure in measures_of(ringtone, kit))
    tonic = (style.tonic + shape.register) % OCTAVE
    key, played = band.Key(tonic, shape.mode or style.mode), arrangement_of(style)
    effects: list[SoundEffect] = [seat_band(style, 0)]
    if shape.timbre:
        effects.append(ShapeSound(0, 0.0, shape.timbre))
    player, players = plan.begin(transport, 0), band.begin(transport, 0)
    for number, measure in enumerate(measures):
        until_ns = (number + 1) * transport.bar_ns - 1
        player, melody = plan.advance(player, measure, until_ns, LOUDNESS, played)
        players, rest = band.advance(players, transport, measure, key, until_ns, LOUDNESS, PARTS, played)
        effects += [*melody, *rest]
    end_ns = len(measures) * transport.bar_ns
    effects += [*plan.stop(player, end_ns)[1], *band.stop(players, end_ns)[1], EndAllNotes(frame_at(end_ns))]
    in_time = tuple(sorted(effects, key=lambda effect: effect.frame))
    return Performance(style, length, key, measures, in_time, _played(in_time), frame_at(end_ns))


def measures_of(ringtone: Ringtone, kit: Kit) -> tuple[Measure, ...]:
    """Each bar of a ringtone, decoded and not yet shaped."""
    return tuple(
        kit.play(Asked(ringtone.style, place, tuple(map(float, levels)))).measure  # type: ignore[arg-type] # four
        for place, levels in zip(ringtone.places, ringtone.bars, strict=True)
    )


def _played(effects: tuple[SoundEffect, ...]) -> tuple[Played, ...]:
    """The notes that these effects start and stop, in the order of their starts."""
    open_notes: dict[int, StartNote] = {}
    found = []
    for effect in effects:
        if isinstance(effect, StartNote):
            open_notes[effect.note] = effect
        elif isinstance(effect, StopNote) and effect.note in open_notes:
            begun = open_notes.pop(effect.note)
            found.append(Played(begun.part, round(begun.pitch), begun.velocity, begun.frame, effect.frame))
    return tuple(sorted(found, key=lambda note: (note.start, note.part, note.pitch)))
