"""How this room compiles: one decorator, typed, with one set of options.

Owns the compiler's settings. Refuses fast-math that may drop NaN or infinity: a fault must stay visible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., object]")


_OPTIONS: Any = {"cache": True, "error_model": "numpy", "fastmath": {"contract", "reassoc", "nsz"}}


def kernel(function: Function) -> Function:
    """Compile a function of arrays and numbers to machine code at its first call, and keep the code on disk."""
    return cast("Function", numba.njit(**_OPTIONS)(function))


def inner(function: Function) -> Function:
    """Compile a function into whoever calls it: a call would copy the whole state, a hundred words, each time."""
    return cast("Function", numba.njit(forceinline=True, **_OPTIONS)(function))
