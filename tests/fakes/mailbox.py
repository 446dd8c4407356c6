"""A mailbox in this process."""

from __future__ import annotations


class Mailbox:
    """Stands where installation.shell.mailbox.Mailbox does; keeps the newest value and counts."""

    name = "fake"

    def __init__(self) -> None:
        """Empty."""
        self.newest: bytes | None = None
        self.count = 0

    def put(self, value: bytes) -> None:
        """Keep it."""
        self.newest, self.count = value, self.count + 1

    def take(self) -> bytes | None:
        """The newest, once."""
        value, self.newest = self.newest, None
        return value

    def close(self) -> None:
        """Nothing to let go of."""
