"""What may enter a step of the world: one frozen dataclass a kind of input, and nothing else gets in.

Owns the names of everything that hands, boards, keys, recorded visits and doors can tell the world.
Refuses to know which door an input came through: a recorded press and a real one are the same value.
`at_ns` is world time: integer nanoseconds since the world began. It never lies in a later step than the
one that the input enters, and touches are sounded from it (see effects.py), not from the step's own time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PadFrameArrived:
    """A board's message: one raw 16-bit value a pad (0..65535, larger = pressed harder).

    `board` is its own lasting number, in hexadecimal; "" if it has not said it.
    """

    at_ns: int
    values: tuple[int, ...]
    board: str = ""


@dataclass(frozen=True, slots=True)
class PressuresGiven:
    """Calibrated pressures 0..1, one a pad, from a recorded visit: they pass calibration by."""

    at_ns: int
    pressures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FingerMoved:
    """A finger (or the mouse, or a held key) on the body on the screen.

    `x`, `y` are body coordinates: the body's rim is the unit circle, x to the right, y up.
    `force` is 0..1; a finger is a new one if its number was not down before.
    """

    at_ns: int
    finger: int
    x: float
    y: float
    force: float


@dataclass(frozen=True, slots=True)
class FingerLifted:
    """The finger of that number left the body."""

    at_ns: int
    finger: int


@dataclass(frozen=True, slots=True)
class LevelChosen:
    """A facilitator chose a guidance level (its number in content/levels.yaml)."""

    at_ns: int
    level: int


@dataclass(frozen=True, slots=True)
class LockSet:
    """A facilitator locked (or freed) the guidance level: locked, it changes by hand only."""

    at_ns: int
    locked: bool


@dataclass(frozen=True, slots=True)
class StyleChosen:
    """A facilitator (or, one day, a gesture) chose a style by name."""

    at_ns: int
    style: str


@dataclass(frozen=True, slots=True)
class KeepAsked:
    """Keep what plays, or what a hand held last, on the shelf."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class RecallAsked:
    """Play what is kept in that place of the shelf (0 is the oldest), until a pad is pressed differently."""

    at_ns: int
    place: int


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """Take the last change back: what was kept, recalled or played."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class ResetAsked:
    """Begin afresh: the start level, no memory of the visitor, every note ended."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The language of the words on the wall (a name in content/languages)."""

    at_ns: int
    language: str


@dataclass(frozen=True, slots=True)
class LookSet:
    """A part of how the picture looks ("calm", "contrast" or "captions") is on or off."""

    at_ns: int
    part: str
    on: bool


@dataclass(frozen=True, slots=True)
class QuietHoursSet:
    """Between these minutes of the day it plays softly; -1: there are no quiet hours."""

    at_ns: int
    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True)
class MinuteTold:
    """The minute of the day, local time (0..1439)."""

    at_ns: int
    minute: int


@dataclass(frozen=True, slots=True)
class StudySet:
    """A facilitator allows visits to be recorded in full, or no longer."""

    at_ns: int
    on: bool


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The visitor who is here agrees to be recorded in full, or takes it back."""

    at_ns: int
    given: bool


@dataclass(frozen=True, slots=True)
class VisitBegun:
    """A facilitator begins a visit: everything afresh for whoever comes now."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """A facilitator ends the visit: it invites again."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class ConditionSet:
    """A step of a study begins, in this condition; an empty name: none does, all is as it always is."""

    at_ns: int
    session: str
    name: str
    step: str = ""
    explanations: bool = True
    published: bool = False


@dataclass(frozen=True, slots=True)
class KeepingChanged:
    """How the keeper of visits is: "well", "full", "locked", "broken", "later", "unwritable" or "gone"."""

    at_ns: int
    state: str


@dataclass(frozen=True, slots=True)
class RecalibrateAsked:
    """Learn the object anew: what the pads knew of it is forgotten."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class RestartAsked:
    """Engine and sound begin again; the window stays."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class RingtoneReady:
    """The ringtone of that code can be had at `link`; "" if it cannot be had any more."""

    at_ns: int
    code: str
    link: str


@dataclass(frozen=True, slots=True)
class PortChanged:
    """The port of that board was found (`device` names it) or lost (`device` is None)."""

    at_ns: int
    device: str | None
    board: str = ""


@dataclass(frozen=True, slots=True)
class SoundChanged:
    """The sound door's state: "device", "silent" (no device, the show goes on) or "lost"."""

    at_ns: int
    state: str


@dataclass(frozen=True, slots=True)
class VolumeSet:
    """A facilitator set the volume: 0 dB is as loud as the styles are made."""

    at_ns: int
    volume_db: float


@dataclass(frozen=True, slots=True)
class MuteSet:
    """A facilitator muted the sound, or let it be heard again."""

    at_ns: int
    muted: bool


@dataclass(frozen=True, slots=True)
class SoundReport:
    """How the sound is, as the audio process tells it."""

    device: str  # its name, "" while there is none
    latency_ms: float  # from a block's making to its being heard
    underruns: int  # since the audio process began
    safe: bool  # larger blocks, because there were too many underruns
    loudness_lufs: float  # of the last three seconds
    laeq_db: float | None  # dB(A) in the hall over fifteen minutes; None until it was calibrated
    ceiling_db: float | None  # dB(A) that the hall is held under; None: no ceiling
    held_back_db: float  # what the ceiling takes away just now


@dataclass(frozen=True, slots=True)
class SoundReported:
    """The sound door's figures, about once a second."""

    at_ns: int
    report: SoundReport


UNHEARD = SoundReport(
    "", 0.0, 0, safe=False, loudness_lufs=-120.0, laeq_db=None, ceiling_db=None, held_back_db=0.0
)
"""Before the first report."""


Input = (
    PadFrameArrived
    | PressuresGiven
    | FingerMoved
    | FingerLifted
    | LevelChosen
    | LockSet
    | StyleChosen
    | ResetAsked
    | KeepAsked
    | RecallAsked
    | UndoAsked
    | RingtoneReady
    | PortChanged
    | SoundChanged
    | SoundReported
    | VolumeSet
    | MuteSet
    | LanguageChosen
    | LookSet
    | QuietHoursSet
    | MinuteTold
    | StudySet
    | ConsentGiven
    | ConditionSet
    | KeepingChanged
    | VisitBegun
    | VisitEnded
    | RecalibrateAsked
    | RestartAsked
)
