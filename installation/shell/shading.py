"""Shaders from their files: compiled, and in development compiled again when a file changes.

Owns the shader files, what they include and where an error in them stands (file and line). Refuses to know
what is drawn with them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import moderngl

if TYPE_CHECKING:
    from pathlib import Path

_INCLUDE = re.compile(r'^\s*#include "([\w.]+)"\s*$')
_PLACE = re.compile(r"^\s*(?:ERROR: )?\d+[:(](\d+)\)?(?:\(\d+\))?\s*:\s*(.*)$")  # Mesa, NVIDIA, Apple

Origin = tuple[str, int]
"""A file and a line in it."""


class ShaderError(Exception):
    """A shader does not compile; the text says `FILE:LINE: reason`."""


def read_source(folder: Path, name: str) -> tuple[str, tuple[Origin, ...]]:
    """A shader's text with its includes put in, and which file and line each of its lines came from.

    (GLSL's own `#line` would say so too, but not every driver repeats it in its errors.)

    Raises:
        ShaderError: a file is not there.
    """
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except OSError as error:
        raise ShaderError(f"{name}:1: {error.strerror}") from error
    lines: list[str] = []
    origins: list[Origin] = []
    for number, line in enumerate(text.splitlines(), start=1):
        included = _INCLUDE.match(line)
        inner, places = read_source(folder, included[1]) if included else (line, ((name, number),))
        lines.extend(inner.splitlines() if included else [line])
        origins.extend(places)
    return "\n".join(lines) + "\n", tuple(origins)


def explained(message: str, origins: tuple[Origin, ...]) -> str:
    """The first line of a driver's message that names a place, as `FILE:LINE: reason`."""
    for line in message.splitlines():
        found = _PLACE.match(line)
        if found is not None and 1 <= int(found[1]) <= len(origins):
            file, number = origins[int(found[1]) - 1]
            return f"{file}:{number}: {found[2].strip()}"
    last = [line.strip() for line in message.splitlines() if line.strip()]
    return f"{origins[0][0]}:1: {last[-1] if last else 'does not compile'}"


class Shading:
    """The programs of one context; `failure` says what does not compile since a file changed, or is empty."""

    def __init__(self, ctx: Any, folder: Path) -> None:
        self._ctx = ctx
        self._folder = folder
        self._seen = self._stamps()
        self.failure = ""

    def program(self, vertex: str, fragment: str) -> Any:
        """A program from two files.

        Raises:
            ShaderError: it does not compile or link; `FILE:LINE: reason`.
        """
        sources = [read_source(self._folder, name) for name in (vertex, fragment)]
        try:
            return self._ctx.program(vertex_shader=sources[0][0], fragment_shader=sources[1][0])
        except moderngl.Error as error:
            message = str(error)
            at_fault = sources[0] if "vertex_shader" in message.replace(" ", "_").lower() else sources[1]
            raise ShaderError(explained(message, at_fault[1])) from error

    def changed(self) -> bool:
        """Whether a file has changed since this was last asked."""
        now = self._stamps()
        changed = now != self._seen
        self._seen = now
        return changed

    def _stamps(self) -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in sorted(self._folder.glob("*.*"))}
