"""What may enter a step of the world: one frozen dataclass a kind of input, and nothing else gets in.

Owns the names of everything that hands, boards, keys, recorded visits and doors can tell the world.
Refuses to know which door an input came through: a recorded press and a real one are the same value.
`at_ns` is world time: integer nanoseconds since the world began. It never lies in a later step than the
one that the input enters, and touches are sounded from it (see effects.py), not from the step's own time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Told:
    """What every input says first: when it came."""

    at_ns: int


@dataclass(frozen=True, slots=True)
class PadFrameArrived(_Told):
    """A board's message: one raw 16-bit value a pad (0..65535, larger = pressed harder).

    `board` is its own lasting number, in hexadecimal; "" if it has not said it.
    """

    values: tuple[int, ...]
    board: str = ""


@dataclass(frozen=True, slots=True)
class PressuresGiven(_Told):
    """Calibrated pressures 0..1, one a pad, from a recorded visit: they pass calibration by."""

    pressures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FingerMoved(_Told):
    """A finger (or the mouse, or a held key) on the body on the screen.

    `x`, `y` are body coordinates: the body's rim is the unit circle, x to the right, y up.
    `force` is 0..1; a finger is a new one if its number was not down before.
    """

    finger: int
    x: float
    y: float
    force: float


@dataclass(frozen=True, slots=True)
class FingerLifted(_Told):
    """The finger of that number left the body."""

    finger: int


@dataclass(frozen=True, slots=True)
class LevelChosen(_Told):
    """A facilitator chose a guidance level (its number in content/levels.yaml)."""

    level: int


@dataclass(frozen=True, slots=True)
class LockSet(_Told):
    """A facilitator locked (or freed) the guidance level: locked, it changes by hand only."""

    locked: bool


@dataclass(frozen=True, slots=True)
class StyleChosen(_Told):
    """A facilitator (or, one day, a gesture) chose a style by name."""

    style: str


@dataclass(frozen=True, slots=True)
class KeepAsked(_Told):
    """Keep what plays, or what a hand held last, on the shelf."""


@dataclass(frozen=True, slots=True)
class RecallAsked(_Told):
    """Play what is kept in that place of the shelf (0 is the oldest), until a pad is pressed differently."""

    place: int


@dataclass(frozen=True, slots=True)
class UndoAsked(_Told):
    """Take the last change back: what was kept, recalled or played."""


@dataclass(frozen=True, slots=True)
class ResetAsked(_Told):
    """Begin afresh: the start level, no memory of the visitor, every note ended."""


@dataclass(frozen=True, slots=True)
class LanguageChosen(_Told):
    """The language of the words on the wall (a name in content/languages)."""

    language: str


@dataclass(frozen=True, slots=True)
class LookSet(_Told):
    """A part of how the picture looks ("calm", "contrast", "captions"), or of how it sounds ("cues"), is on or off."""

    part: str
    on: bool


@dataclass(frozen=True, slots=True)
class QuietHoursSet(_Told):
    """Between these minutes of the day it plays softly; -1: there are no quiet hours."""

    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True)
class MinuteTold(_Told):
    """The minute of the day, local time (0..1439)."""

    minute: int


@dataclass(frozen=True, slots=True)
class StudySet(_Told):
    """A facilitator allows visits to be recorded in full, or no longer."""

    on: bool


@dataclass(frozen=True, slots=True)
class ConsentGiven(_Told):
    """The visitor who is here agrees to be recorded in full, or takes it back."""

    given: bool


@dataclass(frozen=True, slots=True)
class VisitBegun(_Told):
    """A facilitator begins a visit: everything afresh for whoever comes now."""


@dataclass(frozen=True, slots=True)
class VisitEnded(_Told):
    """A facilitator ends the visit: it invites again."""


@dataclass(frozen=True, slots=True)
class ConditionSet(_Told):
    """A step of a study begins, in this condition; an empty name: none does, all is as it always is."""

    session: str
    name: str
    step: str = ""
    explanations: bool = True
    published: bool = False


@dataclass(frozen=True, slots=True)
class KeepingChanged(_Told):
    """How the keeper of visits is: "well", "full", "locked", "broken", "later", "unwritable" or "gone"."""

    state: str


@dataclass(frozen=True, slots=True)
class RecalibrateAsked(_Told):
    """Learn the object anew: what the pads knew of it is forgotten."""


@dataclass(frozen=True, slots=True)
class RestartAsked(_Told):
    """Engine and sound begin again; the window stays."""


@dataclass(frozen=True, slots=True)
class RingtoneReady(_Told):
    """The ringtone of that code can be had at `link`; "" if it cannot be had any more."""

    code: str
    link: str


@dataclass(frozen=True, slots=True)
class PortChanged(_Told):
    """The port of that board was found (`device` names it) or lost (`device` is None)."""

    device: str | None
    board: str = ""


@dataclass(frozen=True, slots=True)
class SoundChanged(_Told):
    """The sound door's state: "device", "silent" (no device, the show goes on) or "lost"."""

    state: str


@dataclass(frozen=True, slots=True)
class VolumeSet(_Told):
    """A facilitator set the volume: 0 dB is as loud as the styles are made."""

    volume_db: float


@dataclass(frozen=True, slots=True)
class MuteSet(_Told):
    """A facilitator muted the sound, or let it be heard again."""

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
class SoundReported(_Told):
    """The sound door's figures, about once a second."""

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
