"""Settings: YAML text into frozen values, or an error that names file, line and key.

Owns the shapes of content/levels.yaml, content/styles/*.yaml and content/languages/*.yaml and their checks.
Refuses to open a file, to hold a global, and to guess: an unknown key is an error, since most often it is
a known one with a letter missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from installation.page import Page
from installation.score import MODES, PADS, PITCH_HIGH, PITCH_LOW, Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

BOUNDS = {
    "register": (-24.0, 0.0, 24.0),  # semitones
    "loudness": (-12.0, 0.0, 6.0),  # dB
    "timbre": (-1.0, 0.0, 1.0),  # dark to bright
    "articulation": (0.1, 1.0, 1.0),  # share of each note that sounds
    "tempo": (0.7, 1.0, 1.4),  # times the style's own
}
"""Least, neutral and greatest of what gestures may shape by figures; measure/shape.py says what each does."""
AS_IT_IS = "as_it_is"
"""In a list of modes: the tune as it was decoded."""

Mistake = tuple[tuple[str | int, ...], str]
"""The key of what is wrong in a part of a file, and the reason."""
Seconds = Annotated[float, Meta(gt=0, le=3600)]
Gesture = Literal["tap", "hold", "squeeze", "slide", "twist", "two_handed"]
"""The gestures that may change something; pads/gestures.py tells them."""
LiveGesture = Literal[Gesture, "keep"]
"""A gesture that a level may let live: one that changes something, or the one that keeps a tune."""
Explanation = Literal["what", "what_if", "why", "how", "from_what", "how_well"]
"""A kind of explanation that a level may show."""


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Marks that a level sets on a pad's gauge, to be reached by pressing; content/levels.yaml explains the keys."""

    after_s: Seconds = 3.0
    within: Annotated[float, Meta(gt=0, le=0.5)] = 0.1
    hold_s: Seconds = 0.8
    patience_s: Seconds = 16.0


class Got(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a visitor has got a level: so many of the last marks reached; and where to go then."""

    reached: Annotated[int, Meta(ge=1, le=8)]
    of: Annotated[int, Meta(ge=1, le=8)]
    next: str


class Lost(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a visitor is lost: so many marks missed in a row; and where to go then."""

    missed: Annotated[int, Meta(ge=1, le=8)]
    back: str


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One guidance level; content/levels.yaml says what each key means."""

    name: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
    pads: tuple[str, ...]
    in_turn: bool = False
    presses_a_turn: Annotated[int, Meta(ge=1, le=20)] = 3
    steps: Annotated[int, Meta(ge=2, le=10)] | None = None
    gestures: tuple[LiveGesture, ...] = ()
    explains: tuple[Explanation, ...] = ("what",)
    hints: bool = True
    target: Target | None = None
    got: Got | None = None
    lost: Lost | None = None
    loudness: Annotated[float, Meta(ge=0, le=1)] = 1.0
    parts: tuple[Literal["drone", "bass", "percussion"], ...] = ()
    composes: bool = False
    on_touch: str | None = None
    on_idle: str | None = None
    warn_s: Seconds | None = None
    idle_s: Seconds | None = None


class Levels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All guidance levels in the order of their numbers, 0 first."""

    start: str
    style: str
    levels: Annotated[tuple[Level, ...], Meta(min_length=1, max_length=10)]

    def number(self, name: str) -> int:
        """The number of the level of that name (KeyError if there is none)."""
        for number, level in enumerate(self.levels):
            if level.name == name:
                return number
        raise KeyError(name)


class Instruments(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which instrument plays which part."""

    melody: str
    drone: str = "pad"
    bass: str = "bass"
    percussion: str = "percussion"


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a part sits: how much louder than usual, and between left (-1) and right (1)."""

    gain_db: Annotated[float, Meta(ge=-24, le=12)] = 0.0
    pan: Annotated[float, Meta(ge=-1, le=1)] = 0.0


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A style: the tune it starts from, where it stands and how it moves. `start` has one bar or four."""

    name: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
    title: str
    description: str
    tonic: Annotated[int, Meta(ge=0, le=11)]
    mode: str
    tempo_bpm: Annotated[float, Meta(ge=40, le=200)]
    gain_db: Annotated[float, Meta(ge=-24, le=12)] = 0.0
    start: Annotated[tuple[tuple[int, ...], ...], Meta(min_length=1, max_length=4)]
    instruments: Instruments
    groove: Literal["plain", "dance", "walk", "clave", "drops", "slow", "sway"] = "plain"
    broken_chords: bool = False
    swing: Annotated[float, Meta(ge=0, le=1)] = 0.0
    humanise_ms: Annotated[float, Meta(ge=0, le=20)] = 0.0
    mix: dict[Literal["melody", "drone", "bass", "percussion"], Place] = {}


class Steer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One line of content/mapping.yaml: what a gesture changes, and how far."""

    gesture: Gesture
    changes: Literal["register", "loudness", "timbre", "articulation", "tempo", "mode", "style"]
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    through: tuple[str, ...] = ()
    direction: Literal["up", "down"] = "up"
    pads: tuple[str, ...] = ()


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What gestures change, in the order of content/mapping.yaml."""

    steers: tuple[Steer, ...] = ()


NO_STEERS = Mapping()
"""Gestures change nothing."""

Language = dict[str, str]
"""Key (dotted: level.invite.title) -> the words in one language."""


def read_levels(text: str, name: str, styles: Collection[str] | None = None) -> Levels:
    """Levels from YAML text; `name` is the file's, for errors; `styles` are those there are, if that is known.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    page = Page(text, name)
    levels = page.read(Levels)
    names = [level.name for level in levels.levels]
    if levels.start not in names:
        raise page.error(("start",), _unknown("level", levels.start, names))
    if styles is not None and levels.style not in styles:
        raise page.error(("style",), _unknown("style", levels.style, [*styles]))
    for at, name_of in enumerate(names):
        if name_of in names[:at]:
            raise page.error(("levels", at, "name"), f"another level is called {name_of!r} already")
    for at, level in enumerate(levels.levels):
        for key, reason in _mistakes(level, names):
            raise page.error(("levels", at, *key), reason)
    return levels


def _mistakes(level: Level, names: list[str]) -> Iterator[Mistake]:
    """The mistakes in a level: key and reason of each."""
    for at, pad in enumerate(level.pads):
        if pad not in PADS:
            yield ("pads", at), _unknown("pad", pad, list(PADS))
    if level.in_turn and not level.pads:
        yield ("in_turn",), "no pads are named that could take turns"
    yield from _twins(level)
    for path, target in _ways(level):
        if target not in names:
            yield path, _unknown("level", target, names)
    if level.on_idle is not None and level.idle_s is None:
        yield ("on_idle",), "needs idle_s, the seconds without a touch to wait for"
    if level.warn_s is not None and (level.idle_s is None or level.warn_s >= level.idle_s):
        yield ("warn_s",), "must be less than idle_s"
    yield from _mistaken_task(level)


def _twins(level: Level) -> Iterator[Mistake]:
    """What is named twice in a list."""
    lists: dict[str, tuple[str, ...]] = {
        "pads": level.pads,
        "gestures": level.gestures,
        "explains": level.explains,
        "parts": level.parts,
    }
    for key, named in lists.items():
        for at, name in enumerate(named):
            if name in named[:at]:
                yield (key, at), f"{name} is named twice"


def _mistaken_task(level: Level) -> Iterator[Mistake]:
    """What is wrong with marks, and with what counts as having got them."""
    if level.target is not None and not level.pads:
        yield ("target",), "no pads are named that could reach a mark"
    if level.target is not None and "what" not in level.explains:
        yield ("target",), "needs what among explains: a mark stands on a gauge"
    for key, ends in (("got", level.got), ("lost", level.lost)):
        if ends is not None and level.target is None:
            yield (key,), "needs target: without marks there is nothing to reach or miss"
    if level.got is not None and level.got.reached > level.got.of:
        yield ("got", "reached"), "must not be more than of"


def _ways(level: Level) -> Iterator[tuple[tuple[str, ...], str]]:
    """The ways out of a level: key and level named."""
    ways = (
        (("on_touch",), level.on_touch),
        (("on_idle",), level.on_idle),
        (("got", "next"), None if level.got is None else level.got.next),
        (("lost", "back"), None if level.lost is None else level.lost.back),
    )
    return ((path, name) for path, name in ways if name is not None)


def _unknown(what: str, name: str, known: list[str]) -> str:
    return f"there is no {what} {name!r}; there are {', '.join(known)}"


def read_mapping(text: str, name: str, styles: Collection[str] | None = None) -> Mapping:
    """What gestures change, from YAML text; `name` is the file's, for errors; `styles` are those there are.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    page = Page(text, name)
    mapping = page.read(Mapping)
    for at, steer in enumerate(mapping.steers):
        find = _wrong_figures if steer.changes in BOUNDS else _wrong_names
        for key, reason in (*find(steer, styles), *_wrong_pads(steer)):
            raise page.error(("steers", at, *key), reason)
    return mapping


def _wrong_figures(steer: Steer, _styles: Collection[str] | None) -> Iterator[Mistake]:
    """What is wrong with a steer of something that has figures."""
    least, neutral, most = BOUNDS[steer.changes]
    if steer.through:
        yield (
            ("through",),
            f"{steer.changes} goes by low, high and step; only mode and style go through names",
        )
    for key, value in (("low", steer.low), ("high", steer.high)):
        if not least <= value <= most:
            yield (key,), f"must be {least:g} to {most:g} for {steer.changes}"
    if not steer.low < steer.high:
        yield ("changes",), f"{steer.changes} needs low, and high above it"
    elif not steer.low <= neutral <= steer.high:
        yield ("low",), f"{neutral:g}, where {steer.changes} begins, must lie within low and high"
    if not 0 < steer.step <= steer.high - steer.low:
        yield ("step",), "must be more than 0, and no more than from low to high"


def _wrong_names(steer: Steer, styles: Collection[str] | None) -> Iterator[Mistake]:
    """What is wrong with a steer of mode or style."""
    for key, value in (("low", steer.low), ("high", steer.high), ("step", steer.step)):
        if value:
            yield (key,), f"{steer.changes} goes through names: use `through`"
    known = styles if steer.changes == "style" else (AS_IT_IS, *MODES)
    if len(steer.through) < 2:
        yield ("through",), f"needs at least two names of a {steer.changes}"
    for at, each in enumerate(steer.through):
        if known is not None and each not in known:
            yield ("through", at), _unknown(steer.changes, each, list(known))
    if steer.changes == "mode" and AS_IT_IS not in steer.through:
        yield ("through",), f"needs {AS_IT_IS}, or nobody finds the way back"


def _wrong_pads(steer: Steer) -> Iterator[Mistake]:
    for at, pad in enumerate(steer.pads):
        if pad not in PADS:
            yield ("pads", at), _unknown("pad", pad, list(PADS))


def read_style(text: str, name: str) -> Style:
    """A style from YAML text; `name` is the file's, for errors.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    page = Page(text, name)
    style = page.read(Style)
    if style.mode not in MODES:
        raise page.error(("mode",), _unknown("mode", style.mode, list(MODES)))
    for at, bar in enumerate(style.start):
        try:
            notes = Measure(bar).notes
        except ValueError as error:
            raise page.error(("start", at), str(error)) from error
        for note in notes:
            if not PITCH_LOW <= note.pitch <= PITCH_HIGH:
                reason = f"pitch {note.pitch} is outside {PITCH_LOW} to {PITCH_HIGH}, which the model knows"
                raise page.error(("start", at, note.tick), reason)
    return style


def read_language(text: str, name: str) -> Language:
    """Words from nested YAML, flattened: {level: {invite: {title: ...}}} -> "level.invite.title".

    Raises:
        SettingsError: with file, line, key and reason (a value that is no text, an empty text).
    """
    page = Page(text, name)
    words: Language = {}
    for path, value in _leaves(page.data):
        if not isinstance(value, str) or not value.strip():
            raise page.error(path, "needs words between quotation marks")
        words[".".join(str(part) for part in path)] = value
    return words


def _leaves(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path, data
