"""The state of everything as bytes and back: where the recording of a visit begins.

Owns how a world is written. What the program knows one of only (the empty shelf, the neutral shape) is written by its
name and read as that very one: stages tell "nothing changed" by identity. Refuses to read anything but a world: a
file from elsewhere must not be able to run something.
"""

from __future__ import annotations

import io
import pickle
import sys
from functools import cache
from importlib import import_module
from typing import Any

from installation.world import World

_NUMPYS = {"dtype", "ndarray", "_frombuffer", "_reconstruct", "scalar"}
"""What numpy's arrays are made with; in which of its modules they lie differs from year to year."""
OURS = "installation."
_PLAIN = ("builtins", "complex")
"""The one value of Python's own that pickle has no sign for: how a grip is turned."""


class WorldError(ValueError):
    """These bytes are no world of this program."""


@cache
def singles() -> dict[int, str]:
    """The constants of all rooms, as MODULE:NAME by identity."""
    found: dict[int, str] = {}
    for module in sorted(name for name in sys.modules if name.startswith(OURS)):
        for name, value in vars(sys.modules[module]).items():
            ours = type(value).__module__.startswith(OURS)
            many = isinstance(value, tuple) and value and type(value[0]).__module__.startswith(OURS)
            if ours or many:
                found.setdefault(id(value), f"{module}:{name}")
    return found


class _Writer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        return singles().get(id(obj))


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == _PLAIN:
            return complex
        found = super().find_class(module, name) if module.startswith((OURS, "numpy")) else None
        ours = module.startswith(OURS) and isinstance(found, type)
        numpys = module.partition(".")[0] == "numpy" and name in _NUMPYS
        if not (ours or numpys):
            raise WorldError(f"it asks for {module}.{name}, which is no part of a world")
        return found

    def persistent_load(self, pid: Any) -> Any:
        module, _, name = str(pid).partition(":")
        if not module.startswith(OURS):
            raise WorldError(f"it asks for {pid}, which is no part of a world")
        return getattr(import_module(module), name)


def write_world(world: World) -> bytes:
    """A world as bytes; a fraction of a millisecond."""
    out = io.BytesIO()
    _Writer(out, protocol=5).dump(world)
    return out.getvalue()


def read_world(data: bytes) -> World:
    """The world that `write_world` wrote.

    Raises:
        WorldError: it was written by another version, or is none.
    """
    try:
        found = _Reader(io.BytesIO(data)).load()
    except WorldError:
        raise
    except Exception as error:  # pickle raises whatever its bytes lead it to
        raise WorldError(f"this version cannot read it: {error}") from error
    if not isinstance(found, World):
        raise WorldError("it is something else than a world")
    return found
