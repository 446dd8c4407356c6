"""What a page may send: every shape that is one, and none that is not."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation import inputs
from installation.console import messages
from installation.console.messages import Known, MessageError
from installation.console.roles import Role

KNOWN = Known(6, frozenset({"reel", "glass"}), frozenset({"en", "de"}))
ALL: list[tuple[dict[str, Any], inputs.Input]] = [
    ({"do": "level", "level": 3}, inputs.LevelChosen(0, 3)),
    ({"do": "move", "by": 1}, inputs.LevelChosen(0, 3)),
    ({"do": "move", "by": -1}, inputs.LevelChosen(0, 1)),
    ({"do": "lock", "on": True}, inputs.LockSet(0, locked=True)),
    ({"do": "style", "style": "glass"}, inputs.StyleChosen(0, "glass")),
    ({"do": "language", "language": "de"}, inputs.LanguageChosen(0, "de")),
    ({"do": "volume", "volume_db": -12.5}, inputs.VolumeSet(0, -12.5)),
    ({"do": "mute", "on": True}, inputs.MuteSet(0, muted=True)),
    ({"do": "look", "part": "calm", "on": False}, inputs.LookSet(0, "calm", on=False)),
    ({"do": "visit", "on": True}, inputs.VisitBegun(0)),
    ({"do": "visit", "on": False}, inputs.VisitEnded(0)),
    ({"do": "reset"}, inputs.ResetAsked(0)),
    ({"do": "study", "on": True}, inputs.StudySet(0, on=True)),
    ({"do": "quiet", "from_min": 1320, "until_min": 420}, inputs.QuietHoursSet(0, 1320, 420)),
    ({"do": "quiet", "from_min": -1, "until_min": -1}, inputs.QuietHoursSet(0, -1, -1)),
    ({"do": "recalibrate"}, inputs.RecalibrateAsked(0)),
    ({"do": "restart"}, inputs.RestartAsked(0)),
]


def read(**what: Any) -> messages.Message:
    return messages.read(json.dumps({"id": 1, **what}))


@pytest.mark.parametrize(("what", "told"), ALL)
def test_each_message_means_its_input(what: dict[str, Any], told: inputs.Input) -> None:
    message = read(**what)
    assert message.id == 1
    assert messages.meant(message, 2, KNOWN) == told


def test_every_kind_of_message_is_tried_here() -> None:
    kinds = {kind.__struct_config__.tag for kind in messages.Message.__args__}
    assert kinds == {what["do"] for what, _ in ALL}


def test_one_on_from_the_last_level_stays_there() -> None:
    assert messages.meant(read(do="move", by=1), 5, KNOWN) == inputs.LevelChosen(0, 5)
    assert messages.meant(read(do="move", by=-1), 0, KNOWN) == inputs.LevelChosen(0, 0)


@pytest.mark.parametrize(
    "what",
    [
        {"do": "level", "level": 6},
        {"do": "style", "style": "polka"},
        {"do": "language", "language": "tlh"},
    ],
)
def test_what_there_is_not_is_refused_by_name(what: dict[str, Any]) -> None:
    with pytest.raises(MessageError, match="there is no"):
        messages.meant(read(**what), 0, KNOWN)


@pytest.mark.parametrize(
    "data",
    [
        "", "{", "[]", "null", "7", '"level"', '{"do":"level"}', '{"do":"level","id":1}',
        '{"do":"level","id":1,"level":-1}', '{"do":"level","id":1,"level":1.5}', '{"do":"level","id":1,"level":"1"}',
        '{"do":"level","id":1,"level":1,"more":1}', '{"do":"level","id":-1,"level":1}',
        '{"do":"level","id":99999999999,"level":1}', '{"do":"shell","id":1}', '{"id":1,"level":1}',
        '{"do":"volume","id":1,"volume_db":7}', '{"do":"volume","id":1,"volume_db":-41}',
        '{"do":"volume","id":1,"volume_db":NaN}', '{"do":"volume","id":1,"volume_db":1e999}',
        '{"do":"mute","id":1,"on":1}', '{"do":"move","id":1,"by":2}',
        '{"do":"look","id":1,"part":"language","on":true}',
        '{"do":"style","id":1,"style":"../../etc/passwd"}', '{"do":"style","id":1,"style":"a b"}',
        '{"do":"quiet","id":1,"from_min":1440,"until_min":0}', '{"do":"style","id":1,"style":"' + "a" * 41 + '"}',
        b"\xff\xfe", b"\x00", "[" * 500, '{"do":"reset","id":1}' + " " * 600,
    ],
)  # fmt: skip
def test_what_is_not_as_it_must_be_is_refused(data: str | bytes) -> None:
    with pytest.raises(MessageError):
        messages.read(data)


@given(st.one_of(st.binary(max_size=600), st.text(max_size=600)))
def test_any_bytes_are_a_message_or_an_error_of_one_kind(data: str | bytes) -> None:
    try:
        message = messages.read(data)
    except MessageError:
        return
    assert isinstance(message, messages.Asked)


WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=50),
    st.lists(st.integers(), max_size=3),
)


@given(st.sampled_from(ALL), st.dictionaries(st.text(max_size=12), WRONG, max_size=3), st.data())
def test_a_message_that_was_tampered_with_is_refused_or_stays_in_bounds(
    known: tuple[dict[str, Any], inputs.Input], more: dict[str, Any], data: st.DataObject
) -> None:
    what = {"id": 1, **known[0], **more}
    changed = data.draw(st.sampled_from(sorted(what)))
    what[changed] = data.draw(WRONG)
    try:
        told = messages.meant(messages.read(json.dumps(what)), 2, KNOWN)
    except MessageError:
        return
    facts = msgspec.to_builtins(told)
    assert facts.get("level", 0) in range(6)
    assert facts.get("style", "reel") in KNOWN.styles
    assert facts.get("language", "en") in KNOWN.languages
    assert -40.0 <= facts.get("volume_db", 0.0) <= 6.0


def test_calibrating_and_hours_are_a_technicians_and_all_else_a_facilitators() -> None:
    needs = {what["do"]: messages.needs(read(**what)) for what, _ in ALL}
    technical = {name for name, role in needs.items() if role is Role.TECHNICIAN}
    assert technical == {"recalibrate", "quiet"}
    assert all(role is not Role.VIEWER for role in needs.values())
