"""What a page is told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from installation.console import report
from installation.console.faults import Fault, Machine, Trouble, Wall
from installation.house import House
from installation.shell.content import load_content
from installation.shell.lettering import read_languages
from installation.visuals.examples import moment

CONTENT = Path(__file__).parents[2] / "content"


def told(**changes: Any) -> dict[str, Any]:
    now = replace(moment(3, (0.0, 0.6, 0.0, 0.0)), **changes)
    wrong, past = (Trouble("hot"),), (Fault("hot", "", 1.0),)
    found: dict[str, Any] = json.loads(report.moment(now, Wall(59.9), Machine(uptime_s=9), wrong, past))
    return found


def test_a_moment_says_level_style_notes_pads_house_health_and_what_is_wrong() -> None:
    now = told(level=2, locked=True, style="glass", house=House("de", calm=True, volume_db=-6.0))
    assert (now["type"], now["level"], now["locked"], now["style"]) == ("now", 2, True, "glass")
    assert (now["house"]["language"], now["house"]["calm"], now["house"]["volume_db"]) == ("de", True, -6.0)
    assert len(now["notes"]) == len(moment(3, (0.0, 0.6, 0.0, 0.0)).beads)
    assert [pad["pressure"] for pad in now["pads"]] == [0.0, 0.6, 0.0, 0.0]
    assert now["health"]["sound"] == "silent"
    assert now["wrong"][0]["name"] == now["faults"][0]["name"] == "hot"
    assert now["wall"]["pictures_per_s"] == 59.9
    assert now["why"] == {"key": "begun", "n": 0, "of": 0, "pad": -1}


def test_a_moment_is_small_and_holds_no_picture_of_the_body() -> None:
    now = moment(3, (0.5, 0.5, 0.5, 0.5))
    assert len(report.moment(now, Wall(), Machine(), (), ())) < 4000
    assert "body" not in json.loads(report.moment(now, Wall(), Machine(), (), ()))


def test_before_the_first_snapshot_there_is_something_to_say_too() -> None:
    found = json.loads(report.moment(None, Wall(), Machine(), (Trouble("engine_silent"),), ()))
    assert found["wrong"] == [{"name": "engine_silent", "about": ""}]
    assert "level" not in found


def test_a_visit_that_was_begun_by_hand_has_its_age() -> None:
    assert told(time_s=70.0, house=House(visit_ns=10_000_000_000))["visit_s"] == 60
    assert told()["visit_s"] == -1


def test_the_last_touch_is_a_visitors_and_not_a_press_on_the_page() -> None:
    now = moment(3, (0.0, 0.6, 0.0, 0.0))
    let_go = tuple(replace(pad, touched=False, released_s=40.0 + at) for at, pad in enumerate(now.pads))
    assert told(pads=let_go, level_s=1.0, idle_s=1.0)["touch_s"] == 40
    assert told(pads=(replace(let_go[0], touched=True, released_s=0.0), *let_go[1:]))["touch_s"] == 0


def test_settings_change_with_what_people_change_and_not_with_the_minute_or_the_music() -> None:
    now = moment(3)
    same = replace(now, playhead_beats=2.2, time_s=99.0, house=House(minute=7))
    assert report.settings_of(now) == report.settings_of(same)
    for other in (replace(now, level=1), replace(now, locked=True), replace(now, house=House(muted=True))):
        assert report.settings_of(now) != report.settings_of(other)


def test_the_choices_name_every_level_style_and_language() -> None:
    content, languages = load_content(CONTENT), read_languages(CONTENT / "languages")
    known, data = report.choices(content.levels, content.styles, languages)
    found = json.loads(data)
    assert known.levels == len(found["levels"]) == len(content.levels.levels)
    assert known.styles == {style["name"] for style in found["styles"]} == set(content.styles)
    assert known.languages == set(found["languages"]) == set(languages)
    assert all(len(words["levels"]) == known.levels for words in found["languages"].values())
    assert len(found["tick_beats"]) == 24
