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
_PLACE = re.compile(r"^\s*(?:ERROR: )?(\d+)[:(](\d+)\)?(?:\(\d+\))?\s*:\s*(.*)$")  # Mesa, NVIDIA, Apple


class ShaderError(Exception):
    """A shader does not compile; the text says `FILE:LINE: reason`."""


def read_source(folder: Path, name: str) -> tuple[str, tuple[str, ...]]:
    """A shader's text with its includes put in, and the names of its files in the order GLSL numbers them.

    Raises:
        ShaderError: a file is not there.
    """
    files = [name]

    def lines_of(file: str, number: int) -> list[str]:
        try:
            text = (folder / file).read_text(encoding="utf-8")
        except OSError as error:
            raise ShaderError(f"{file}:1: {error.strerror}") from error
        found = []
        for line_number, line in enumerate(text.splitlines(), start=1):
            included = _INCLUDE.match(line)
            if included is None:
                found.append(line)
                continue
            files.append(included[1])
            found.append(f"#line 1 {len(files) - 1}")
            found.extend(lines_of(included[1], len(files) - 1))
            found.append(f"#line {line_number + 1} {number}")
        return found

    return "\n".join(lines_of(name, 0)) + "\n", tuple(files)


def explained(message: str, files: tuple[str, ...]) -> str:
    """The first line of a driver's message that names a place, as `FILE:LINE: reason`."""
    for line in message.splitlines():
        found = _PLACE.match(line)
        if found is not None and int(found[1]) < len(files):
            return f"{files[int(found[1])]}:{found[2]}: {found[3].strip()}"
    last = [line.strip() for line in message.splitlines() if line.strip()]
    return f"{files[0]}:1: {last[-1] if last else 'does not compile'}"


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
