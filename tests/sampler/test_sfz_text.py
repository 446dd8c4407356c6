"""The text of an SFZ: defines, includes, comments, and bounds that hold whatever is in it."""

from __future__ import annotations

import time

import pytest

from installation.sampler.sfz_text import DEEPEST, SfzError, nothing_included, regions


def read(text: str, **texts: str) -> list[tuple[int, dict[str, str]]]:
    return list(regions(text, lambda name: texts[name.partition(".")[0]]))


def test_a_value_goes_on_to_the_next_opcode_header_or_line() -> None:
    text = "<region> sample=my piano c4.wav  key=60\tvolume=-3<region>sample=b.wav\nkey=61 // key=62"
    assert read(text) == [
        (1, {"sample": "my piano c4.wav", "key": "60", "volume": "-3"}), (1, {"sample": "b.wav", "key": "61"}),
    ]  # fmt: skip


def test_two_names_of_an_opcode_are_one_and_the_nearer_header_wins() -> None:
    text = "<group> loop_mode=no_loop <region> sample=a.wav loopmode=one_shot"
    assert read(text)[0][1]["loop_mode"] == "one_shot"


def test_a_define_is_put_in_and_the_longest_name_wins() -> None:
    text = "#define $KEY 60\n#define $KEYS 72\n<region> sample=a$KEY.wav key=$KEYS lokey=$KEYx"
    assert read(text)[0][1] == {"sample": "a60.wav", "key": "72", "lokey": "60x"}


def test_a_text_includes_another_in_its_place() -> None:
    text = '<group> volume=-6\n#include "keys.sfz"\n'
    assert read(text, keys="<region> sample=a.wav") == [(2, {"volume": "-6", "sample": "a.wav"})]


def test_texts_that_include_each_other_are_refused() -> None:
    with pytest.raises(SfzError, match=str(DEEPEST)):
        read('#include "a.sfz"', a='#include "a.sfz"')


def test_a_text_that_stands_alone_includes_nothing() -> None:
    with pytest.raises(SfzError, match=r"keys\.sfz"):
        list(regions('#include "keys.sfz"', nothing_included))


@pytest.mark.parametrize(
    "text",
    [
        "#define $A " + "x" * 900 + "\n" + "$A" * 100_000, "#define $" + "n" * 99 + " 1",
        "<region>" + " ".join(f"a{k}=1" for k in range(2_000)),
    ],
)  # fmt: skip
def test_what_would_grow_without_bound_is_refused(text: str) -> None:
    with pytest.raises(SfzError):
        read(text)


@pytest.mark.parametrize(
    "piece", [" ", "a", "/*", "<", "=", "<a", "#define ", "$a", "a=", '#include "', "<region>"]
)
def test_a_hostile_text_costs_time_in_proportion_to_its_length(piece: str) -> None:
    """A text that costs its length squared would take hours here."""
    text, began = piece * (400_000 // len(piece)), time.process_time()
    found = regions(text, lambda _: "")
    assert not any("sample" in opcodes for _, opcodes in found)
    assert time.process_time() - began < 20
