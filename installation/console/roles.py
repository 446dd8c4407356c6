"""Who looks at the page: a viewer sees, a facilitator also switches, a technician also changes the object and hours.

Owns the order of the roles. Refuses to know how somebody proves one (see pins.py).
"""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """A higher role may do all that a lower one may."""

    VIEWER = 1
    FACILITATOR = 2
    TECHNICIAN = 3

    @property
    def word(self) -> str:
        """Its name in files and on the page."""
        return self.name.lower()


def role_named(word: str) -> Role:
    """The role of that name (KeyError if there is none)."""
    return Role[word.upper()]
