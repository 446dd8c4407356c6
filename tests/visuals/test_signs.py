"""The small signs: inside the picture, and only when they mean something."""

from dataclasses import replace

import pytest

from installation.visuals import signs
from installation.visuals.drawing import Sheet
from installation.visuals.examples import moment
from installation.visuals.layout import layout_for
from installation.visuals.scene import compose


@pytest.mark.parametrize("aspect", [0.4, 9 / 16, 1.0, 4 / 3, 16 / 9, 21 / 9])
def test_the_switch_and_the_lock_stand_inside_the_picture(aspect: float) -> None:
    layout, sheet = layout_for(aspect), Sheet()
    signs.draw_switch(sheet, layout, bold=False)
    signs.draw_lock(sheet, layout)
    for row in sheet.lines:
        assert all(abs(x) < layout.extent[0] for x in (row[0], row[2]))
        assert all(abs(y) < layout.extent[1] for y in (row[1], row[3]))
    left, right, middle, half = layout.switch_rim()
    assert layout.on_switch((left + right) / 2, middle)
    assert not layout.on_switch(left - 3 * half, middle)
    assert not layout.on_switch(*layout.centre)


def test_only_a_locked_level_has_a_lock() -> None:
    free = moment(3)
    locked = replace(free, locked=True)
    assert len(compose(locked, locked, 1.0, 1.5).lines) == len(compose(free, free, 1.0, 1.5).lines) + 1


def test_high_contrast_strengthens_the_switch() -> None:
    plain, bold = Sheet(), Sheet()
    signs.draw_switch(plain, layout_for(1.5), bold=False)
    signs.draw_switch(bold, layout_for(1.5), bold=True)
    assert bold.lines[0][-1] > plain.lines[0][-1]
