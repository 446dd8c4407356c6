"""Shaders from their files, and where an error in them stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from installation.shell.shading import ShaderError, explained, read_source

SHADERS = Path(__file__).parents[2] / "shaders"


def test_an_include_is_put_in_and_every_line_knows_where_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "a.frag").write_text('#version 330 core\n#include "b.glsl"\nlast\n')
    (tmp_path / "b.glsl").write_text("inner\nsecond\n")
    text, origins = read_source(tmp_path, "a.frag")
    assert text.splitlines() == ["#version 330 core", "inner", "second", "last"]
    assert origins == (("a.frag", 1), ("b.glsl", 1), ("b.glsl", 2), ("a.frag", 3))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ShaderError, match=r"gone\.frag:1: No such file"):
        read_source(tmp_path, "gone.frag")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("fragment_shader\n====\n0:2(5): error: `x' undeclared", "b.glsl:1: error: `x' undeclared"),
        ("0(1) : error C1008: undefined variable", "a.frag:1: error C1008: undefined variable"),
        ("ERROR: 0:3: 'y' : syntax error", "b.glsl:2: 'y' : syntax error"),
        ("it went wrong", "a.frag:1: it went wrong"),
        ("", "a.frag:1: does not compile"),
    ],
)
def test_an_error_names_file_and_line_whoever_made_the_driver(message: str, expected: str) -> None:
    assert explained(message, (("a.frag", 1), ("b.glsl", 1), ("b.glsl", 2))) == expected


def test_every_shader_file_begins_with_what_it_is() -> None:
    for path in SHADERS.glob("*"):
        text = path.read_text()
        if path.suffix != ".glsl":
            assert text.startswith("#version 330 core\n")
        assert "\n// " in "\n" + "\n".join(text.splitlines()[:2])
