"""Mirrors installation/page.py."""

from __future__ import annotations

import msgspec
import pytest

from installation.page import Page, SettingsError


class Sign(msgspec.Struct, forbid_unknown_fields=True):
    """A thing with keys."""

    name: str
    size: int


class Board(msgspec.Struct, forbid_unknown_fields=True):
    """A whole file."""

    signs: list[Sign]


GOOD = "# two signs\nsigns:\n  - name: one\n    size: 1\n  - {name: two, size: 2}\n"


def test_a_text_is_read_as_the_kind_that_is_asked_for() -> None:
    assert Page(GOOD, "board.yaml").read(Board) == Board([Sign("one", 1), Sign("two", 2)])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("size: 1", "size: big", "4: signs.0.size: expected `int`, got `str`"),
        ("size: 1", "colour: red", "4: signs.0.colour: there is no such key"),
        ("size: 2", "size: 2.5", "5: signs.1.size: expected `int`, got `float`"),
        ("    size: 1\n", "", "3: signs.0: object missing required field `size`"),
        ("signs:", "sign:", "2: sign: there is no such key"),
        ("size: 1", "size: 1\n    size: 3", "5: size: stands here twice"),
        ("size: 2}", "size: 2, size: 2}", "5: size: stands here twice"),
    ],
)
def test_a_mistake_is_named_by_file_line_key_and_reason(old: str, new: str, said: str) -> None:
    with pytest.raises(SettingsError) as found:
        Page(GOOD.replace(old, new, 1), "board.yaml").read(Board)
    assert str(found.value) == f"board.yaml:{said}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &one [1]\nb: *one\n", "x.yaml:2: an alias (*) is not understood here; write it out"),
        ("a: [1\n", "x.yaml:2: this is no YAML: "),
        ("a: \x00", "x.yaml:1: this is no YAML: "),
        ("? [1, 2]\n: b\n", "x.yaml:1: this is no YAML: "),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: this is no YAML: "),
        ("a: !!python/object:os.system x\n", "x.yaml:1: this is no YAML: "),
        ("[" * 500 + "]" * 500, "x.yaml:1: this is no YAML: "),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as found:
        Page(text, "x.yaml")
    assert str(found.value).startswith(said)


def test_an_error_of_a_reader_stands_at_the_nearest_line_that_there_is() -> None:
    page = Page(GOOD, "board.yaml")
    assert str(page.error(("signs", 1, "name"), "too short")) == "board.yaml:5: signs.1.name: too short"
    assert str(page.error(("signs", 0, "colour"), "missing")) == "board.yaml:3: signs.0.colour: missing"
    assert str(page.error((), "too much")) == "board.yaml:1: the whole file: too much"
