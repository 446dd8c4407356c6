"""The drawings of BUILD.md are what their script draws, and agree with the firmware."""

from __future__ import annotations

import re
import runpy
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from installation.pads.body import PAD_PLACES
from installation.score import PADS

HARDWARE = Path(__file__).parents[2] / "hardware"
DRAWINGS = HARDWARE / "drawings"
NAMES = ("circuit.svg", "layers.svg", "plan.svg")


def test_the_drawings_are_what_their_script_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, str] = {}
    monkeypatch.setattr(Path, "write_text", lambda self, text, **_: drawn.update({self.name: text}))
    runpy.run_path(str(DRAWINGS / "make.py"), run_name="__main__")
    assert drawn == {name: (DRAWINGS / name).read_text() for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_whole_and_its_words_lie_on_the_sheet(name: str) -> None:
    sheet = ET.fromstring((DRAWINGS / name).read_text())  # noqa: S314 - our own file
    _, _, width, height = map(float, sheet.attrib["viewBox"].split())
    texts = [each for each in sheet.iter() if each.tag.endswith("text")]
    assert len(texts) > 10
    for each in texts:
        wide = 0.56 * float(each.attrib["font-size"]) * len(each.text or "")
        left = (
            float(each.attrib["x"])
            - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[each.attrib["text-anchor"]]
        )
        assert left >= 0
        assert left + wide <= width
        assert 0 <= float(each.attrib["y"]) <= height


def test_the_pins_drawn_are_the_firmware_s() -> None:
    code, drawing = (HARDWARE / "firmware/src/main.c").read_text(), (DRAWINGS / "circuit.svg").read_text()
    lights = re.findall(r"OCR\d[AB] = brightness;\s*/\* (D\d+) \*/", code)
    motor = re.findall(r"OCR\d[AB] = strength;\s*/\* (D\d+) \*/", code)
    assert lights == ["D5", "D6", "D9", "D10"]
    assert motor == ["D3"]
    drawn = re.findall(r">(D\d+)<", drawing)
    assert drawn == [*lights, *motor]
    assert re.findall(r">(D\d+)<", (DRAWINGS / "plan.svg").read_text()) == lights


def test_the_pads_lie_from_above_where_the_installation_takes_them_to_lie() -> None:
    sheet = ET.fromstring((DRAWINGS / "plan.svg").read_text())  # noqa: S314 - our own file
    texts = {each.text: each for each in sheet.iter() if each.tag.endswith("text")}
    middle_x, middle_y = 300, 350
    for number, (name, (right, up)) in enumerate(zip(PADS, PAD_PLACES, strict=True)):
        for word in (name, f"A{number}"):
            x, y = (float(texts[word].attrib[axis]) for axis in "xy")
            assert ((x - middle_x) * right > 0, (middle_y - y) * up > 0) == (True, True), word
