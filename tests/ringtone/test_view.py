"""What eyes see of a ringtone in the making."""

from __future__ import annotations

from installation.ringtone import composer
from installation.ringtone.composer import STOOD_NS
from installation.ringtone.view import view
from tests.fakes import kit

HIGH = (1, 9, 9, 1)


def test_bars_are_empty_then_in_the_making_then_kept() -> None:
    rules = kit.rules()
    state = composer.begin("plain", 3, 0, 0)
    shown = view(state, rules.kits["plain"], 0, 0)
    assert [(bar.kept, bar.making, len(bar.notes)) for bar in shown.bars] == [
        (False, True, 0), (False, False, 0), (False, False, 0),
    ]  # fmt: skip
    state = composer.advance(state, HIGH, 0, 1)
    assert view(state, rules.kits["plain"], 0, 1).bars[0].notes, "a hand's bar is seen while it is pressed"
    state = composer.keep(composer.advance(state, HIGH, 0, 1 + STOOD_NS), 0, 10**9)
    shown = view(state, rules.kits["plain"], 1, 2 * 10**9)
    assert [(bar.kept, bar.making, bool(bar.notes)) for bar in shown.bars] == [
        (True, False, True), (False, True, False), (False, False, False),
    ]  # fmt: skip
    assert (shown.phase, shown.kept_s, shown.code, shown.sounding) == ("hear", 1.0, "", 0)
