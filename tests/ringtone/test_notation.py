"""The melody as it is written down."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.ringtone.notation import BAR, Sign, _bar, _filled, _Span, fifths_of, spelled

EDGES = sorted({beat * 12 + place for beat in range(4) for place in (0, 3, 4, 6, 8, 9)} | {BAR})


@pytest.mark.parametrize(
    ("tonic", "mode", "fifths"),
    [(0, "major", 0), (7, "major", 1), (2, "minor", -1), (4, "dorian", 2), (1, "phrygian", 3), (5, "lydian", 0),
     (9, "mixolydian", 2), (6, "major", 6), (10, "minor", -5), (3, "locrian", 4), (0, "unheard of", 0)],
)  # fmt: skip
def test_a_key_has_its_sharps_and_flats(tonic: int, mode: str, fifths: int) -> None:
    assert fifths_of(tonic, mode) == fifths


@pytest.mark.parametrize(
    ("pitch", "fifths", "name"),
    [(60, 0, ("C", 0, 4)), (61, 2, ("C", 1, 4)), (70, -1, ("B", -1, 4)), (71, 6, ("B", 0, 4)), (59, 0, ("B", 0, 3)),
     (66, 1, ("F", 1, 4)), (63, -3, ("E", -1, 4)), (60, 7, ("B", 1, 3)), (71, -6, ("C", -1, 5))],
)  # fmt: skip
def test_a_pitch_is_spelled_as_its_key_has_it(pitch: int, fifths: int, name: tuple[str, int, int]) -> None:
    assert spelled(pitch, fifths) == name


@given(st.integers(0, 127), st.integers(-6, 6))
def test_whatever_the_spelling_it_is_that_pitch(pitch: int, fifths: int) -> None:
    letter, alter, octave = spelled(pitch, fifths)
    assert (
        12 * (octave + 1) + {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[letter] + alter == pitch
    )
    assert abs(alter) <= 2


def length(sign: Sign) -> float:
    """Twelfths that a sign's value, dots and triplet say it lasts."""
    plain = {"whole": 48, "half": 24, "quarter": 12, "eighth": 6, "16th": 3, "32nd": 1.5}[sign.value]
    return plain * (1.5 if sign.dots else 1) * (2 / 3 if sign.third else 1)


@given(st.lists(st.sampled_from(EDGES), min_size=1, max_size=14, unique=True), st.data())
def test_every_bar_is_written_full_and_each_sign_lasts_as_long_as_it_says(
    edges: list[int], data: st.DataObject
) -> None:
    edges.sort()
    spans = [
        _Span(start, end, 60 + at)
        for at, (start, end) in enumerate(pairwise(edges))
        if data.draw(st.booleans())
    ]
    signs = _bar(_filled(spans))
    assert sum(sign.twelfths for sign in signs) == BAR
    assert all(length(sign) == sign.twelfths for sign in signs)
    begun = [sign.pitch for sign in signs if sign.pitch is not None and not sign.tied_from]
    assert begun == [span.pitch for span in spans]
    assert [sign.bracket for sign in signs].count("start") == [sign.bracket for sign in signs].count("stop")
