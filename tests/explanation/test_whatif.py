"""Previews: decoded before they are shown, and never in the way of what is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from installation.explanation import whatif
from installation.explanation.whatif import NOWHERE, Ahead
from installation.latent.tune import Asked, Heard, Kit
from tests.fakes import kit

if TYPE_CHECKING:
    from collections.abc import Sequence

LIVE = (True,) * 4


def setup(*levels: float) -> tuple[Kit, Heard]:
    player = kit.rules().kits["plain"]
    return player, player.play(Asked("plain", 0, tuple(levels or (1.0, 1.0, 3.0, 1.0))))


def looked(player: Kit, heard: Heard, pads: Sequence[int], state: Ahead = NOWHERE, steps: int = 8) -> Ahead:
    for _ in range(steps):
        state = whatif.advance(state, heard, tuple(pads), player, spare=True)
    return state


def test_a_preview_is_what_the_pad_brings_when_it_is_pressed_one_level_further() -> None:
    player, heard = setup()
    preview = looked(player, heard, [2]).preview
    pressed = player.play(Asked("plain", 0, (1.0, 1.0, 4.0, 1.0)))
    assert preview.heard == pressed
    notes = whatif.new_notes(preview, heard)
    assert notes
    assert all(note in pressed.measure.notes and note not in heard.measure.notes for note in notes)


def test_what_hollow_beads_are_is_said_with_their_sign_and_of_no_others() -> None:
    player, heard = setup()
    preview = looked(player, heard, [2]).preview
    assert whatif.said(preview, heard) == "said.further|pad.density|sign.density"
    assert whatif.said(preview, preview.heard) == "", "they have come"
    assert whatif.said(None, heard) == ""


def test_it_is_decoded_once_and_only_in_a_step_with_time_to_spare() -> None:
    player, heard = setup()
    waiting = whatif.advance(NOWHERE, heard, (2,), player, spare=False)
    assert waiting.preview is None
    assert whatif.advance(waiting, heard, (2,), player, spare=False) is waiting
    ahead = whatif.advance(waiting, heard, (2,), player, spare=True)
    count = player.decoder.decoded
    assert whatif.advance(ahead, heard, (2,), player, spare=True) is ahead
    assert player.decoder.decoded == count


def test_where_no_pad_is_pressed_hard_the_one_is_shown_whose_next_level_changes_most() -> None:
    player, heard = setup()
    assert whatif.candidates((0.0,) * 4, LIVE) == (0, 1, 2, 3)
    assert whatif.candidates((0.0, 0.1, 0.05, 0.0), LIVE) == (0, 1, 2, 3), "none is pressed hard"
    assert whatif.candidates((0.0, 0.9, 0.5, 1.0), (True, True, True, False)) == (1,)
    assert whatif.candidates((1.0,) * 4, (False,) * 4) == ()
    before = player.decoder.decoded
    ahead = NOWHERE
    for number in range(4):
        assert ahead.preview is None, "none is shown before all are known"
        ahead = whatif.advance(ahead, heard, (0, 1, 2, 3), player, spare=True)
        assert player.decoder.decoded == before + number + 1, "one decode a step"
    changes = [len(whatif.new_notes(looked(player, heard, [pad]).preview, heard)) for pad in range(4)]
    assert changes[ahead.preview.pad] == max(changes) > min(changes)


def test_nothing_lies_beyond_the_highest_level_and_without_pads_nothing_is_shown() -> None:
    player, top = setup(1.0, 1.0, 10.0, 1.0)
    assert looked(player, top, [2]).preview is None
    assert looked(player, top, []).preview is None
    assert looked(player, top, [1, 2]).preview.pad == 1
    assert whatif.one_further(Asked("plain", 0, (1.0, 9.5, 1.0, 1.0)), 1).levels == (1.0, 10.0, 1.0, 1.0)


def test_while_a_finger_is_on_its_way_to_a_level_its_preview_stays() -> None:
    player, heard = setup()
    ahead = looked(player, heard, [2])
    count = player.decoder.decoded
    nearer = player.play(Asked("plain", 0, (1.0, 1.0, 3.25, 1.0)))
    moved = whatif.advance(ahead, nearer, (2,), player, spare=False)
    assert moved.preview is ahead.preview
    assert player.decoder.decoded == count + 1, "the tune's own"
    beyond = player.play(Asked("plain", 0, (1.0, 1.0, 3.5, 1.0)))
    assert whatif.advance(moved, beyond, (2,), player, spare=False).preview is None
