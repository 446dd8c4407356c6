"""How this room compiles: two decorators, typed, with one set of options, and a cache that forgets in time.

Owns the compiler's settings. Refuses fast-math: the same notes must give the same bytes, from code just compiled or
from the cache, and on every processor. It was measured to save nothing (ADR 0029).
A cached function holds the code of all that it calls, but the compiler asks only whether its own file has changed.
So here the code on disk is marked with the sources of the whole room: change any, and all is compiled again.
"""

from __future__ import annotations

import pkgutil
import zlib
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., object]")


def room_mark(package: str) -> int:
    """A number that changes when any module of a package does."""
    spec = pkgutil.resolve_name(package).__spec__
    mark = 0
    for module in sorted(found.name for found in pkgutil.iter_modules(spec.submodule_search_locations)):
        mark = zlib.crc32(pkgutil.get_data(package, f"{module}.py") or b"", mark)
    return mark


_OPTIONS: Any = {"cache": True, "error_model": "numpy"}
_MARK = room_mark(__package__ or "installation.sampler")


def kernel(function: Function) -> Function:
    """Compile a function of arrays and numbers to machine code at its first call, and keep the code on disk."""
    return cast("Function", _marked(numba.njit(**_OPTIONS)(function)))


def inner(function: Function) -> Function:
    """Compile a function into whoever calls it: a call would copy the whole state, a hundred words, each time."""
    return cast("Function", _marked(numba.njit(forceinline=True, **_OPTIONS)(function)))


def _marked(compiled: Any) -> Any:
    """Let the code on disk count only for the sources that it was made from."""
    file = getattr(
        getattr(compiled, "_cache", None), "_cache_file", None
    )  # nothing to mark where nothing is kept
    if file is not None:
        file._source_stamp = (file._source_stamp, _MARK)  # noqa: SLF001 (the compiler has no other door to it)
    return compiled
