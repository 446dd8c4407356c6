"""From what: the nearest tune of the corpus, found a part at a time, and how familiar the place is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.explanation import origin
from installation.explanation.origin import CHUNK, Familiar, FamiliarError, Origin, Search
from installation.latent.tune import Asked, Heard
from installation.score import HOLD, TICKS, Measure

MODEL = Path(__file__).parents[2] / "models" / "folk"
SHA = "a" * 64
TITLES = ("The First", "The Second", "The Third")


def bar(*pitches: int) -> list[int]:
    return [*pitches, *[HOLD] * (TICKS - len(pitches))]


def small(count: int = 3) -> Familiar:
    """`count` bars: number n lies at (n, 0) and has the notes 60 + n and 62."""
    points = np.array([[number, 0.0] for number in range(count)], np.float32)
    bars = np.array([bar(60 + number % 24, 62) for number in range(count)], np.uint8)
    owner = np.arange(count, dtype=np.uint16) % len(TITLES)
    tunes = tuple((title, 0) for title in TITLES)
    strange = np.linspace(0.0, 2.0, 5).astype(np.float32)
    return Familiar(SHA, points, bars, owner, tunes, (("A book", 1850),), strange)


def found(familiar: Familiar, point: tuple[float, float], *pitches: int) -> Origin:
    search = Search(Heard(Asked("plain", 0, (1.0,) * 4), point, Measure(tuple(bar(*pitches)))))
    calls = 0
    while search.origin is None:
        search, calls = origin.advance(search, familiar), calls + 1
    assert calls == -(-len(familiar.points) // CHUNK) + 1
    assert origin.advance(search, familiar) is search
    return search.origin


def test_the_nearest_tune_is_named_with_its_year_and_the_notes_in_common() -> None:
    near = found(small(), (1.9, 0.0), 62, 62, 65)
    assert (near.title, near.collection, near.year) == ("The Third", "A book", 1850)
    assert (near.shared, near.notes) == (2, 3)
    assert origin.said(near) == "said.from.known|The Third|1850|2|3"


def test_of_those_that_lie_near_the_one_with_most_notes_in_common_is_named() -> None:
    assert found(small(), (2.0, 0.0), 60, 62).title == "The First"


def test_a_place_far_from_every_tune_is_called_a_guess() -> None:
    far = found(small(), (60.0, 0.0), 70)
    assert far.familiar == 0.0
    assert origin.said(far).startswith("said.from.guess|")


def test_a_corpus_of_many_parts_is_looked_through_to_its_end() -> None:
    many = small(2 * CHUNK + 5)
    assert found(many, (2 * CHUNK + 4.0, 0.0), 99).title == TITLES[(2 * CHUNK + 4) % 3]


@given(st.floats(0, 9), st.floats(0, 9))
def test_what_lies_farther_is_never_more_familiar(one: float, other: float) -> None:
    near, far = sorted((one, other))
    strange = small().strangeness
    assert 0.0 <= origin.familiarity(far, strange) <= origin.familiarity(near, strange) <= 1.0


def test_the_file_survives_and_what_is_none_is_refused() -> None:
    data = small().to_bytes()
    back = Familiar.from_bytes(data, SHA)
    assert (back.tunes, back.collections) == (small().tunes, small().collections)
    assert (back.bars == small().bars).all()
    for broken, sha, reason in (
        (data[:50], SHA, "broken"),
        (b"", SHA, "broken"),
        (data, "b" * 64, "other weights"),
        (data.replace(b"familiar-1", b"familiar-9"), SHA, "this program"),
    ):
        with pytest.raises(FamiliarError, match=reason):
            Familiar.from_bytes(broken, sha)


def test_what_the_shipped_model_learned_from_is_shipped_with_it_and_small() -> None:
    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    data = (MODEL / "familiar.safetensors").read_bytes()
    assert len(data) <= 1_500_000
    shipped = Familiar.from_bytes(data, config["weights_sha256"])
    assert len(shipped.tunes) > 1_000
    assert {year for _, year in shipped.collections} == {1883, 1903}
    assert all(title and len(title) <= 26 for title, _ in shipped.tunes)
