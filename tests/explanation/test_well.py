"""How well: the steps that a hand can take from here, each decoded and judged."""

from __future__ import annotations

from installation.explanation import well
from installation.explanation.well import Step, Trial
from installation.latent.tune import Asked
from tests.fakes import kit

SOUND = Step(1, changes=True, right=True, kept=6, notes=8)
DEAD = Step(0, changes=False, right=False, kept=8, notes=8)
WRONG = Step(3, changes=True, right=False, kept=4, notes=8)
NEW = Step(2, changes=True, right=True, kept=1, notes=8)


def trial_at(*levels: float) -> Trial:
    player = kit.rules().kits["plain"]
    trial = Trial(player.play(Asked("plain", 0, levels)))
    while not trial.done:
        count = player.decoder.decoded
        trial = well.advance(trial, player)
        assert player.decoder.decoded - count <= 1, "one decode a call"
    return trial


def test_every_step_within_the_levels_is_tried() -> None:
    assert [step.pad for step in trial_at(3.0, 3.0, 3.0, 3.0).tried] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert [step.pad for step in trial_at(1.0, 10.0, 3.0, 1.0).tried] == [0, 1, 2, 2, 3]


def test_steps_are_judged_by_their_notes() -> None:
    steps = {(step.pad, step.changes): step for step in trial_at(3.0, 3.0, 3.0, 3.0).tried}
    assert (0, False) in steps, "this decoder's rhythm knows two levels only"
    density = steps[2, True]
    assert density.right
    assert density.notes == 5
    assert density.kept >= 4


def test_the_wrong_way_is_worse_than_none_and_none_worse_than_a_new_tune() -> None:
    assert well.weakest((SOUND, SOUND)) is None
    assert well.weakest((SOUND, NEW, DEAD, WRONG)) == ("wrong", WRONG)
    assert well.weakest((SOUND, NEW, DEAD)) == ("dead", DEAD)
    assert well.weakest((NEW, SOUND)) == ("new", NEW)


def test_what_is_weak_is_said_with_its_pad_and_in_notes() -> None:
    heard = trial_at(3.0, 3.0, 3.0, 3.0).heard
    assert well.said(Trial(heard, (SOUND,))) == "said.well.sound"
    assert well.said(Trial(heard, (WRONG,))) == "said.well.wrong|pad.jump"
    assert well.said(Trial(heard, (DEAD,))) == "said.well.dead|pad.rhythm"
    assert well.said(Trial(heard, (NEW,))) == "said.well.new|pad.density|1|8"
