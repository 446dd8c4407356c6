"""How long visits are kept: content/retention.yaml, or an error that names file, line and key.

Owns the shape of that file. Refuses to open it.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from installation.page import Page


class Retention(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the file says; it says itself what each key means."""

    retention_days: Annotated[int, Meta(ge=0, le=36_500)] = 365
    idle_s: Annotated[float, Meta(ge=5, le=3_600)] = 90.0


USUAL = Retention()
"""What holds where there is no such file."""


def read_retention(text: str, name: str) -> Retention:
    """Read it from YAML text; `name` is the file's, for errors.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    return Page(text, name).read(Retention)
