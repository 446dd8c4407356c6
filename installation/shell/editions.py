"""What this copy makes of a code: marks of its styles, and of all that sounds.

Owns what goes into a mark. A style's mark changes when its notes may: with its table, its model, its settings (not
with its title). The mark of the sound changes with the instruments' files and with what the programs do that play
them (not with their comments). Refuses to know what a code looks like (ringtone/code.py).
"""

from __future__ import annotations

import ast
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from installation.ringtone.code import SOUND_MARKS, STYLE_MARKS, Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from installation.settings import Style

PACKAGE = Path(__file__).resolve().parents[1]
_SOUNDS = (
    "sampler/*.py", "sequencer/*.py", "measure/shape.py", "ringtone/performance.py", "ringtone/piece.py",
    "shell/sound_events.py", "shell/offline_sound.py", "shell/ringtone_files.py",
)  # fmt: skip
_NOT_HEARD = {"title", "description"}
_SYNTAX = {"ctx", "kind", "type_comment", "type_ignores", "type_params"}
"""Fields of a syntax tree that say nothing about what the program does, or that not every Python has."""


def edition(home: Path, styles: Mapping[str, Style], model: Mapping[str, Any]) -> Edition:
    """The marks of this copy.

    Args:
        home: where content/ lies.
        styles: the styles, by name.
        model: the model's config.

    Raises:
        OSError: a file cannot be read.
    """
    notes = [str(model["weights_sha256"]).encode(), msgspec.json.encode(model["quantiles"])]
    marks = {}
    for name, style in styles.items():
        table = home / "content" / "styles" / f"{name}.safetensors"
        settings = {key: value for key, value in msgspec.to_builtins(style).items() if key not in _NOT_HEARD}
        searched = table.read_bytes() if table.exists() else b""
        marks[name] = _mark([*notes, msgspec.json.encode(settings), searched], STYLE_MARKS)
    return Edition(marks, sound_mark(home))


def sound_mark(home: Path) -> int:
    """The mark of all that sounds."""
    files = sorted((home / "content" / "instruments").glob("*.*"))
    sources = sorted(path for pattern in _SOUNDS for path in PACKAGE.glob(pattern))
    programs = [repr(bones(path.read_text(encoding="utf-8"))).encode() for path in sources]
    return _mark([*(path.read_bytes() for path in files), *programs], SOUND_MARKS)


def bones(source: str) -> Any:
    """What a program does, without its comments and docstrings: the same for every Python that runs this."""
    return _bones(ast.parse(source))


def _bones(node: Any) -> Any:
    if isinstance(node, ast.AST):
        fields = (field for field in node._fields if field not in _SYNTAX)
        return (type(node).__name__, *(_bones(getattr(node, field)) for field in fields))
    if isinstance(node, list):
        return tuple(_bones(each) for each in node if not _is_comment(each))
    return node


def _is_comment(node: Any) -> bool:
    """A string that stands alone."""
    alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return alone and isinstance(node.value.value, str)


def _mark(pieces: Iterable[bytes], marks: int) -> int:
    """A mark of these bytes, 0 .. marks - 1."""
    found = blake2b(digest_size=8)
    for piece in pieces:
        found.update(len(piece).to_bytes(8, "little"))
        found.update(piece)
    return int.from_bytes(found.digest(), "little") % marks
