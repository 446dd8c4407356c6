"""One sentence at a time: a warning before a hint, a hint before praise, praise before an explanation."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from installation.guidance import levels as standing
from installation.guidance import speech, targets
from installation.guidance.hints import Help
from installation.settings import read_language
from tests.fakes import kit

S = 1_000_000_000
LEVELS = kit.levels()
RULE = LEVELS.levels[2]
STATE = standing.begin(LEVELS, 0, 2)
HINTED = Help(key="hint.touch.first", said_ns=4 * S, progress_ns=0)


def said(at_s: float, *, hint: bool = False, praise: bool = False, explanation: str = "said.x") -> str:
    state = STATE
    if hint:
        state = replace(state, help=HINTED)
    if praise:
        state = replace(state, aim=replace(state.aim, reached_ns=4 * S, reached=(1, 0, 0, 0)))
    return speech.spoken(state, RULE, round(at_s * S), explanation)


def test_the_order_of_who_may_speak() -> None:
    assert said(3.5, hint=True, praise=True) == "hint.still_there"
    state = replace(STATE, touched=(True, False, False, False))  # nobody is idle who touches
    hinted = replace(state, help=HINTED, aim=replace(state.aim, reached_ns=4 * S))
    assert speech.spoken(hinted, RULE, 5 * S, "said.x") == "hint.touch.first"
    assert speech.spoken(replace(hinted, help=Help()), RULE, 5 * S, "said.x").startswith("praise.")
    assert speech.spoken(state, RULE, 5 * S, "said.x") == "said.x"
    assert speech.spoken(state, RULE, 5 * S, "") == ""


def test_it_warns_before_it_gives_up_waiting_unless_it_is_locked() -> None:
    assert said(2.9) == "said.x"
    assert said(3.1) == "hint.still_there"
    assert speech.warning(replace(STATE, locked=True), RULE, 4 * S) == ""


def test_praise_is_short_and_never_the_same_twice_in_a_row() -> None:
    def praise(count: int, at_s: float = 5.0) -> str:
        aim = replace(STATE.aim, reached_ns=4 * S, reached=(count, 0, 0, 0))
        return speech.praise(replace(STATE, aim=aim), round(at_s * S))

    assert all(praise(count) != praise(count + 1) for count in range(6))
    assert praise(1, 6.1) == ""


def test_every_word_of_guidance_is_there() -> None:
    path = Path(__file__).parents[2] / "content" / "languages" / "en.yaml"
    words = read_language(path.read_text(encoding="utf-8"), path.name)
    keys = {f"praise.{name}" for name in speech.PRAISES} | {"hint.still_there"}
    keys |= {f"target.{order}" for order in (targets.MORE, targets.LESS, targets.STAY)}
    kinds = ("touch", "resting", "pad", "alike", "harder", "softer")
    keys |= {f"hint.{kind}.{wording}" for kind in kinds for wording in ("first", "again")}
    assert keys <= set(words)
    assert all(words[f"hint.{kind}.first"] != words[f"hint.{kind}.again"] for kind in kinds)
