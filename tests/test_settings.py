"""Settings load whole, or the error names file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.page import SettingsError
from installation.settings import read_language, read_levels, read_mapping, read_style

CONTENT = Path(__file__).parents[1] / "content"
GOOD = (CONTENT / "levels.yaml").read_text(encoding="utf-8")
MAPPING = (CONTENT / "mapping.yaml").read_text(encoding="utf-8")


def test_the_shipped_levels_load_in_the_order_that_the_keys_name() -> None:
    names = [level.name for level in read_levels(GOOD, "levels.yaml").levels]
    assert names == ["invite", "one_pad", "two_pads", "four_pads", "gestures", "ringtone"]


@pytest.mark.parametrize(
    ("old", "new", "line_of", "key"),
    [
        ("in_turn: true", "in_turn: maybe", "in_turn: maybe", "levels.1.in_turn"),
        ("- name: two_pads", "- nam: two_pads", "- nam:", "levels.2.nam"),
        ("on_touch: one_pad", "on_touch: on_pad", "on_touch: on_pad", "levels.0.on_touch"),
        ("idle_s: 40", "idle_s: -4", "idle_s: -4", "levels.1.idle_s"),
        ("warn_s: 30", "warn_s: 300", "warn_s: 300", "levels.1.warn_s"),
        ("pads: [range, density]", "pads: [range, densty]", "densty", "levels.2.pads.1"),
        ("pads: [range, density]", "pads: [range, range]", "[range, range]", "levels.2.pads.1"),
        ("- name: two_pads", "- name: one_pad", "", "levels.2.name"),
        ("start: invite", "start: welcome", "start: welcome", "start"),
        ("loudness: 0.55", "loudness: 5", "loudness: 5", "levels.0.loudness"),
        ("    idle_s: 40\n", "", "on_idle: invite", "levels.1.on_idle"),
        ("steps: 4", "steps: 1", "steps: 1", "levels.1.steps"),
        ("steps: 4", "steps: 4.5", "steps: 4.5", "levels.1.steps"),
        ("explains: [what, what_if]", "explains: [what, whatif]", "whatif", "levels.1.explains.1"),
        ("explains: [what, what_if]", "explains: [what, what]", "[what, what]", "levels.1.explains.1"),
        ("explains: [what, what_if]", "explains: [what_if]", "target", "levels.1.target"),
        ("within: 0.10", "within: 0", "within: 0", "levels.1.target.within"),
        ("hold_s: 1.2", "hold_s: soon", "hold_s: soon", "levels.1.target.hold_s"),
        ("patience_s: 20", "patience: 20", "patience: 20", "levels.1.target.patience"),
        ("reached: 2, of: 3", "reached: 4, of: 3", "reached: 4", "levels.1.got.reached"),
        ("next: two_pads", "next: to_pads", "to_pads", "levels.1.got.next"),
        ("back: one_pad", "back: no_pad", "no_pad", "levels.2.lost.back"),
        ("missed: 3", "missed: 0", "missed: 0", "levels.2.lost.missed"),
        ("gestures: [keep]", "gestures: [kep]", "kep", "levels.3.gestures.0"),
        ("    steps: 10\n", "    hints: sometimes\n", "hints: sometimes", "levels.3.hints"),
        ("parts: [drone, bass]", "parts: [drone, bas]", "bas]", "levels.2.parts.1"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key(old: str, new: str, line_of: str, key: str) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    with pytest.raises(SettingsError) as found:
        read_levels(text, "levels.yaml")
    file, line, rest = str(found.value).split(":", 2)
    assert file == "levels.yaml"
    assert rest.strip().startswith(f"{key}:")
    if line_of:
        assert line_of in text.splitlines()[int(line) - 1]


def test_marks_that_nobody_sets_cannot_be_got_or_missed() -> None:
    text = "\n".join(line for line in GOOD.splitlines() if "target:" not in line)
    with pytest.raises(SettingsError, match=r"levels\.1\.got: needs target"):
        read_levels(text, "levels.yaml")


def test_a_key_that_stands_twice_is_an_error_and_not_the_last_of_the_two() -> None:
    with pytest.raises(SettingsError, match=r"levels\.yaml:\d+: start: stands here twice"):
        read_levels(GOOD + "\nstart: invite\n", "levels.yaml")


@pytest.mark.parametrize(
    "text", ["", "[", "levels", "start: [", "- 1", "\t", "a: b: c", "&a [*a]", "!!python/x y"]
)
def test_what_is_no_settings_file_at_all_is_an_error_with_a_line(text: str) -> None:
    with pytest.raises(SettingsError, match=r"^levels\.yaml:\d+: "):
        read_levels(text, "levels.yaml")


@given(st.text(max_size=200))
def test_any_text_loads_or_is_refused_with_file_and_line(text: str) -> None:
    for read in (read_levels, read_mapping, read_style, read_language):
        try:
            read(text, "some.yaml")
        except SettingsError as error:
            assert str(error).startswith("some.yaml:")  # noqa: PT017 - either outcome is right


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 30))
def test_a_levels_file_with_a_piece_cut_out_loads_whole_or_is_refused(at: int, length: int) -> None:
    try:
        levels = read_levels(GOOD[:at] + GOOD[at + length :], "levels.yaml")
    except SettingsError as error:
        assert str(error).startswith("levels.yaml:")  # noqa: PT017 - either outcome is right
    else:
        assert levels.number(levels.start) >= 0


def test_the_shipped_mapping_reaches_register_timbre_loudness_articulation_tempo_and_mode() -> None:
    changed = {steer.changes for steer in read_mapping(MAPPING, "mapping.yaml").steers}
    assert changed >= {"register", "timbre", "loudness", "articulation", "tempo", "mode"}


@pytest.mark.parametrize(
    ("old", "new", "line_of", "key", "reason"),
    [
        ("gesture: slide", "gesture: slid", "gesture: slid", "steers.0.gesture", "invalid"),
        ("gesture: slide", "gestur: slide", "gestur: slide", "steers.0.gestur", "there is no such key"),
        ("changes: register", "changes: pitch", "changes: pitch", "steers.0.changes", "invalid"),
        ("low: -12", "low: -25", "low: -25", "steers.0.low", "-24 to 24 for register"),
        ("high: 12", "high: 12 semitones", "high: 12 semitones", "steers.0.high", "expected"),
        ("high: 12", "high: -13", "changes: register", "steers.0.changes", "high above it"),
        ("low: -12", "low: 2", "low: 2", "steers.0.low", "must lie within"),
        ("step: 12", "step: 0", "step: 0", "steers.0.step", "more than 0"),
        ("step: 12", "step: 25", "step: 25", "steers.0.step", "no more than"),
        ("step: 12", "through: [minor]", "through: [minor]", "steers.0.through", "only mode and style"),
        ("pads: [rhythm, density]", "pads: [rythm]", "rythm", "steers.4.pads.0", "there is no pad 'rythm'"),
        ("[as_it_is, minor,", "[as_it_is, miner,", "miner", "steers.5.through.1", "there is no mode 'miner'"),
        ("[as_it_is, minor,", "[minor,", "[minor,", "steers.5.through", "the way back"),
        ("[as_it_is, minor, lydian, phrygian]", "[as_it_is]", "[as_it_is]", "steers.5.through", "two names"),
        ("changes: mode", "changes: mode\n    low: 1", "low: 1", "steers.5.low", "use `through`"),
        ("changes: mode", "changes: style", "[as_it_is", "steers.5.through.0", "no style 'as_it_is'"),
    ],
)
def test_a_mistake_in_the_mapping_is_named_by_its_line_and_why(
    old: str, new: str, line_of: str, key: str, reason: str
) -> None:
    beginning = MAPPING.index("steers:")
    text = MAPPING[:beginning] + MAPPING[beginning:].replace(old, new, 1)
    assert text != MAPPING
    with pytest.raises(SettingsError) as found:
        read_mapping(text, "mapping.yaml", ("reel", "glass"))
    file, line, rest = str(found.value).split(":", 2)
    assert file == "mapping.yaml"
    assert line_of in text.splitlines()[int(line) - 1]
    assert rest.strip().startswith(f"{key}: ")
    assert reason.lower() in rest.lower()


def test_every_shipped_style_loads() -> None:
    files = sorted((CONTENT / "styles").glob("*.yaml"))
    assert files
    for file in files:
        assert read_style(file.read_text(encoding="utf-8"), file.name).name == file.stem


def test_a_bar_of_a_style_that_is_no_measure_is_named() -> None:
    file = CONTENT / "styles" / "reel.yaml"
    before, hold, after = file.read_text(encoding="utf-8").rpartition(" 128")
    assert hold
    broken = f"{before} 999{after}"
    with pytest.raises(SettingsError, match=rf"^{file.name}:\d+: start"):
        read_style(broken, file.name)


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("mode: major", "mode: majro", r"mode: there is no mode 'majro'; there are major, minor"),
        ("tempo_bpm: 112", "tempo_bpm: 400", r"tempo_bpm: "),
        ("tonic: 2", "tonic: 12", r"tonic: "),
        ("[62,", "[54,", r"start\.0\.0: pitch 54 is outside 55 to 91"),
        ("[62,", "[92,", r"start\.0\.0: pitch 92 is outside"),
    ],
)
def test_a_style_that_could_not_be_played_is_refused_by_its_line(old: str, new: str, wrong: str) -> None:
    text = "name: reel\ntitle: Reel\ndescription: A reel\ntonic: 2\nmode: major\ntempo_bpm: 112\n"
    text += "instruments: {melody: kalimba}\nstart:\n- [62, " + ", ".join(["128"] * 23) + "]\n"
    assert read_style(text, "reel.yaml").mode == "major"
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(SettingsError, match=rf"^reel\.yaml:{line}: {wrong}"):
        read_style(text.replace(old, new), "reel.yaml")


def test_words_are_flattened_and_empty_ones_refused() -> None:
    assert read_language("level:\n  invite:\n    title: Press me\n", "en.yaml") == {
        "level.invite.title": "Press me"
    }
    with pytest.raises(SettingsError, match=r"en\.yaml:2: level\.title: needs words"):
        read_language("level:\n  title: ''\n", "en.yaml")
