"""A simulated novice learns from what is shown and sounds, and from nothing else; a tiny version of `bench novice`."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from benchmarks import novice as bench
from installation.score import PADS
from installation.visuals.examples import moment
from tests.fakes import kit
from tests.simulation import stuck_visitors
from tests.simulation.novice import Impression, Mind, Novice, Person, Sight, sight_of
from tests.simulation.novice_hands import Hands

NOTES = [(0, 60), (6, 62), (12, 64), (18, 65)]


def test_one_experience_is_not_enough_to_be_sure_and_two_of_different_kinds_are() -> None:
    mind = Mind(Person())
    mind.take(2, "density", "word", 1.0)
    assert mind.expects(2, 1.0) == ""
    mind.take(2, "density", "gauge", 1.5)
    assert mind.expects(2, 1.5) == "density"


def test_the_same_word_read_again_and_again_says_no_more() -> None:
    mind = Mind(Person())
    for second in range(20):
        mind.take(2, "density", "word", float(second))
    assert mind.expects(2, 20.0) == ""


def test_what_is_not_met_again_is_forgotten_and_a_rival_unsettles() -> None:
    mind = Mind(Person())
    for channel in ("word", "sentence"):
        mind.take(1, "range", channel, 0.0)
    assert mind.expects(1, 0.0) == "range"
    assert mind.expects(1, 60.0) == ""
    mind.take(1, "jump", "ear", 0.0)
    mind.take(1, "jump", "ear", 0.0)
    assert mind.expects(1, 0.0) == ""


def test_a_busier_bar_is_noticed_and_the_same_bar_seldom() -> None:
    chance = random.Random(1)
    few, many = Impression.of(NOTES, 1.0), Impression.of(NOTES * 3, 1.0)
    assert few is not None
    assert many is not None
    person, density = Person(), PADS.index("density")
    noise = person.ear_noise[density]
    noticed = [few.differs(many, density, noise, chance) > person.criterion for _ in range(200)]
    false = [few.differs(few, density, noise, chance) > person.criterion for _ in range(200)]
    assert sum(noticed) > 190
    assert sum(false) < 60


def test_without_a_picture_nothing_is_seen_and_without_explanations_no_words() -> None:
    shown = moment(3, (0.0, 0.6, 0.0, 0.0), said="said.changed.range.more")
    blind = sight_of(shown, picture=False, explained=False)
    assert (blind.beads, blind.meters, blind.sentence, blind.target) == ((), None, "", None)
    assert blind.heard is not None
    bare = sight_of(shown, picture=True, explained=False)
    assert bare.beads == shown.beads
    assert (bare.meters, bare.sentence, bare.marked) == (None, "", False)
    told = sight_of(shown, picture=True, explained=True)
    assert told.sentence == "said.changed.range.more"


def test_a_novice_to_whom_nothing_is_shown_and_nothing_sounds_learns_nothing() -> None:
    novice = Novice(3)
    hands = Hands(novice)
    nothing = Sight(
        now_s=0.0,
        heard=None,
        picture=False,
        glowing=(True,) * 4,
        meters=None,
        beads=(),
        marked=False,
        sentence="",
        target=None,
        hint="",
    )
    for look in range(1_200):
        sight = replace(nothing, now_s=0.05 * look)
        novice.perceive(sight, hands.pressed)
        hands.move(sight, 0.05)
    assert len(hands.asked) > 10
    assert {answer for _, _, answer in hands.asked} == {""}


@pytest.mark.parametrize("condition", bench.CONDITIONS, ids=lambda condition: condition.name)
def test_a_visit_of_a_novice_runs_in_every_condition_and_twice_alike(condition: bench.Condition) -> None:
    rules = kit.rules()
    one, other = (bench.visit(5, rules, condition, seconds=20.0) for _ in range(2))
    assert one == other


def test_figures_are_medians_with_intervals() -> None:
    middle, low, high = bench._interval(lambda draw: sum(draw([1.0, 2.0, 3.0])) / 3)
    assert low < middle < high
    never = bench.Result(-1.0, 0, 0, 0, -1.0, 0, 0, 0)
    told = bench._summary([never, replace_first(never, 10.0), replace_first(never, 12.0)])
    assert told["never"] == pytest.approx(1 / 3)
    assert next(iter(told.values())) == 12.0


def replace_first(result: bench.Result, first_right_s: float) -> bench.Result:
    return bench.Result(first_right_s, *[getattr(result, name) for name in result.__struct_fields__[1:]])


def test_a_script_that_was_helped_too_late_too_often_or_unasked_is_found_out() -> None:
    script = stuck_visitors.Script("alike", 1.0, [(7.5, "a", "alike"), (18.0, "b", "alike")])
    assert stuck_visitors.problem(script) == ""
    for wrong in (
        replace(script, hints=[(12.0, "a", "alike")]),
        replace(script, hints=[]),
        replace(script, hints=[(7.5, "a", "alike"), (12.0, "b", "alike")]),
        replace(script, hints=[(7.5, "a", "alike"), (18.0, "a", "alike")]),
        replace(script, kind="getting_on"),
        replace(script, hints=[(0.5, "a", "alike"), (11.0, "b", "alike")]),
        replace(script, stuck_s=None, hints=[]),
    ):
        assert stuck_visitors.problem(wrong)
