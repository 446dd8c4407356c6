"""A study's protocol is read whole or refused by line; orders are balanced; a session goes from step to step."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.page import SettingsError
from installation.visits import study
from installation.visits.questionnaire import read_questionnaire
from installation.visits.study import Session, Study, read_study

STUDIES = Path(__file__).parents[2] / "content" / "studies"
LEVELS = {"invite", "one_pad", "two_pads", "four_pads", "gestures", "ringtone"}
TEXT = """title: A study
conditions:
  - {name: told}
  - {name: untold, explanations: no}
before:
  - {name: hello, words: Hello.}
each:
  - {name: play, kind: play, minutes: 5, level: four_pads}
  - {name: asked, kind: ask, questionnaire: ueq_s}
"""


def read(text: str = TEXT) -> Study:
    return read_study(text, "a.yaml", LEVELS, {"interview"})


def test_the_shipped_studies_are_as_they_must_be() -> None:
    guides = {
        path.stem: read_questionnaire(path.read_text(encoding="utf-8"), path.name)
        for path in (STUDIES / "questionnaires").glob("*.yaml")
    }
    assert all(guide.name == stem for stem, guide in guides.items())
    assert {item.group for item in guides["interview"].items} >= {
        "why",
        "how",
        "what_if",
        "data",
        "performance",
    }
    found = [
        read_study(path.read_text(encoding="utf-8"), path.name, LEVELS, guides)
        for path in STUDIES.glob("*.yaml")
    ]
    ours = next(one for one in found if "2025" in one.title)
    assert [step.minutes for step in ours.each if step.kind == "play"] == [5, 4]
    assert [(one.explanations, one.published) for one in ours.conditions] == [
        (True, False),
        (False, False),
        (True, True),
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("title: A study", "titel: A study", "a.yaml:1: titel: there is no such key"),
        (
            "{name: untold, explanations: no}",
            "{name: told}",
            "a.yaml:4: conditions.1.name: another condition",
        ),
        ("{name: untold, explanations: no}", "{name: untold, explanations: maybe}", "a.yaml:4: "),
        ("minutes: 5, ", "", "a.yaml:8: each.0: playing needs minutes"),
        ("minutes: 5", "minutes: -5", "a.yaml:8: each.0.minutes"),
        ("level: four_pads", "level: five_pads", "a.yaml:8: each.0.level: there is no level 'five_pads'"),
        (", questionnaire: ueq_s", "", "a.yaml:9: each.1: asking needs a questionnaire"),
        ("ueq_s", "rice", "a.yaml:9: each.1.questionnaire: there is no questionnaire 'rice'"),
        ("{name: hello, words: Hello.}", "{name: hello}", "a.yaml:6: before.0: saying needs words"),
        ("{name: asked", "{name: play", "a.yaml:9: each.1.name: another step is called 'play'"),
        ("  - {name: told}\n  - {name: untold, explanations: no}\n", "  []\n", "a.yaml:"),
    ],
)
def test_a_mistake_is_named_with_its_line(before: str, after: str, said: str) -> None:
    assert before in TEXT
    with pytest.raises(SettingsError) as caught:
        read(TEXT.replace(before, after))
    assert said in str(caught.value)


def with_conditions(count: int, design: str = "within") -> Study:
    conditions = "".join(f"  - {{name: c{number}}}\n" for number in range(count))
    return read(f"title: T\ndesign: {design}\nconditions:\n{conditions}each:\n  - {{name: x, words: X.}}\n")


@given(st.integers(2, 6), st.integers(0, 2**31), st.integers(0, 5))
def test_every_condition_comes_in_every_place_and_after_every_other_equally_often(
    count: int, seed: int, block: int
) -> None:
    found = with_conditions(count)
    rows = count if count % 2 == 0 else 2 * count
    orders = [study.order(found, seed, block * rows + nth) for nth in range(1, rows + 1)]
    assert all(sorted(one) == [f"c{number}" for number in range(count)] for one in orders)
    for place in range(count):
        assert len(set(Counter(one[place] for one in orders).values())) == 1
    after = Counter(pair for one in orders for pair in pairwise(one))
    assert len(after) == count * (count - 1)
    assert len(set(after.values())) == 1


def test_between_gives_each_one_condition_equally_often() -> None:
    found = with_conditions(3, "between")
    given_ = [study.order(found, 7, nth) for nth in range(1, 10)]
    assert all(len(one) == 1 for one in given_)
    for block in (given_[:3], given_[3:6], given_[6:]):
        assert len(set(block)) == 3


def test_the_same_seed_gives_the_same_orders_and_another_gives_others() -> None:
    found = with_conditions(4)
    orders = [[study.order(found, seed, nth) for nth in range(1, 13)] for seed in (5, 5, 6)]
    assert orders[0] == orders[1] != orders[2]


def test_a_session_goes_through_its_moments_and_knows_what_the_installation_needs() -> None:
    found = read()
    session = Session("s1", ("untold", "told"))
    names, needed = [], []
    for second in range(100):
        moment = session.now(found)
        if moment is None:
            break
        session = study.begin_step(session, 10.0 * second)
        assert study.begin_step(session, 99.0) is session
        names.append((moment.step.name, moment.condition))
        _, condition, level = study.needs(session, found)
        needed.append((condition.explanations if condition else None, level))
        session = study.end_step(session, found)
    assert names == [
        ("hello", ""),
        ("play", "untold"),
        ("asked", "untold"),
        ("play", "told"),
        ("asked", "told"),
    ]
    assert needed == [(None, ""), (False, "four_pads"), (False, ""), (True, "four_pads"), (True, "")]
    assert study.end_step(session, found) is session
    assert study.needs(session, found) == ("s1", None, "")
    assert study.rest_s(session, found, 0.0) is None


def test_the_rest_of_a_step_runs_down_once_it_has_begun() -> None:
    found = read()
    session = study.end_step(Session("s1", ("told",)), found)
    assert study.rest_s(session, found, 0.0) == 300.0
    session = study.begin_step(session, 1_000.0)
    assert study.rest_s(session, found, 1_100.0) == 200.0
    assert study.rest_s(session, found, 9_999.0) == 0.0
    assert study.rest_s(Session("s1", ("told",)), found, 0.0) is None, "what is said has no time"


def test_a_condition_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read().condition("nowhere")
