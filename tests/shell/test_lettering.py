"""Words fit their places, in every language, at every size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.settings import read_language
from installation.shell.lettering import (
    END,
    HOLLOW,
    SIGN_WIDE,
    SIGNS,
    Atlas,
    Part,
    Typesetter,
    has_signs,
    is_wide,
    leading,
    parts,
    pieces,
    runs,
)
from installation.visuals.layout import Place, layout_for

CONTENT = Path(__file__).parents[2] / "content"
SIZES = ((1280, 720), (1920, 1080), (1080, 1920), (3840, 2160), (1024, 768), (1000, 1000), (720, 1280))
LANGUAGES = sorted(path.stem for path in (CONTENT / "languages").glob("*.yaml"))


@pytest.fixture(scope="module")
def setter() -> Typesetter:
    return Typesetter(CONTENT / "fonts")


def words_of(language: str) -> dict[str, str]:
    path = CONTENT / "languages" / f"{language}.yaml"
    return read_language(path.read_text(encoding="utf-8"), path.name)


def place_of(key: str, size: tuple[int, int]) -> Place | None:
    """Where the scene sets the words of a key; None for words that stand nowhere on the wall."""
    layout = layout_for(size[0] / size[1])
    if key == "level.invite.title":
        return layout.greeting
    if key.startswith("pad."):
        return layout.label_place(0)
    if key.startswith("level.") and key.endswith(".title"):
        return layout.title
    return (
        layout.sentence
        if key.split(".", maxsplit=1)[0] in {"level", "hint", "said", "target", "praise", "try", "consent"}
        else None
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_all_words_fit_their_places_at_full_size(
    setter: Typesetter, language: str, size: tuple[int, int]
) -> None:
    half = min(size) / 2
    for key, words in words_of(language).items():
        place = place_of(key, size)
        if place is not None:
            size_px = round(place.size * half)
            found = setter.wrapped(words, size_px, place.width * half, place.lines)
            assert found is not None, f"{language}: {key} does not fit at {size}: {words!r}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_longest_caption_fits(setter: Typesetter, language: str, size: tuple[int, int]) -> None:
    words, half = words_of(language), min(size) / 2
    place = layout_for(size[0] / size[1]).caption_place()
    groups = (("few", "some", "many"), ("low", "middle", "high"), ("walking", "swinging", "leaping"))
    longest = [max((words[f"caption.{name}"] for name in group), key=len) for group in groups]
    assert setter.width(" · ".join(longest), round(place.size * half)) <= place.width * half


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_keys_of_english_and_no_others(language: str) -> None:
    assert set(words_of(language)) == set(words_of("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_have_a_picture_for_every_letter(setter: Typesetter, language: str) -> None:
    for words in words_of(language).values():
        for letter in set(words) - {" "}:
            font = setter.font(letter, 32)
            assert bytes(font.getmask(letter)) != bytes(font.getmask("\U000f0000")), (
                f"{letter!r} in {words!r}"
            )


def test_figures_and_names_in_a_wide_script_are_set_in_the_other_font(setter: Typesetter) -> None:
    assert runs("\u6309 3 \u4e2a: Air") == ["\u6309 ", "3 ", "\u4e2a", ": Air"]
    assert runs("") == []
    for letter in "0123456789 Az":
        alone, among = setter.picture(letter, 40), setter.picture(f"\u6309{letter}\u4e2a", 40)
        ink = int((setter.picture("\u6309\u4e2a", 40) > 128).sum())
        assert int((among > 128).sum()) == pytest.approx(ink + int((alone > 128).sum()), abs=12)


def test_a_line_is_legible_at_three_metres() -> None:
    # On a wall one metre high: 20 minutes of arc for a capital (about .7 of the size) is 17 mm at 3 m.
    for size in SIZES:
        layout = layout_for(size[0] / size[1])
        for place in (layout.sentence, layout.title, layout.label_place(0)):
            assert 0.7 * place.size / 2 > 0.017


def test_words_too_long_shrink_and_are_never_cut_before_they_are_half_as_large(setter: Typesetter) -> None:
    lines, size_px = setter.fitted("a rather long line of words", 40, 300, 1)
    assert lines == ("a rather long line of words",)
    assert 20 <= size_px < 40
    assert setter.width(lines[0], size_px) <= 300


def test_two_lines_are_of_about_one_length(setter: Typesetter) -> None:
    lines = setter.wrapped("Press softly then hard and then try both at once again", 40, 800, 2)
    assert lines is not None
    widths = [setter.width(line, 40) for line in lines]
    assert min(widths) > 0.6 * max(widths)


def test_two_sentences_stand_each_on_a_line_of_its_own(setter: Typesetter) -> None:
    assert setter.wrapped("Here. And then a longer one!", 40, 400, 2) == ("Here.", "And then a longer one!")
    assert setter.wrapped("\u6309\u8fd9\u91cc\u3002\u5b83\u4f1a\u5531\u3002", 40, 200, 2) == (
        "\u6309\u8fd9\u91cc\u3002",
        "\u5b83\u4f1a\u5531\u3002",
    )
    assert setter.wrapped("Here. And then.", 40, 4000, 2) == ("Here. And then.",)


def test_chinese_breaks_between_letters_but_not_before_a_stop() -> None:
    assert is_wide("\u6309\u8fd9\u91cc\u3002")
    assert not is_wide("Press")
    assert pieces("\u6309\u8fd9\u91cc\u3002") == ["\u6309", "\u8fd9", "\u91cc\u3002"]


def test_a_sign_takes_room_and_its_words_are_known_by_their_pad(setter: Typesetter) -> None:
    line = f"Press {SIGNS[2]}busy{END} deeper, {HOLLOW[3]} comes."
    assert parts(line) == (
        Part("Press "),
        Part("", 2),
        Part("busy", 2),
        Part(" deeper, "),
        Part("", 3, hollow=True),
        Part(" comes."),
    )
    assert parts("Press.") == (Part("Press."),)
    assert has_signs(line)
    assert not has_signs("Press.")
    letters = sum(setter.width(part.letters, 40) for part in parts(line))
    assert setter.width(line, 40) == pytest.approx(letters + 2 * SIGN_WIDE * 40)


def test_a_line_never_breaks_between_a_sign_and_its_word() -> None:
    wide = f"\u6309{SIGNS[0]}\u5bc6\u96c6{END}\u3002"
    assert pieces(wide) == ["\u6309", f"{SIGNS[0]}\u5bc6", f"\u96c6{END}\u3002"]
    assert pieces(f"a {SIGNS[0]}b{END} c") == ["a ", f"{SIGNS[0]}b{END} ", "c "]


def test_part_of_a_line_is_as_high_as_the_whole(setter: Typesetter) -> None:
    alone, among = setter.picture("busy", 40), setter.picture("busy", 40, "\u6309busy")
    assert len(among) == len(setter.picture("\u6309busy", 40)) > len(alone)


def test_a_set_line_has_ink_and_a_margin(setter: Typesetter) -> None:
    image = setter.picture("Hello", 40)
    assert image.max() == 255
    assert image[:, 0].max() == 0
    assert image[:, -1].max() == 0
    assert leading(100) > 100


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(1, 40), st.integers(1, 40)), max_size=60))
def test_lines_in_the_atlas_never_overlap(lines: list[tuple[str, int, int]]) -> None:
    atlas = Atlas((100, 100))
    taken = np.zeros((100, 100), int)
    for number, (line, width, height) in enumerate(lines):
        slot = atlas.place(f"{number}{line}", 10, width, height)
        if slot is None:
            atlas.wipe()
            taken[:] = 0
            continue
        taken[slot.y : slot.y + height, slot.x : slot.x + width] += 1
        assert atlas.find(f"{number}{line}", 10) == slot
    assert taken.max() <= 1


def test_a_line_larger_than_the_atlas_has_no_place() -> None:
    assert Atlas((100, 100)).place("wide", 10, 101, 5) is None
    assert Atlas((100, 100)).place("high", 10, 5, 101) is None
