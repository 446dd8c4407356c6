"""Sentences of explanation fit their place in every language, whatever goes into their gaps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from installation.explanation.origin import Familiar
from installation.settings import read_language
from installation.shell.lettering import Typesetter
from installation.shell.wording import signed
from installation.visuals.layout import layout_for
from installation.words import spoken, with_gaps

HOME = Path(__file__).parents[2]
PADS = ("rhythm", "range", "density", "jump")
LANGUAGES = sorted(path.stem for path in (HOME / "content" / "languages").glob("*.yaml"))
SIZES = ((1280, 720), (1080, 1920), (1024, 768), (1000, 1000))
LEGIBLE = 0.75
"""Of the sentence's size: a capital is then still 15 minutes of arc at three metres."""


def longest_titles() -> list[str]:
    data = (HOME / "models" / "folk" / "familiar.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    sha = data[8 : 8 + length].split(b'weights_sha256\\": \\"')[1][:64].decode()
    titles = {title for title, _ in Familiar.from_bytes(data, sha).tunes}
    return sorted(titles, key=len)[-3:]


def wall_of(language: str, size: tuple[int, int]) -> tuple[Any, Typesetter, Any, float]:
    """The words of a language, what sets them, the sentence's place, and half of the shorter side in pixels."""
    path = HOME / "content" / "languages" / f"{language}.yaml"
    words = read_language(path.read_text(encoding="utf-8"), path.name)
    place = layout_for(size[0] / size[1]).sentence
    return words, Typesetter(HOME / "content" / "fonts"), place, min(size) / 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_filled_sentences_stay_legible(language: str, size: tuple[int, int]) -> None:
    words, setter, place, half = wall_of(language, size)
    pads = [f"pad.{name}" for name in PADS]
    keys = [with_gaps("said.why.some", 12, 10, pad) for pad in pads]
    keys += [with_gaps("said.well.new", pad, 2, 14) for pad in pads]
    for title in longest_titles():
        keys += [with_gaps(f"said.from.{kind}", title, 1903, 10, 14) for kind in ("known", "guess")]
    for key in keys:
        sentence = spoken(key, words, signed(words))
        lines, size_px = setter.fitted(sentence, round(place.size * half), place.width * half, place.lines)
        assert size_px >= LEGIBLE * round(place.size * half), f"{sentence!r} shrinks to {size_px}"
        assert "".join(lines).replace(" ", "") == sentence.replace(" ", ""), "nothing is cut"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_orders_and_reports_stand_at_full_size_with_the_sign_of_their_pad(
    language: str, size: tuple[int, int]
) -> None:
    words, setter, place, half = wall_of(language, size)
    for name in PADS:
        keys = [f"target.{order}" for order in ("more", "less", "stay")]
        keys += [f"said.changed.{name}.{way}" for way in ("more", "less")]
        keys += ["said.further", "hint.pad.first", "hint.pad.again"]
        for key in keys:
            sentence = spoken(with_gaps(key, f"pad.{name}", f"sign.{name}"), words, signed(words))
            found = setter.wrapped(sentence, round(place.size * half), place.width * half, place.lines)
            assert found is not None, f"{language}: {key} does not fit at {size}: {sentence!r}"
            assert words[f"pad.{name}"] in sentence
