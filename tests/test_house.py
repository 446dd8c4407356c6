"""The settings of the house: what each command changes, what is kept, and what nobody can ask for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation import house
from installation.effects import MuteSound, NoteDown, SetVolume
from installation.house import House, advance
from installation.inputs import (
    ConsentGiven,
    Input,
    LanguageChosen,
    LevelChosen,
    LookSet,
    MinuteTold,
    MuteSet,
    QuietHoursSet,
    RecalibrateAsked,
    ResetAsked,
    RestartAsked,
    StudySet,
    VisitBegun,
    VisitEnded,
    VolumeSet,
)
from installation.snapshot import view
from installation.step import step
from installation.world import begin
from tests.fakes import kit


def after(*told: Input, first: House | None = None) -> House:
    state = first or House()
    for one in told:
        state = advance(state, one)
    return state


def test_each_command_changes_its_own_setting_and_nothing_else() -> None:
    assert after(LanguageChosen(1, "de")) == House(language="de")
    assert after(LookSet(1, "calm", on=True)) == House(calm=True)
    assert after(VolumeSet(1, -7.5)) == House(volume_db=-7.5)
    assert after(MuteSet(1, muted=True)) == House(muted=True)
    assert after(StudySet(1, on=True)) == House(study=True)
    assert after(RestartAsked(1)) == House(restarting=True)
    assert after(VisitBegun(9)) == House(visit_ns=9)
    assert after(VisitBegun(9), VisitEnded(10)) == House()


def test_what_says_nothing_new_leaves_the_very_same_house() -> None:
    state = House()
    for told in (
        LanguageChosen(1, "en"),
        VolumeSet(1, 0.0),
        LevelChosen(1, 3),
        LookSet(1, "language", on=True),
    ):
        assert advance(state, told) is state


@given(st.floats())
def test_the_volume_stays_between_its_ends_whatever_is_asked(volume_db: float) -> None:
    found = after(VolumeSet(1, volume_db)).volume_db
    assert house.LEAST_DB <= found <= house.MOST_DB
    if math.isnan(volume_db):
        assert found == 0.0


@pytest.mark.parametrize(
    ("minute", "quiet"), [(22 * 60 - 1, False), (22 * 60, True), (0, True), (419, True), (420, False)]
)
def test_quiet_hours_reach_over_midnight_and_take_from_the_volume(minute: int, quiet: bool) -> None:  # noqa: FBT001
    state = after(QuietHoursSet(1, 22 * 60, 7 * 60), MinuteTold(2, minute))
    assert state.quiet == quiet
    assert state.heard_db == (house.QUIET_DB if quiet else 0.0)


def test_there_are_no_quiet_hours_without_both_ends_or_without_a_clock() -> None:
    assert not after(QuietHoursSet(1, 0, 1439)).quiet
    assert not after(QuietHoursSet(1, -1, 600), MinuteTold(1, 5)).quiet
    assert not after(QuietHoursSet(1, 0, 9_999), MinuteTold(1, 5)).quiet
    assert not after(QuietHoursSet(1, 60, 60), MinuteTold(1, 60)).quiet


def test_consent_needs_a_study_and_ends_with_the_visit() -> None:
    assert not after(ConsentGiven(1, given=True)).consent
    agreed = after(StudySet(1, on=True), ConsentGiven(2, given=True))
    assert agreed.consent
    for told in (
        ConsentGiven(3, given=False),
        VisitBegun(3),
        VisitEnded(3),
        ResetAsked(3),
        StudySet(3, on=False),
    ):
        assert not advance(agreed, told).consent


def test_what_is_kept_comes_back_and_nothing_of_a_visitor_is_kept() -> None:
    state = after(
        LanguageChosen(1, "fr"), LookSet(1, "contrast", on=True), VolumeSet(1, -3), QuietHoursSet(1, 60, 90),
        StudySet(1, on=True), ConsentGiven(1, given=True), VisitBegun(1), MinuteTold(1, 70),
    )  # fmt: skip
    kept = house.begin(house.remember(state))
    assert kept == House("fr", contrast=True, volume_db=-3, quiet_from_min=60, quiet_until_min=90)


@pytest.mark.parametrize("text", ["", "[]", '{"volume_db": "loud"}', '{"volume_db": 99}', '{"calm": 1}'])
def test_what_was_not_kept_by_us_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        house.begin(text)


def test_in_the_world_a_change_is_sounded_noted_and_seen() -> None:
    rules = kit.rules()
    world, _ = step(begin(rules, "plain", house=House(language="de")), (), rules)
    world, effects = step(world, (VolumeSet(1, -9.0), MuteSet(1, muted=True)), rules)
    sounded = [effect for effect in effects if isinstance(effect, SetVolume | MuteSound)]
    assert [type(effect) for effect in sounded] == [SetVolume, MuteSound]
    assert sounded[0].volume_db == -9.0
    noted = [effect.facts for effect in effects if isinstance(effect, NoteDown) and effect.kind == "house"]
    assert noted == [{"volume_db": -9.0}, {"muted": True}]
    seen = view(world, rules).house
    assert (seen.language, seen.volume_db, seen.muted) == ("de", -9.0, True)


def test_the_first_step_tells_the_sound_how_loud_the_house_is() -> None:
    rules = kit.rules()
    _, effects = step(begin(rules, "plain", house=House(volume_db=-20.0, muted=True)), (), rules)
    assert [e.volume_db for e in effects if isinstance(e, SetVolume)] == [-20.0]
    assert [e.muted for e in effects if isinstance(e, MuteSound)] == [True]


def test_a_visit_that_is_begun_or_ended_by_hand_begins_afresh() -> None:
    rules = kit.rules()
    start = rules.levels.number(rules.levels.start)
    for told in (VisitBegun(5), VisitEnded(5)):
        world, effects = step(begin(rules, "plain", 3), (told,), rules)
        assert world.guidance.level == start
        assert "reset" in [effect.kind for effect in effects if isinstance(effect, NoteDown)]


def test_recalibrating_forgets_what_the_pads_had_learnt() -> None:
    rules = kit.rules()
    world = begin(rules, "plain", 3)
    again, effects = step(world, (RecalibrateAsked(1),), rules)
    assert again.hands.objects.places[0].known is not world.hands.objects.places[0].known
    assert next(effect.kind for effect in effects if isinstance(effect, NoteDown)) == "recalibrate"
