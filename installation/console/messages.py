"""What a page may send: one small JSON object a message, checked against its shape, and the input it means.

Owns the shapes, their bounds and which role each asks for. Refuses to guess: an unknown key, a value out of
bounds or a name that there is not, is an error with a reason, and nothing happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from installation import house
from installation.console.roles import Role
from installation.inputs import (
    Input,
    LanguageChosen,
    LevelChosen,
    LockSet,
    LookSet,
    MuteSet,
    QuietHoursSet,
    RecalibrateAsked,
    ResetAsked,
    RestartAsked,
    StudySet,
    StyleChosen,
    VisitBegun,
    VisitEnded,
    VolumeSet,
)

MOST_BYTES = 512
"""Longer than any message that a page sends."""
Name = Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z][a-z0-9_-]*$")]
Minute = Annotated[int, Meta(ge=-1, lt=house.DAY_MIN)]


class MessageError(ValueError):
    """A message is not as it must be, or asks for what there is not."""


class Asked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="do"):
    """`id` is the page's own number for the message: the answer carries it."""

    id: Annotated[int, Meta(ge=0, lt=2**31)]


class Level(Asked, frozen=True, tag="level"):
    """Go to a guidance level."""

    level: Annotated[int, Meta(ge=0, le=9)]


class Move(Asked, frozen=True, tag="move"):
    """One guidance level on or back."""

    by: Literal[-1, 1]


class Lock(Asked, frozen=True, tag="lock"):
    """The level stays, or may change by itself."""

    on: bool


class StyleOf(Asked, frozen=True, tag="style"):
    """Another style."""

    style: Name


class LanguageOf(Asked, frozen=True, tag="language"):
    """Another language on the wall."""

    language: Name


class Volume(Asked, frozen=True, tag="volume"):
    """How loud."""

    volume_db: Annotated[float, Meta(ge=house.LEAST_DB, le=house.MOST_DB)]


class Mute(Asked, frozen=True, tag="mute"):
    """Nothing is heard, or all is as before."""

    on: bool


class Look(Asked, frozen=True, tag="look"):
    """Calm, high contrast, captions, or sounds that guide."""

    part: Literal["calm", "contrast", "captions", "cues"]
    on: bool


class Visit(Asked, frozen=True, tag="visit"):
    """A visit begins, or ends."""

    on: bool


class Reset(Asked, frozen=True, tag="reset"):
    """Begin afresh."""


class Study(Asked, frozen=True, tag="study"):
    """Visits may be recorded in full, or not."""

    on: bool


class QuietHours(Asked, frozen=True, tag="quiet"):
    """Between these minutes of the day it plays softly; -1 for none."""

    from_min: Minute
    until_min: Minute


class Recalibrate(Asked, frozen=True, tag="recalibrate"):
    """Learn the object anew."""


class Restart(Asked, frozen=True, tag="restart"):
    """Engine and sound begin again."""


Message = (
    Level | Move | Lock | StyleOf | LanguageOf | Volume | Mute | Look | Visit | Reset | Study | QuietHours
    | Recalibrate | Restart
)  # fmt: skip
_TECHNICAL = (QuietHours, Recalibrate)
_DECODER: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to choose from."""

    levels: int
    styles: frozenset[str]
    languages: frozenset[str]


def read(data: str | bytes) -> Message:
    """A message from its JSON.

    Raises:
        MessageError: it is too long, or not as it must be.
    """
    if len(data) > MOST_BYTES:
        raise MessageError(f"a message has {MOST_BYTES} bytes at most")
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(str(error)) from None


def needs(message: Message) -> Role:
    """The least role that may ask for this."""
    return Role.TECHNICIAN if isinstance(message, _TECHNICAL) else Role.FACILITATOR


def meant(message: Message, level: int, known: Known, at_ns: int = 0) -> Input:  # noqa: PLR0911 - one a message
    """The input that a message means.

    Args:
        message: what a page asked.
        level: the guidance level that holds now, for "one on".
        known: what there is.
        at_ns: when it was asked.

    Raises:
        MessageError: it names a level, style or language that there is not.
    """
    match message:
        case Level(level=number):
            return _level(number, known, at_ns)
        case Move(by=by):
            return _level(min(max(level + by, 0), known.levels - 1), known, at_ns)
        case Lock(on=on):
            return LockSet(at_ns, on)
        case StyleOf(style=style):
            return StyleChosen(at_ns, _there(style, known.styles))
        case LanguageOf(language=language):
            return LanguageChosen(at_ns, _there(language, known.languages))
        case Volume(volume_db=volume_db):
            return VolumeSet(at_ns, volume_db)
        case Mute(on=on):
            return MuteSet(at_ns, on)
        case Look(part=part, on=on):
            return LookSet(at_ns, part, on)
    return _further(message, at_ns)


def _further(message: Visit | Reset | Study | QuietHours | Recalibrate | Restart, at_ns: int) -> Input:
    match message:
        case Visit(on=on):
            return VisitBegun(at_ns) if on else VisitEnded(at_ns)
        case Reset():
            return ResetAsked(at_ns)
        case Study(on=on):
            return StudySet(at_ns, on)
        case QuietHours(from_min=from_min, until_min=until_min):
            return QuietHoursSet(at_ns, from_min, until_min)
        case Recalibrate():
            return RecalibrateAsked(at_ns)
        case Restart():
            return RestartAsked(at_ns)


def _level(number: int, known: Known, at_ns: int) -> LevelChosen:
    if number >= known.levels:
        raise MessageError(f"there is no level {number}")
    return LevelChosen(at_ns, number)


def _there(name: str, names: frozenset[str]) -> str:
    if name not in names:
        raise MessageError(f"there is no {name!r}")
    return name
