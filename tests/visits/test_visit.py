"""The visit file is read whole or refused by line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.visits.visit import CommandGiven, PadsPressed, Visit, VisitError, parse

HEADER = '{"visit": 1, "pads": 4}'
LEVELS = range(6)
STYLES = {"calm", "lively"}


def read(*lines: str, header: str = HEADER) -> Visit:
    return parse("\n".join([header, *lines]) + "\n", "some.jsonl", levels=LEVELS, styles=STYLES)


def refusal(*lines: str, header: str = HEADER) -> str:
    with pytest.raises(VisitError) as caught:
        read(*lines, header=header)
    return str(caught.value)


def press(t_ms: Any, pads: Any) -> str:
    return json.dumps({"t_ms": t_ms, "pads": pads})


def test_a_whole_visit_is_read() -> None:
    visit = read(
        press(0, [0, 0.0, 0, 1]),
        '{"t_ms": 1234.5, "pads": [0.0, 0.42, 0.0, 0.0]}',
        '{"t_ms": 1234.5, "command": "lock", "value": true}',
        '{"t_ms": 5000, "command": "level", "value": 2}',
        '{"t_ms": 5000, "command": "style", "value": "calm"}',
        '{"t_ms": 6000, "command": "reset"}',
        header='{"visit": 1, "pads": 4, "level": 3, "style": "lively", "seed": 7}',
    )
    assert (visit.name, visit.level, visit.style, visit.seed) == ("some.jsonl", 3, "lively", 7)
    assert visit.events == (
        PadsPressed(0, (0.0, 0.0, 0.0, 1.0)),
        PadsPressed(1_234_500_000, (0.0, 0.42, 0.0, 0.0)),
        CommandGiven(1_234_500_000, "lock", value=True),
        CommandGiven(5_000_000_000, "level", 2),
        CommandGiven(5_000_000_000, "style", "calm"),
        CommandGiven(6_000_000_000, "reset", None),
    )
    assert visit.duration_ns == 6_000_000_000


def test_a_visit_may_be_nothing_but_its_header() -> None:
    visit = read()
    assert (visit.level, visit.style, visit.seed, visit.events, visit.duration_ns) == (None, None, 0, (), 0)


def test_the_last_line_needs_no_line_end_and_windows_ends_are_ends() -> None:
    text = f"{HEADER}\r\n{press(5, [0, 0, 0, 0])}"
    assert len(parse(text, "x", levels=LEVELS, styles=STYLES).events) == 1


def test_bytes_and_text_are_read_alike() -> None:
    text = f"{HEADER}\n{press(5, [0, 0, 0, 1])}\n"
    assert parse(text.encode(), "x", levels=LEVELS, styles=STYLES) == parse(
        text, "x", levels=LEVELS, styles=STYLES
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        "no json",
        "[1, 2]",
        "7",
        "{}",
        '{"t_ms": 1}',
        press(1, [0, 0, 0]),
        press(1, [0, 0, 0, 0, 0]),
        press(1, "0000"),
        press(1, [0, 0, 0, 1.0001]),
        press(1, [0, 0, 0, -0.0001]),
        press(1, [0, 0, 0, "1"]),
        press(1, [0, 0, 0, None]),
        press(1, [0, 0, 0, True]),
        press(1, [0, 0, 0, float("nan")]),
        press(1, [0, 0, 0, float("inf")]),
        '{"t_ms": 1, "pads": [0, 0, 0, 1e999]}',
        press(-1, [0, 0, 0, 0]),
        press(float("nan"), [0, 0, 0, 0]),
        press(1e300, [0, 0, 0, 0]),
        press("1", [0, 0, 0, 0]),
        press(True, [0, 0, 0, 0]),  # noqa: FBT003  # a boolean is no time
        '{"t_ms": 1, "pads": [0, 0, 0, 0], "more": 1}',
        '{"t_ms": 1, "t_ms": 2, "pads": [0, 0, 0, 0]}',
        '{"t_ms": 1, "pads": [0, 0, 0, 0], "command": "reset"}',
        '{"pads": [0, 0, 0, 0]}',
        '{"t_ms": 1, "command": "dance"}',
        '{"t_ms": 1, "command": 5}',
        '{"t_ms": 1, "command": ["level"]}',
        '{"t_ms": 1, "command": "level"}',
        '{"t_ms": 1, "command": "level", "value": 6}',
        '{"t_ms": 1, "command": "level", "value": -1}',
        '{"t_ms": 1, "command": "level", "value": 2.0}',
        '{"t_ms": 1, "command": "level", "value": true}',
        '{"t_ms": 1, "command": "style", "value": "unknown"}',
        '{"t_ms": 1, "command": "style", "value": ["calm"]}',
        '{"t_ms": 1, "command": "lock", "value": 1}',
        '{"t_ms": 1, "command": "reset", "value": 1}',
        '{"t_ms": 1, "command": "keep", "value": 1}',
        '{"t_ms": 1, "command": "recall"}',
        '{"t_ms": 1, "command": "recall", "value": -1}',
        HEADER,
        "[" * 100_000,
        '{"t_ms": ' + "9" * 10_000 + "}",
        '{"t_ms": 1, "pads": [0, 0, 0, ' + "9" * 4000 + "]}",
    ],
)
def test_a_line_that_is_not_so_is_refused_with_its_number(line: str) -> None:
    reason = refusal(press(0, [0, 0, 0, 0]), line, press(9, [0, 0, 0, 0]))
    assert reason.startswith("some.jsonl:3: ")
    assert "\n" not in reason
    assert len(reason) < 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "{}",
        press(1, [0, 0, 0, 0]),
        '{"visit": 2, "pads": 4}',
        '{"visit": true, "pads": 4}',
        '{"visit": 1.0, "pads": 4}',
        '{"visit": 1}',
        '{"visit": 1, "pads": 5}',
        '{"visit": 1, "pads": 4, "level": 6}',
        '{"visit": 1, "pads": 4, "level": null}',
        '{"visit": 1, "pads": 4, "style": "unknown"}',
        '{"visit": 1, "pads": 4, "seed": -1}',
        '{"visit": 1, "pads": 4, "seed": 0.5}',
        '{"visit": 1, "pads": 4, "name": "x"}',
    ],
)
def test_a_header_that_is_not_so_is_refused_as_line_one(header: str) -> None:
    assert refusal(press(0, [0, 0, 0, 0]), header=header).startswith("some.jsonl:1: ")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(VisitError, match=r"^empty:1: "):
        parse("", "empty", levels=LEVELS, styles=STYLES)


def test_time_that_runs_backwards_is_refused() -> None:
    reason = refusal(press(5, [0, 0, 0, 0]), press(4.999, [0, 0, 0, 0]))
    assert reason.startswith("some.jsonl:3: time runs backwards")


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(VisitError, match=r"^x:2: .*UTF-8"):
        parse(HEADER.encode() + b"\n\xff\xfe\n", "x", levels=LEVELS, styles=STYLES)


def test_a_reason_says_what_was_found() -> None:
    assert "1.5" in refusal(press(1, [0, 1.5, 0, 0]))
    assert "NaN" in refusal(press(1, [0, float("nan"), 0, 0]))
    assert '"dance"' in refusal('{"t_ms": 1, "command": "dance"}')


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parse(data, "any", levels=LEVELS, styles=STYLES)
    except VisitError as error:
        assert str(error).startswith("any:")  # noqa: PT017  # other exceptions must get through
