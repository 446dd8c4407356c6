"""Previews: decoded before they are shown, and never in the way of what is heard."""

from __future__ import annotations

from installation.explanation import whatif
from installation.latent.tune import Asked
from tests.fakes import kit


def setup() -> tuple[object, object]:
    player = kit.rules().kits["plain"]
    return player, player.play(Asked("plain", 0, (1.0, 1.0, 3.0, 1.0)))


def test_a_preview_is_what_the_pad_brings_when_it_is_pressed_one_level_further() -> None:
    player, heard = setup()
    preview = whatif.advance(None, heard, 2, player, spare=True)
    pressed = player.play(Asked("plain", 0, (1.0, 1.0, 4.0, 1.0)))
    assert preview.heard == pressed
    notes = whatif.new_notes(preview, heard)
    assert notes
    assert all(note in pressed.measure.notes and note not in heard.measure.notes for note in notes)


def test_it_is_decoded_once_and_only_in_a_step_with_time_to_spare() -> None:
    player, heard = setup()
    assert whatif.advance(None, heard, 2, player, spare=False) is None
    preview = whatif.advance(None, heard, 2, player, spare=True)
    count = player.decoder.decoded
    assert whatif.advance(preview, heard, 2, player, spare=True) is preview
    assert player.decoder.decoded == count


def test_nothing_lies_beyond_the_highest_level_and_without_a_touch_nothing_is_shown() -> None:
    player, _ = setup()
    top = player.play(Asked("plain", 0, (1.0, 1.0, 10.0, 1.0)))
    assert whatif.advance(None, top, 2, player, spare=True) is None
    assert whatif.advance(None, top, None, player, spare=True) is None
    assert whatif.one_further(Asked("plain", 0, (1.0, 9.5, 1.0, 1.0)), 1).levels == (1.0, 10.0, 1.0, 1.0)
