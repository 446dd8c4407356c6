"""The journal: any frozen value (an effect, most often) to one line of JSON, the same line every time.

Owns the spelling: the value's class in words under "event", its fields in their order, floats rounded so that
the last bit of a computer's arithmetic does not show. Refuses NaN and infinity: a journal holds facts.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

DIGITS = 6


@cache
def _shape(kind: type) -> tuple[str, tuple[str, ...]]:
    """Return a class's name in words and its fields' names."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()
    return words, tuple(field.name for field in fields(kind))


def line(value: DataclassInstance) -> str:
    """Return one line for a dataclass's instance; ValueError if a number in it is not finite."""
    words, names = _shape(type(value))
    found = {"event": words} | {name: _plain(getattr(value, name)) for name in names}
    return json.dumps(found, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, float):
        if not isfinite(value):
            raise ValueError(f"{value} does not belong into a journal")
        return round(value, DIGITS) + 0.0  # -0.0 and 0.0 are one fact
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
