"""How long visits are kept is settings like any other: read whole, or refused by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from installation.page import SettingsError
from installation.visits.retention import Retention, read_retention

SHIPPED = Path(__file__).parents[2] / "content" / "retention.yaml"


def test_the_shipped_file_says_what_holds_without_it() -> None:
    assert read_retention(SHIPPED.read_text(encoding="utf-8"), "retention.yaml") == Retention()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("retention_days: -1", "retention.yaml:1: retention_days"),
        ("retention_days: 30\nidle_s: soon", "retention.yaml:2: idle_s"),
        ("retention_day: 30", "retention.yaml:1: retention_day: there is no such key"),
        ("- 1", "retention.yaml:1"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        read_retention(text, "retention.yaml")
