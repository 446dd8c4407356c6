"""Settings: YAML text into frozen values, or an error that names file, line and key.

Owns the shapes of content/levels.yaml, content/styles/*.yaml and content/languages/*.yaml and their checks.
Refuses to open a file, to hold a global, and to guess: an unknown key is an error, since most often it is
a known one with a letter missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import msgspec
import yaml
from msgspec import Meta

from installation.score import PADS, Measure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

T = TypeVar("T")

Seconds = Annotated[float, Meta(gt=0, le=3600)]


class SettingsError(ValueError):
    """A settings file is not as it must be; the text names file, line and key and says what to do."""


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One guidance level; content/levels.yaml says what each key means."""

    name: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
    pads: tuple[str, ...]
    in_turn: bool = False
    presses_a_turn: Annotated[int, Meta(ge=1, le=20)] = 3
    previews: bool = False
    loudness: Annotated[float, Meta(ge=0, le=1)] = 1.0
    parts: tuple[Literal["drone", "bass", "percussion"], ...] = ()
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


Language = dict[str, str]
"""Key (dotted: level.invite.title) -> the words in one language."""


def read_levels(text: str, name: str, styles: Collection[str] | None = None) -> Levels:
    """Levels from YAML text; `name` is the file's, for errors; `styles` are those there are, if that is known.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    page = _Page(text, name)
    levels = page.read(Levels)
    names = [level.name for level in levels.levels]
    if levels.start not in names:
        raise page.error(("start",), _unknown("level", levels.start, names))
    if styles is not None and levels.style not in styles:
        raise page.error(("style",), _unknown("style", levels.style, [*styles]))
    for at, level in enumerate(levels.levels):
        for key, reason in _mistakes(level, names[:at], names):
            raise page.error(("levels", at, *key), reason)
    return levels


def _mistakes(
    level: Level, before: list[str], names: list[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The mistakes in a level: key and reason of each."""
    if level.name in before:
        yield ("name",), f"another level is called {level.name!r} already"
    for at, pad in enumerate(level.pads):
        if pad not in PADS:
            yield ("pads", at), _unknown("pad", pad, list(PADS))
        if pad in level.pads[:at]:
            yield ("pads", at), f"{pad} is named twice"
    if level.in_turn and not level.pads:
        yield ("in_turn",), "no pads are named that could take turns"
    for key, target in (("on_touch", level.on_touch), ("on_idle", level.on_idle)):
        if target is not None and target not in names:
            yield (key,), _unknown("level", target, names)
    if level.on_idle is not None and level.idle_s is None:
        yield ("on_idle",), "needs idle_s, the seconds without a touch to wait for"
    if level.warn_s is not None and (level.idle_s is None or level.warn_s >= level.idle_s):
        yield ("warn_s",), "must be less than idle_s"


def _unknown(what: str, name: str, known: list[str]) -> str:
    return f"there is no {what} {name!r}; there are {', '.join(known)}"


def read_style(text: str, name: str) -> Style:
    """A style from YAML text; `name` is the file's, for errors.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    page = _Page(text, name)
    style = page.read(Style)
    for at, bar in enumerate(style.start):
        try:
            Measure(bar)
        except ValueError as error:
            raise page.error(("start", at), str(error)) from error
    return style


def read_language(text: str, name: str) -> Language:
    """Words from nested YAML, flattened: {level: {invite: {title: ...}}} -> "level.invite.title".

    Raises:
        SettingsError: with file, line, key and reason (a value that is no text, an empty text).
    """
    page = _Page(text, name)
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


class _Page:
    """One YAML text with the lines of its keys."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        try:
            for event in yaml.parse(text, Loader=yaml.SafeLoader):
                if isinstance(event, yaml.AliasEvent):
                    line = event.start_mark.line + 1 if event.start_mark else 1
                    raise SettingsError(f"{name}:{line}: an alias (*) is not understood here; write it out")
            self._root = yaml.compose(text, Loader=yaml.SafeLoader)
            self.data = yaml.safe_load(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise SettingsError(f"{name}:{line}: this is no YAML: {error.problem}") from error
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            if isinstance(error, SettingsError):
                raise
            raise SettingsError(f"{name}:1: this is no YAML: {error}") from error
        self._refuse_twins(self._root)

    def read(self, kind: type[T]) -> T:
        try:
            return msgspec.convert(self.data, kind)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at `$")
            path: tuple[str | int, ...] = tuple(
                int(number) if number else key for key, number in re.findall(r"\.(\w+)|\[(\d+)\]", where)
            )
            named = re.search(r"unknown field `(\w+)`", what)
            if named:
                raise self.error((*path, named.group(1)), "there is no such key") from error
            raise self.error(path, what[0].lower() + what[1:]) from error

    def error(self, path: tuple[str | int, ...], reason: str) -> SettingsError:
        """The error for the key at that path."""
        key = ".".join(str(part) for part in path) or "the whole file"
        return SettingsError(f"{self.name}:{self._line(path)}: {key}: {reason}")

    def _line(self, path: tuple[str | int, ...]) -> int:
        node: yaml.Node | None = self._root
        line = 1
        for part in path:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
                node = node.value[part]
                line = node.start_mark.line + 1
        return line

    def _refuse_twins(self, node: yaml.Node | None) -> None:
        """YAML takes the last of two equal keys without a word; a facilitator would look for hours."""
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise SettingsError(f"{self.name}:{line}: {key.value}: stands here twice")
                seen.add(str(key.value))
                self._refuse_twins(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._refuse_twins(value)
