"""Draws circuit.svg, layers.svg and plan.svg for BUILD.md.

Owns the three drawings, and nothing else: pins and parts must be those of firmware/src/main.c and BUILD.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
INK, SOFT, WARM, GREEN, GREY = "#1b1f23", "#6b7280", "#d55e00", "#009e73", "#e5e7eb"
PADS = ("rhythm", "range", "density", "jump")
LIGHTS = ("D5", "D6", "D9", "D10")


class Sheet:
    """An SVG that grows."""

    def __init__(self, width: int, height: int, title: str) -> None:
        """An empty white sheet."""
        self.width, self.height = width, height
        self.parts = [f"<title>{title}</title>", f'<rect width="{width}" height="{height}" fill="#fff"/>']

    def line(self, *points: tuple[float, float], colour: str = INK, width: float = 2.0) -> None:
        """A polyline."""
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, fill: str = "#fff", *, round_: float = 3
    ) -> None:
        """A rectangle."""
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_}" fill="{fill}" '
            f'stroke="{INK}" stroke-width="2"/>'
        )

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        """A filled polygon."""
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        self.parts.append(f'<polygon points="{path}" fill="{fill}" stroke="{INK}" stroke-width="1.5"/>')

    def dot(self, x: float, y: float, radius: float = 4) -> None:
        """A junction."""
        self.parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{INK}"/>')

    def ring(self, x: float, y: float, radius: float, fill: str = "#fff", *, dashes: str = "none") -> None:
        """A circle."""
        self.parts.append(
            f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{INK}" stroke-width="2" '
            f'stroke-dasharray="{dashes}"/>'
        )

    def text(
        self, x: float, y: float, words: str, *, size: int = 16, anchor: str = "start", colour: str = INK
    ) -> None:
        """A line of words."""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-family="Helvetica, Arial, sans-serif" font-size="{size}" '
            f'text-anchor="{anchor}" fill="{colour}">{words}</text>'
        )

    def write(self, name: str) -> None:
        """Put it into a file beside this one."""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">'
        (HERE / name).write_text("\n".join([head, *self.parts, "</svg>\n"]), encoding="utf-8")


def ground(sheet: Sheet, x: float, y: float) -> None:
    """The sign for ground, hanging from (x, y)."""
    sheet.line((x, y), (x, y + 10))
    for row, half in enumerate((14, 9, 4)):
        sheet.line((x - half, y + 10 + 5 * row), (x + half, y + 10 + 5 * row))


def resistor(sheet: Sheet, x: float, y: float, words: str, *, upright: bool = True) -> None:
    """A resistor 50 long that begins at (x, y), with its value beside."""
    if upright:
        sheet.box(x - 9, y, 18, 50)
        sheet.text(x + 16, y + 31, words, size=15)
    else:
        sheet.box(x, y - 9, 50, 18)
        sheet.text(x + 25, y - 16, words, size=15, anchor="middle")


def divider(sheet: Sheet, x: float, number: int) -> None:
    """A pad and its resistor: 5 V, pad, converter pin, 10 k, ground."""
    sheet.line((x, 110), (x, 140))
    sheet.box(x - 24, 140, 48, 70, "#fde8d8")
    sheet.line((x - 36, 222), (x + 30, 130), colour=WARM, width=2.5)
    sheet.line((x + 20, 133), (x + 30, 130), (x + 30, 141), colour=WARM, width=2.5)
    sheet.text(x + 34, 172, "pad", size=15, colour=WARM)
    sheet.text(x + 34, 190, PADS[number], size=15, colour=WARM)
    sheet.line((x, 210), (x, 290))
    sheet.dot(x, 250)
    resistor(sheet, x, 290, "10 kΩ")
    sheet.line((x, 340), (x, 350))
    ground(sheet, x, 350)
    sheet.line((x, 250), (x - 62, 250), (x - 62, 430), colour=GREEN)
    sheet.text(x - 56, 418, f"A{number}", size=15, colour=GREEN)


def light(sheet: Sheet, x: float, pin: str, pad: str) -> None:
    """A pin, 330 ohms, a light, ground."""
    sheet.text(x + 6, 552, pin, size=15, colour=GREEN)
    sheet.line((x, 530), (x, 575), colour=GREEN)
    resistor(sheet, x, 575, "330 Ω")
    sheet.line((x, 625), (x, 640))
    sheet.shape([(x - 14, 640), (x + 14, 640), (x, 664)], "#fff7cc")
    sheet.line((x - 14, 664), (x + 14, 664))
    sheet.line((x + 20, 648), (x + 32, 638), colour=WARM)
    sheet.line((x + 20, 658), (x + 32, 648), colour=WARM)
    sheet.text(x + 36, 662, pad, size=15, colour=SOFT)
    sheet.line((x, 664), (x, 676))
    ground(sheet, x, 676)


def motor(sheet: Sheet, x: float) -> None:
    """A pin, 1 k, a transistor, and the motor with its diode between it and 5 V."""
    sheet.text(x - 134, 552, "D3", size=15, colour=GREEN)
    sheet.line((x - 140, 530), (x - 140, 690), (x - 80, 690), colour=GREEN)
    resistor(sheet, x - 80, 690, "1 kΩ", upright=False)
    sheet.line((x - 30, 690), (x - 8, 690))
    sheet.line((x - 8, 672), (x - 8, 708), width=4)
    sheet.line((x - 8, 682), (x + 16, 664), (x + 16, 640))
    sheet.line((x - 8, 698), (x + 16, 716), (x + 16, 728))
    sheet.shape([(x + 16, 716), (x + 3, 714), (x + 10, 704)], INK)
    ground(sheet, x + 16, 728)
    sheet.ring(x + 16, 616, 24)
    sheet.text(x + 16, 622, "M", size=18, anchor="middle")
    sheet.line((x + 16, 592), (x + 16, 562))
    sheet.text(x + 16, 554, "5 V", size=15, anchor="middle", colour=WARM)
    sheet.line((x + 16, 576), (x + 66, 576), (x + 66, 604))
    sheet.shape([(x + 54, 626), (x + 78, 626), (x + 66, 604)], "#fff")
    sheet.line((x + 54, 604), (x + 78, 604))
    sheet.line((x + 66, 626), (x + 66, 652), (x + 16, 652))
    sheet.dot(x + 16, 576)
    sheet.dot(x + 16, 652)
    sheet.text(x + 86, 620, "1N4148", size=15)
    sheet.text(x + 28, 704, "2N2222", size=15)
    sheet.text(x - 18, 612, "motor 5 V,", size=15, anchor="end", colour=SOFT)
    sheet.text(x - 18, 632, "under 100 mA", size=15, anchor="end", colour=SOFT)


def circuit() -> None:
    """The whole circuit on one sheet."""
    sheet = Sheet(1_000, 770, "Circuit of the object")
    sheet.text(40, 48, "The object: four pads, four lights, one motor", size=24)
    sheet.line((60, 110), (960, 110), colour=WARM, width=3)
    sheet.text(
        60,
        98,
        "5 V (the board's own pin: pads and converter share it, so it cancels out)",
        size=15,
        colour=WARM,
    )
    for number in range(4):
        x = 170 + 220 * number
        sheet.dot(x, 110)
        divider(sheet, x, number)
    sheet.box(60, 430, 900, 100, GREY, round_=8)
    sheet.text(510, 474, "Arduino Uno or Nano (ATmega328P, 16 MHz)", size=22, anchor="middle")
    sheet.text(
        510,
        504,
        "USB to the computer: 500 000 baud, and 5 V for everything",
        size=16,
        anchor="middle",
        colour=SOFT,
    )
    for pin, pad, x in zip(LIGHTS, PADS, (110, 260, 410, 560), strict=True):
        light(sheet, x, pin, pad)
    motor(sheet, 800)
    sheet.write("circuit.svg")


LEFT, RIGHT = 70.0, 470.0


def bulge(x: float, dome: float) -> float:
    """How much higher than its rim a dome is at x."""
    s = (x - LEFT) / (RIGHT - LEFT)
    return 4.0 * dome * s * (1.0 - s)


def slab(sheet: Sheet, y: float, thick: float, fill: str, dome: float, begin: float, end: float) -> None:
    """A piece of a layer, seen from the side."""
    xs = [begin + (end - begin) * k / 40 for k in range(41)]
    top = [(x, y - bulge(x, dome)) for x in xs]
    down = [(x, y + thick - bulge(x, dome)) for x in reversed(xs)]
    sheet.shape([*top, *down], fill)


@dataclass(frozen=True)
class Layer:
    """One layer of the exploded view; `pieces` is 2 where each pad has its own."""

    thick: float
    fill: str
    words: str
    why: str
    dome: float = 26.0
    pieces: int = 1


LAYERS = (
    Layer(14, "#c7b6e8", "stretch fabric, sewn or glued to the rim", "takes the hand; washable", 30),
    Layer(30, "#f4e7c8", "soft foam 10 mm, cut to a dome", "gives way, spreads a finger's force", 30),
    Layer(7, "#e6a04a", "upper electrode: copper tape or cloth", "to 5 V; one for all pads is enough"),
    Layer(
        26, "#4b5563", "Velostat, 10 to 30 layers", "one stack a pad; layers even out its faults", pieces=2
    ),
    Layer(
        7,
        "#e6a04a",
        "lower electrode, one a pad",
        "to A0..A3 and 10 kΩ; never touches the upper one",
        pieces=2,
    ),
    Layer(12, "#d1d5db", "thin felt or tape", "keeps solder joints from pressing through"),
    Layer(
        34, "#b08968", "firm dome: an upturned bowl", "what the foam is pressed against; motor glued inside"
    ),
    Layer(
        18,
        "#8d6e52",
        "base plate; board under the bowl",
        "lights in its rim; cable clamped; non-slip feet",
        0,
    ),
)


def layers() -> None:
    """The layers, taken apart, from the hand to the table."""
    sheet = Sheet(1_000, 730, "Layers of the object")
    sheet.text(40, 48, "From the hand to the table", size=24)
    y, middle = 120.0, (LEFT + RIGHT) / 2
    for layer in LAYERS:
        gap = 14.0 if layer.pieces > 1 else 0.0
        slab(sheet, y, layer.thick, layer.fill, layer.dome, LEFT, middle - gap if gap else RIGHT)
        if gap:
            slab(sheet, y, layer.thick, layer.fill, layer.dome, middle + gap, RIGHT)
        level = y + layer.thick / 2
        sheet.line((RIGHT + 10, level), (530, level), colour=SOFT, width=1)
        sheet.text(540, level, layer.words, size=17)
        sheet.text(540, level + 20, layer.why, size=14, colour=SOFT)
        y += layer.thick + 52
    sheet.text(middle, 712, "seen from the side; heights not to scale", size=14, anchor="middle", colour=SOFT)
    sheet.write("layers.svg")


MIDDLE, DOME, PLATE, PAD, GROOVE = (300.0, 350.0), 215.0, 250.0, 74.0, 92.0
"""The plan: its middle, and radii of dome, base plate, pad and groove."""
CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
"""Where the pads lie in the order of PADS, clockwise from the upper left."""
NOTES = (
    ((MIDDLE[0] + 84, MIDDLE[1] - 134), "a slight hollow over each pad", "where a finger rests by itself"),
    ((MIDDLE[0] + 83, MIDDLE[1] - 39), "a groove over all four", "where a finger can slide"),
    ((MIDDLE[0] + 150, MIDDLE[1]), "a seam or ridge between pads", "felt without looking"),
    ((MIDDLE[0] + 164, MIDDLE[1] + 164), "a light beside each pad", "shows that it is felt"),
)
"""What the plan says of places on it."""


def pad_from_above(sheet: Sheet, number: int) -> None:
    """A pad with its pins, and its light in the rim of the plate."""
    right, down = CORNERS[number]
    x, y = MIDDLE[0] + 84 * right, MIDDLE[1] + 84 * down
    sheet.ring(x, y, PAD, "#fde8d8")
    sheet.text(x + 14 * right, y + 14 * down - 2, PADS[number], size=18, anchor="middle", colour=WARM)
    sheet.text(x + 14 * right, y + 14 * down + 20, f"A{number}", size=15, anchor="middle", colour=GREEN)
    sheet.ring(MIDDLE[0] + 164 * right, MIDDLE[1] + 164 * down, 9, "#fff7cc")
    sheet.text(
        MIDDLE[0] + 196 * right,
        MIDDLE[1] + 192 * down + 5,
        LIGHTS[number],
        size=15,
        anchor="middle",
        colour=GREEN,
    )


def plan() -> None:
    """The object from above, as whoever stands before it sees it."""
    sheet = Sheet(1_000, 730, "The object from above")
    sheet.text(40, 48, "From above: four pads, clockwise from the upper left", size=24)
    sheet.ring(*MIDDLE, PLATE, GREY)
    sheet.ring(*MIDDLE, DOME, "#ede7fa")
    for number in range(len(PADS)):
        pad_from_above(sheet, number)
    sheet.ring(*MIDDLE, GROOVE, "none", dashes="3 7")
    for along, across in ((1, 0), (0, 1)):
        sheet.line(
            (MIDDLE[0] - 190 * along, MIDDLE[1] - 190 * across),
            (MIDDLE[0] + 190 * along, MIDDLE[1] + 190 * across),
            colour=SOFT,
            width=3,
        )
    for row, (place, words, why) in enumerate(NOTES):
        level = 190.0 + 90 * row
        sheet.line(place, (590, level), (630, level), colour=SOFT, width=1)
        sheet.dot(*place, 3)
        sheet.text(640, level, words, size=17)
        sheet.text(640, level + 20, why, size=14, colour=SOFT)
    sheet.line((MIDDLE[0], MIDDLE[1] - PLATE), (MIDDLE[0], 84), width=5)
    sheet.text(MIDDLE[0] + 14, 92, "USB cable, away from the visitor", size=14, colour=SOFT)
    sheet.text(MIDDLE[0], 640, "the visitor stands here", size=17, anchor="middle")
    sheet.text(
        MIDDLE[0],
        690,
        "dome 20 to 25 cm, pads 7 cm, a finger's breadth apart",
        size=14,
        anchor="middle",
        colour=SOFT,
    )
    sheet.write("plan.svg")


def main() -> None:
    """Draw all three."""
    circuit()
    layers()
    plan()


if __name__ == "__main__":
    main()
