"""Where the facilitator's page is, shown on the wall when somebody asks for it with a key.

Owns how that looks: a square that a phone reads, and the address under it. Refuses to know the address, and never
shows a PIN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from installation.visuals.drawing import PLATE, SQUARE, Sheet
from installation.visuals.layout import Place
from installation.visuals.palette import MIST, NIGHT, mix

if TYPE_CHECKING:
    from installation.visuals.drawing import TextLine
    from installation.visuals.layout import Layout

_WHITE, _BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
_ROOM = 0.13
"""Height of the address under the square, in stage units."""


def signpost(layout: Layout, address: str, *, square: bool) -> tuple[TextLine, ...]:
    """The lines to be drawn over everything else.

    Args:
        layout: where things stand.
        address: of the page.
        square: whether a phone can reach it, so that a square makes sense.
    """
    sheet = Sheet()
    side = 1.2 * layout.body_radius
    high = (side if square else 0.0) + _ROOM
    x, top = layout.centre[0], layout.centre[1] + high / 2
    sheet.text(PLATE, Place(x, top, side, high), _WHITE, 1.0, plain=True)
    if square:
        sheet.text(SQUARE + address, Place(x, top, side, side), _BLACK, 1.0, plain=True)
    at = Place(x, top - high + 0.105, 0.055, side - 0.06)
    sheet.text(address, at, mix(NIGHT, MIST, 0.1), 1.0, plain=True)
    return tuple(sheet.texts)
