"""YAML with line numbers: one text as data, and errors that name file, line and key.

Owns what is refused in every settings file: what is no YAML, aliases, keys that stand twice, keys that are not
known. Refuses to know what any key means, and to open a file.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
import yaml

T = TypeVar("T")


class SettingsError(ValueError):
    """A settings file is not as it must be; the text names file, line and key and says what to do."""


class Page:
    """One YAML text with the lines of its keys: `data` as YAML has it, `name` the file's, for errors."""

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
        """The text as a value of that kind.

        Raises:
            SettingsError: with file, line, key and reason.
        """
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
