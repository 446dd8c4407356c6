"""What the people of the house have set: language, look, volume, quiet hours, whether a study runs.

Owns these settings and what each command does to them. Refuses to know where a command came from, what the time
of day is (it is told), and what a setting looks or sounds like: the wall, the sound and the page read it here.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from installation.inputs import (
    ConsentGiven,
    Input,
    LanguageChosen,
    LookSet,
    MinuteTold,
    MuteSet,
    QuietHoursSet,
    ResetAsked,
    RestartAsked,
    StudySet,
    VisitBegun,
    VisitEnded,
    VolumeSet,
)

LEAST_DB, MOST_DB = -40.0, 6.0
"""Softer than the least is what mute is for; louder than the most only feeds the limiter. The hall's ceiling holds
besides (shell/sound.py)."""
QUIET_DB = -15.0
"""What quiet hours take from the volume."""
DAY_MIN = 24 * 60
LOOK_PARTS = ("calm", "contrast", "captions", "cues")
_KEPT = ("language", *LOOK_PARTS, "volume_db", "muted", "quiet_from_min", "quiet_until_min")


class House(Struct, frozen=True):
    """The settings of the house; minutes are of the day, local time, and -1 where there are none."""

    language: str = "en"
    calm: bool = False
    contrast: bool = False
    captions: bool = False
    cues: bool = False  # what the guidance asks for is heard too
    volume_db: float = 0.0  # as set; 0 is as loud as the styles are made
    muted: bool = False
    quiet_from_min: int = -1
    quiet_until_min: int = -1
    minute: int = -1  # now, as last told
    study: bool = False  # a facilitator allows recording in full; by default only counts are kept
    consent: bool = False  # the visitor who is here has agreed to it
    visit_ns: int = -1  # when a facilitator began the visit that goes on; -1: none did
    restarting: bool = False  # somebody asked for everything to be begun again

    @property
    def quiet(self) -> bool:
        """Whether these are quiet hours; they may reach over midnight."""
        if min(self.quiet_from_min, self.quiet_until_min, self.minute) < 0:
            return False
        since = (self.minute - self.quiet_from_min) % DAY_MIN
        return since < (self.quiet_until_min - self.quiet_from_min) % DAY_MIN

    @property
    def heard_db(self) -> float:
        """The volume that is asked of the sound."""
        return self.volume_db + (QUIET_DB if self.quiet else 0.0)


def advance(house: House, told: Input) -> House:  # noqa: C901, PLR0911 - a case a command
    """The house after a command; the same object if it says nothing to the house, or nothing new."""
    match told:
        case LanguageChosen(language=language):
            return _set(house, language=language)
        case LookSet(part=part, on=on) if part in LOOK_PARTS:
            return _set(house, **{part: on})
        case VolumeSet(volume_db=volume_db) if volume_db == volume_db:  # noqa: PLR0124 - what is no number differs
            return _set(house, volume_db=_held_db(volume_db))
        case MuteSet(muted=muted):
            return _set(house, muted=muted)
        case QuietHoursSet(from_min=from_min, until_min=until_min):
            return _set(house, quiet_from_min=_minute(from_min), quiet_until_min=_minute(until_min))
        case MinuteTold(minute=minute):
            return _set(house, minute=_minute(minute))
        case StudySet(on=on):
            return _set(house, study=on, consent=False)
        case ConsentGiven(given=given):
            return _set(house, consent=given and house.study)
        case VisitBegun(at_ns=at_ns):
            return _set(house, visit_ns=at_ns, consent=False)
        case VisitEnded() | ResetAsked():
            return _set(house, visit_ns=-1, consent=False)
        case RestartAsked():
            return _set(house, restarting=True)
    return house


def remember(house: House) -> str:
    """What to keep across restarts, as text for `begin`: nothing of a visitor."""
    return msgspec.json.encode({name: getattr(house, name) for name in _KEPT}).decode()


def begin(remembered: str | None = None) -> House:
    """The house as it was kept, or as it is at first.

    Raises:
        ValueError: `remembered` is no such text.
    """
    if remembered is None:
        return House()
    kept = msgspec.json.decode(remembered, type=House)  # msgspec's error is a ValueError
    if not LEAST_DB <= kept.volume_db <= MOST_DB:
        raise ValueError(f"volume_db must be {LEAST_DB:g} to {MOST_DB:g}, not {kept.volume_db:g}")
    hours = {name: _minute(getattr(kept, name)) for name in ("quiet_from_min", "quiet_until_min")}
    return replace(House(), **{name: getattr(kept, name) for name in _KEPT} | hours)


def _held_db(volume_db: float) -> float:
    return min(max(volume_db, LEAST_DB), MOST_DB)


def _minute(minute: int) -> int:
    return minute if 0 <= minute < DAY_MIN else -1


def _set(house: House, **values: object) -> House:
    same = all(getattr(house, name) == value for name, value in values.items())
    return house if same else replace(house, **values)
