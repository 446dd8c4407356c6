"""Mirrors installation/training/search.py, with annealing.py, moves.py and rhythms.py beneath it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from installation.measure.attributes import attributes_of
from installation.score import HOLD, PADS
from installation.settings import read_style
from installation.training import annealing, judges, moves, search
from installation.training.evaluate import closing
from installation.training.metrics import control_figures

TARGETS = search.Targets()


@pytest.fixture(scope="module")
def searched(steer: judges.Steer, material: search.Material) -> search.Bar:
    """A bar after a short search."""
    return search.search_bar(
        TARGETS,
        search.Effort(sweeps=16, mends=8, rhythm_sweeps=800),
        steer,
        material,
        search.BAR_FIRST,
        None,
        int,
    )[0]


def test_even_a_short_search_gives_every_cell_its_onsets_and_uses_only_the_mode(
    searched: search.Bar, material: search.Material
) -> None:
    rows = search.to_score(searched.grid)
    found = attributes_of(rows)
    _, _, density, _ = search.levels_of()
    assert (found.onsets == np.array(TARGETS.onsets)[density]).mean() > 0.99
    assert set(rows[rows < HOLD].tolist()) <= set(material.pitches)


def test_even_a_short_search_makes_the_pads_work(searched: search.Bar) -> None:
    found = control_figures(search.to_score(searched.grid).reshape(10, 10, 10, 10, 24))
    assert min(found["own"].values()) > 0.8
    assert found["silent"] == 0


def test_the_facts_that_the_search_keeps_are_those_of_its_rows(searched: search.Bar) -> None:
    assert np.allclose(searched.facts, search.describe_all(searched.grid))


def test_the_same_seed_searches_the_same_grid_also_beside_another_search(
    steer: judges.Steer, material: search.Material
) -> None:
    effort = search.Effort(sweeps=2, mends=1, rhythm_sweeps=50)

    def found(seed: int) -> np.ndarray:
        style = replace(material, seed=seed)
        return search.search_bar(TARGETS, effort, steer, style, search.BAR_FIRST, None, int)[0].grid

    alone = found(1)
    with ThreadPoolExecutor(2) as pool:
        beside, other = pool.map(found, (1, 2))
    assert (alone == beside).all()
    assert (alone != other).any()


def test_touching_up_changes_only_the_chosen_cells(
    searched: search.Bar, steer: judges.Steer, material: search.Material
) -> None:
    before = searched.grid.copy()
    search.touch_up(
        searched, searched.grid, material, search.Effort(), steer, np.array([5, 4321]), (1.0, 0.1), 1
    )
    changed = np.flatnonzero((searched.grid != before).any(1))
    assert set(changed.tolist()) <= {5, 4321}


def test_targets_rise_with_their_levels() -> None:
    goals = search.wanted(TARGETS, search.off_goals(TARGETS)).reshape(10, 10, 10, 10, 4)
    for axis in range(4):
        assert (np.diff(goals[..., axis], axis=axis) > -1e-9).all()
        assert (np.diff(goals[..., axis], axis=axis) > 1e-3).mean() > 0.99


def test_a_mode_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="no mode 'jazz'"):
        search.scale_of(0, "jazz", 60, 72)


def test_a_style_without_notes_cannot_be_searched() -> None:
    text = (
        "name: x\ntitle: x\ndescription: x\ntonic: 0\nmode: major\ntempo_bpm: 90\n"
        f"start: [[129, {', '.join(['128'] * 23)}]]\ninstruments: {{melody: kalimba}}\n"
    )
    with pytest.raises(ValueError, match="no notes"):
        search.material_of(read_style(text, "x.yaml"))


def test_search_rows_and_score_rows_are_two_names_for_one_thing(searched: search.Bar) -> None:
    assert (search.to_search(search.to_score(searched.grid)) == searched.grid).all()


def test_the_rhythms_of_a_table_are_read_at_the_middle_of_the_other_pads() -> None:
    grid = np.full((4, 10, 10, 10, 10, 24), HOLD, np.uint8)
    grid[2, 3, 4, 7, 4, [0, 5]] = 60
    found = search.rhythms_of(grid)
    assert found.shape == (4, 100)
    assert found[2, 37] == 0b100001
    assert found.sum() == 0b100001


def test_the_closing_bar_ends_on_a_tonic_or_fifth_that_is_held(
    steer: judges.Steer, material: search.Material, searched: search.Bar
) -> None:
    effort = search.Effort(sweeps=4, mends=4, rhythm_sweeps=500)
    bar, _ = search.search_bar(TARGETS, effort, steer, material, search.BAR_LAST, searched, int)
    ending = closing(search.to_score(bar.grid), material.tonic)
    assert ending["tonic_or_fifth"] > 0.9
    assert ending["held_a_third"] > 0.9


def test_the_closing_pitch_is_the_tonic_nearest_to_the_tune(material: search.Material) -> None:
    assert search.closing_pitch(material) == 67


def test_where_a_bar_falls_short_that_pad_is_weighed_more_and_else_nothing_changes() -> None:
    fine, none = dict.fromkeys(PADS, 1.0), dict.fromkeys(PADS, 0.0)
    good = {"kept": fine, "own": fine, "line": fine, "wrong_way": none}
    effort = search.Effort()
    assert search.mended(effort, good, 0) == effort
    loose = search.mended(effort, {**good, "kept": {**fine, "rhythm": 0.3}}, 0)
    assert loose == replace(effort, shares=(effort.shares[0] * search.DEARER, *effort.shares[1:]))
    jump = replace(effort, clear=(*effort.clear[:3], effort.clear[3] * search.DEARER))
    for short in (
        {"own": {**fine, "jump": 0.9}},
        {"line": {**fine, "jump": 0.9}},
        {"wrong_way": {**none, "jump": 0.01}},
    ):
        assert search.mended(effort, {**good, **short}, 0) == jump


def test_the_closing_bar_may_keep_less_of_a_step_than_the_others() -> None:
    fine, none = dict.fromkeys(PADS, 1.0), dict.fromkeys(PADS, 0.0)
    found = {"kept": dict.fromkeys(PADS, 0.53), "own": fine, "line": fine, "wrong_way": none}
    effort = search.Effort()
    assert search.mended(effort, found, search.BAR_LAST) == effort
    assert search.mended(effort, found, search.BAR_FIRST) != effort


def test_where_steps_shall_be_even_losing_all_at_one_is_dearer_than_half_at_each_of_two() -> None:
    assert annealing.not_kept(0, 12, 400.0, 0.0) == pytest.approx(2 * annealing.not_kept(6, 12, 400.0, 0.0))
    assert annealing.not_kept(0, 12, 400.0, 1.0) == pytest.approx(4 * annealing.not_kept(6, 12, 400.0, 1.0))
    assert annealing.not_kept(12, 12, 400.0, 1.0) == 400


def test_a_pads_own_attribute_costs_more_to_miss_once_it_is_mended() -> None:
    goal, facts = np.array([0.8, 7.0, 8.0, 2.5]), {"n": 8.0, "off": 0.8, "wide": 7.0, "jump": 2.0}
    plain, dear = (
        annealing.miss_of(
            facts["n"],
            facts["off"],
            facts["wide"],
            facts["jump"],
            goal,
            replace(search.Effort(), clear=clear).weights(0),
        )
        for clear in ((1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 3.0))
    )
    assert plain > 0
    assert dear == pytest.approx(3 * plain)


def test_a_closing_note_that_would_do_mostly_stays_what_it_is(material: search.Material) -> None:
    pitches = np.array(material.pitches)
    scale = pitches, np.abs(pitches[None] - np.arange(128)[:, None]).argmin(1)
    ends = []
    for last in (74, 69):
        row = np.zeros(24, np.uint8)
        row[[0, 6, 18]] = (71, 76, last)
        for _ in range(50):
            tried = row.copy()
            moves.repair_close(tried, 67, scale)
            ends.append((last, int(tried[18])))
    assert {end for _, end in ends} <= {67, 74}
    assert ends.count((74, 74)) > 35
    assert (69, 69) not in ends


def test_a_bar_whose_rhythms_reach_too_little_gets_targets_further_apart(
    steer: judges.Steer, material: search.Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine, none, spans = dict.fromkeys(PADS, 1.0), dict.fromkeys(PADS, 0.0), [0.59, 0.60, 0.62]

    def found(_grid: np.ndarray) -> dict[str, dict[str, float]]:
        found = {"kept": fine, "own": fine, "line": fine, "wrong_way": none}
        return {**found, "span": {"rhythm": spans.pop(0)}}

    monkeypatch.setattr(search, "control_figures", found)
    annealed = []
    monkeypatch.setattr(search, "anneal", lambda *args: annealed.append(args[0].targets[:, 0].copy()))
    effort = search.Effort(sweeps=5, mends=4, rhythm_sweeps=50)
    told = []
    bar, spent = search.search_bar(
        TARGETS, effort, steer, material, search.BAR_FIRST, None, int, lambda *mend: told.append(mend[0])
    )
    assert spent == effort
    assert len(annealed) == 3
    assert told == [1, 2]
    rhythm, moved = search.levels_of()[0], bar.targets[:, 0] - annealed[0]
    assert np.allclose(moved[rhythm == 0], -2 * search.WIDER)
    assert np.allclose(moved[rhythm == 9], 2 * search.WIDER)
    assert not moved[(rhythm > 0) & (rhythm < 9)].any()
