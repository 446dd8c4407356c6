"""Lines of the journal become visits: when one begins and ends, and what is counted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from installation.visits import counts, diary, tables
from installation.visits.diary import Diary, Setup
from tests.fakes import visitors
from tests.fakes.visitors import SECOND, level, measure, press, release

if TYPE_CHECKING:
    from tests.fakes.visitors import Line

SETUP = Setup(("invite", "one_pad", "two_pads", "four_pads"), frozenset({0}), 60 * SECOND)


def fold(lines: list[Line], begun: Diary | None = None) -> Diary:
    found = begun or Diary()
    for number, (at_ns, kind, facts) in enumerate(lines):
        found = diary.advance(found, at_ns, kind, facts, f"{number:016x}", SETUP)
    return found


def row(visit: counts.Visit) -> dict[str, object]:
    return dict(zip(tables.VISITS.names[1:], counts.summary(visit, 1_000_000_007, 60), strict=True))


def test_a_visit_goes_from_its_first_touch_to_its_last_when_it_was_left_alone() -> None:
    lines = [
        *press(10 * SECOND, "density"),
        level(10 * SECOND, 1, "one_pad"),
        *release(12 * SECOND, "density"),
        *press(20 * SECOND, "range"),
        *release(25 * SECOND, "range"),
        level(65 * SECOND, 0, "invite", "no touch for 40 s"),
    ]
    found = fold(lines)
    assert found.visit is None
    (visit,) = found.over
    assert row(visit) == {
        "id": f"{0:016x}",
        "begun_utc_s": 999_999_960,
        "offset_min": 60,
        "begun_by": "touch",
        "ended_by": "idle",
        "dwell_s": 15.0,
        "first_touch_s": None,
        "first_steering_s": 0.0,
        "style_first": "",
        "level_highest": 1,
        "touches": 2,
        "touched_s": 7.0,
        "steered": 2,
        "measures": 2,
        "measures_different": 2,
        "hints": 0,
        "kept": 0,
        "session": "",
        "condition": "",
        "step": "",
        "lost": 0,
    }


def test_a_touch_steers_only_if_its_own_pad_changed_the_notes_of_the_same_bar() -> None:
    still = (1.0, 1.0, 1.0, 1.0)
    lines = [
        (1, "press", {"pad": "jump"}),
        measure(2, still, bar=1),  # the phrase goes on
        measure(3, (1.0, 2.0, 1.0, 1.0), bar=1),  # a pad that nobody touches: a tune was recalled
        measure(4, (1.0, 2.0, 1.0, 5.0), bar=2),  # at a bar line nobody can say whose doing it was
    ]
    visit = fold(lines).visit
    assert visit is not None
    assert row(visit)["steered"] == 0
    assert row(visit)["first_steering_s"] is None
    visit = fold([measure(5, (1.0, 2.0, 1.0, 6.0), bar=2)], fold(lines)).visit
    assert visit is not None
    assert (row(visit)["steered"], row(visit)["measures"]) == (1, 1)
    assert counts.rows(visit, 5)["touches"]["jump",] == (1, 0.0, 1, 6.0)


def test_a_facilitator_begins_and_ends_a_visit_and_the_reset_that_comes_with_it_is_no_other() -> None:
    begun = [
        (5 * SECOND, "house", {"visit_ns": 5 * SECOND}),
        (5 * SECOND, "style", {"style": "reel"}),
        (5 * SECOND, "reset", {"level": 0}),
    ]
    found = fold([*begun, *press(9 * SECOND, "range"), *release(10 * SECOND, "range")])
    found = diary.pass_time(found, 300 * SECOND, SETUP)
    assert found.visit is not None, "people talk"
    found = fold([(310 * SECOND, "house", {"visit_ns": -1}), (310 * SECOND, "reset", {"level": 0})], found)
    (visit,) = found.over
    assert (row(visit)["begun_by"], row(visit)["ended_by"]) == ("facilitator", "facilitator")
    assert (row(visit)["first_touch_s"], row(visit)["dwell_s"]) == (4.0, 305.0)


def test_silence_reset_and_the_end_of_the_show_end_a_visit() -> None:
    touched = fold([*press(SECOND, "range"), *release(2 * SECOND, "range")])
    assert diary.pass_time(touched, 61 * SECOND, SETUP).visit is not None
    assert diary.pass_time(touched, 62 * SECOND, SETUP).over[0].ended_by == "idle"
    assert fold([(5 * SECOND, "reset", {"level": 0})], touched).over[0].ended_by == "reset"
    assert diary.close(touched).over[0].ended_by == "closed"
    held = fold(press(SECOND, "range"))
    assert diary.pass_time(held, 500 * SECOND, SETUP).visit is not None, "a hand lies on it"


def test_a_hint_has_helped_if_a_touch_changes_the_tune_within_ten_seconds() -> None:
    given = {"hint": "hint.touch.first", "reason": "two misses"}
    lines = [*press(SECOND, "range"), *release(2 * SECOND, "range"), (3 * SECOND, "hint", given)]
    soon = fold([*lines, *press(12 * SECOND, "jump")]).visit
    late = fold([*lines, *press(14 * SECOND, "jump")]).visit
    assert soon is not None
    assert late is not None
    assert counts.rows(soon, 0)["hints"][1,] == ("hint.touch.first", "two misses", 0, 1, 9.0)
    assert counts.rows(late, 0)["hints"][1,] == ("hint.touch.first", "two misses", 0, 0, None)


def test_places_are_held_for_as_long_as_they_are_heard() -> None:
    lines = [
        *press(SECOND, "rhythm", 10.0),
        *release(4 * SECOND, "rhythm"),
        (6 * SECOND, "reset", {"level": 0}),
    ]
    (visit,) = fold(lines).over
    assert counts.rows(visit, 0)["measures"] == {("", 0): (1, 2_000), ("", 9000): (1, 3_000)}


def test_marks_that_were_reached_or_missed_are_counted_by_pad() -> None:
    lines = [
        *press(1, "range"),
        (2, "target", {"what": "set", "pad": "range"}),
        (3, "target", {"what": "reached", "pad": "range", "tried_s": 2.5}),
        (4, "target", {"what": "missed", "pad": "range", "tried_s": 16.0}),
    ]
    visit = fold(lines).visit
    assert visit is not None
    assert counts.rows(visit, 5)["marks"] == {("range",): (1, 1, 18.5)}


def test_a_step_of_a_study_is_a_visit_of_its_own() -> None:
    def step(at_s: int, condition: str, name: str) -> Line:
        return at_s * SECOND, "condition", {"session": "s1", "condition": condition, "step": name}

    lines = [
        *press(SECOND, "range"),
        *release(2 * SECOND, "range"),
        step(10, "told", "free_play"),
        *press(15 * SECOND, "jump"),
        *release(16 * SECOND, "jump"),
        step(20, "told", "ringtone"),
        step(30, "", ""),
        *press(40 * SECOND, "range"),
    ]
    found = fold(lines)
    walked_up, *steps = [row(visit) for visit in found.over]
    assert (walked_up["session"], walked_up["condition"], walked_up["begun_by"]) == ("", "", "touch")
    assert [(one["session"], one["condition"], one["step"], one["dwell_s"]) for one in steps] == [
        ("s1", "told", "free_play", 10.0),
        ("s1", "told", "ringtone", 10.0),
    ]
    assert [one["first_touch_s"] for one in steps] == [5.0, None]
    assert found.visit is not None
    assert row(found.visit)["condition"] == ""


def test_consent_that_is_taken_back_is_told_and_the_end_of_a_visit_is_not_that() -> None:
    agreed = fold([*press(SECOND, "range"), (2 * SECOND, "house", {"consent": True})])
    assert not agreed.taken_back
    back = fold([(3 * SECOND, "house", {"consent": False})], agreed)
    assert agreed.visit is not None
    assert back.taken_back == (agreed.visit.id,)
    ended = fold([(3 * SECOND, "house", {"consent": False, "visit_ns": -1})], agreed)
    assert not ended.taken_back


def test_a_gesture_counts_once_and_what_is_kept_is_kept_with_its_facts() -> None:
    lines = [
        *press(1, "range"),
        (2, "gesture", {"name": "twist", "phase": "begin"}),
        (3, "gesture", {"name": "twist", "phase": "move"}),
        (4, "gesture", {"name": "twist", "phase": "end"}),
        (5, "kept", {"levels": [1, 2, 3, 4]}),
        (6, "ringtone", {"code": "ABC"}),
        (7, "unheard-of", {"what": "ever"}),
    ]
    visit = fold(lines).visit
    assert visit is not None
    found = counts.rows(visit, 8)
    assert found["gestures"] == {("twist",): (1,)}
    assert found["kept"] == {
        (1,): ("measure", "", '{"levels": [1, 2, 3, 4]}'),
        (2,): ("ringtone", "", '{"code": "ABC"}'),
    }


@given(st.integers(0, 10_000))
def test_whatever_a_visitor_does_the_sums_agree(seed: int) -> None:
    (visit,) = fold(visitors.visit(seed)).over
    whole, parts = row(visit), counts.rows(visit, 0)
    for name, place in (("touches", 0), ("steered", 2)):
        assert whole[name] == sum(use[place] for use in parts["touches"].values())
    assert whole["touches"] == sum(one[0] for one in parts["minutes"].values())
    assert whole["steered"] == sum(one[1] for one in parts["minutes"].values())
    assert whole["touches"] == sum(stay[4] for stay in parts["levels"].values())
    assert whole["measures"] == sum(one[2] for one in parts["minutes"].values())
    assert whole["measures_different"] == sum(one[3] for one in parts["minutes"].values())
    held_s = sum(held for _, held in parts["measures"].values()) / 1_000
    assert abs(held_s - whole["dwell_s"]) < 0.3
    assert 0 <= whole["steered"] <= whole["touches"]
