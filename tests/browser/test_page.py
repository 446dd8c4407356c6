"""The facilitator's page in a real browser: every control works, everybody sees it, nothing loses it.

One browser, one installation (the real world behind the real door), a phone and a desktop that look at it.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from installation.console.roles import Role
from installation.shell.console_vault import Vault
from installation.shell.content import load_content, load_rules
from tests.fakes.browser import PINS, SIZES, Looking, fits, too_small, violations
from tests.fakes.console import Installation, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

HOME = Path(__file__).parents[2]
TWICE = "button => { button.click(); button.click(); }"
"""However slow the machine is: not so long apart that the page forgets the first."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, port: int) -> dict[str, Any]:
    data = tmp_path_factory.mktemp("data")
    vault = Vault(data / "console")
    for role, pin in PINS.items():
        vault.set_pin(role, pin)
    return place_of(data, HOME, port)


@pytest.fixture(scope="module")
def played(place: dict[str, Any]) -> Iterator[Installation]:
    found = Installation(load_rules(HOME, load_content(HOME / "content")), "reel", 1)
    found.open(**place)
    found.wait_until_open()
    yield found
    found.close()


def url(place: dict[str, Any]) -> str:
    return f"http://127.0.0.1:{place['port']}/"


@contextlib.contextmanager
def looking(
    browser: Browser, played: Installation, place: dict[str, Any], size: str, role: Role
) -> Iterator[Looking]:
    """Somebody who is in, and leaves without an error."""
    assert not played.said[-1]
    found = Looking(browser, size, url(place))
    found.enter(role)
    yield found
    found.leave()


@pytest.fixture(scope="module")
def phone(browser: Browser, played: Installation, place: dict[str, Any]) -> Iterator[Looking]:
    with looking(browser, played, place, "phone", Role.TECHNICIAN) as found:
        yield found


@pytest.fixture(scope="module")
def desktop(browser: Browser, played: Installation, place: dict[str, Any]) -> Iterator[Looking]:
    with looking(browser, played, place, "desktop", Role.FACILITATOR) as found:
        yield found


def pressed(selector: str, *, on: bool = True) -> Callable[[Page], None]:
    return lambda page: expect(page.locator(selector).first).to_have_attribute(
        "aria-pressed", str(on).lower()
    )


CONTROLS: list[tuple[str, str, Callable[[Page], None], Callable[[Any], bool]]] = [
    (
        "play",
        '#levels [data-level="3"]',
        pressed('#levels [data-level="3"]'),
        lambda w: w.guidance.level == 3,
    ),
    ("play", '[data-by="1"]', pressed('#levels [data-level="4"]'), lambda w: w.guidance.level == 4),
    ("play", '[data-by="-1"]', pressed('#levels [data-level="3"]'), lambda w: w.guidance.level == 3),
    ("play", "[data-toggle=lock]", pressed("[data-toggle=lock]"), lambda w: w.guidance.locked),
    ("set", "[data-style=glass]", pressed("[data-style=glass]"), lambda w: w.style == "glass"),
    ("set", "[data-language=de]", pressed("[data-language=de]"), lambda w: w.house.language == "de"),
    ("set", "[data-toggle=calm]", pressed("[data-toggle=calm]"), lambda w: w.house.calm),
    ("set", "[data-toggle=contrast]", pressed("[data-toggle=contrast]"), lambda w: w.house.contrast),
    ("set", "[data-toggle=captions]", pressed("[data-toggle=captions]"), lambda w: w.house.captions),
    ("set", "[data-toggle=cues]", pressed("[data-toggle=cues]"), lambda w: w.house.cues),
    ("set", "#sound [data-toggle=mute]", pressed("[data-toggle=mute]"), lambda w: w.house.muted),
    (
        "set",
        '[data-step="-2"]',
        lambda page: expect(page.locator("#volume")).to_have_value("-2"),
        lambda w: w.house.volume_db == -2,
    ),
    ("set", "[data-toggle=study]", pressed("[data-toggle=study]"), lambda w: w.house.study),
    (
        "play",
        '[data-do=visit][data-on="true"]',
        lambda page: expect(page.locator("#visit-said")).to_contain_text("A visit began"),
        lambda w: w.house.visit_ns >= 0,
    ),
]


def test_every_control_changes_the_installation_and_comes_back_on_another_page(
    phone: Looking, desktop: Looking, played: Installation
) -> None:
    played.afresh()
    pressed('#levels [data-level="1"]')(desktop.page)
    for tab, control, shown, is_so in CONTROLS:
        phone.tab(tab)
        phone.page.locator(control).first.click()
        shown(desktop.page)
        shown(phone.page)
        assert is_so(played.world), control


def test_what_cannot_be_undone_is_pressed_twice(
    phone: Looking, desktop: Looking, played: Installation
) -> None:
    phone.tab("play")
    phone.page.click('[data-do=visit][data-on="true"]')
    expect(desktop.page.locator("#visit-said")).to_contain_text("A visit began")
    end = phone.page.locator('[data-do=visit][data-on="false"]')
    end.click()
    expect(end).to_have_text("Sure? Press again")
    expect(end).to_have_text("End the visit")  # nobody pressed again
    assert played.world.house.visit_ns >= 0
    end.evaluate(TWICE)
    expect(desktop.page.locator("#visit-said")).to_contain_text("No visit")
    phone.tab("health")
    for name in ("recalibrate", "restart"):
        before = played.restarts, len(played.told)
        phone.page.click(f"[data-do={name}]", trial=True)
        phone.page.locator(f"[data-do={name}]").evaluate(TWICE)
        expect(phone.page.locator(f"[data-do={name}].asked")).to_have_count(0)
        played.wait_until(lambda before=before: len(played.told) > before[1])
    assert played.wait_until(lambda: played.restarts > 0)


def test_restart_says_that_it_was_heard_and_that_it_waits_while_the_wall_stands_still(
    phone: Looking, desktop: Looking, played: Installation
) -> None:
    phone.tab("health")
    said, before = phone.page.locator("#mend-said"), played.restarts
    expect(said).to_be_empty()
    with played.still():
        expect(phone.page.locator("#wrong")).to_contain_text("The wall stands still")
        phone.page.locator("[data-do=restart]").evaluate(TWICE)
        expect(said).to_contain_text("waits for the wall")
        expect(desktop.page.locator("#mend-said")).to_contain_text("waits for the wall")
        assert played.restarts == before
    assert played.wait_until(lambda: played.restarts > before)
    expect(said).to_be_empty()
    expect(desktop.page.locator("#mend-said")).to_be_empty()


def test_quiet_hours_are_set_by_a_technician_and_seen_by_all(
    phone: Looking, desktop: Looking, played: Installation
) -> None:
    phone.tab("set")
    phone.page.fill("#quiet-from", "22:30")
    phone.page.fill("#quiet-until", "07:15")
    phone.page.click("#quiet-form button")
    expect(desktop.page.locator("#quiet-until")).to_have_value("07:15")
    assert (played.world.house.quiet_from_min, played.world.house.quiet_until_min) == (1350, 435)
    phone.page.click("#quiet-none")
    pressed("#quiet-none")(desktop.page)
    assert played.world.house.quiet_from_min == -1


def test_a_facilitator_cannot_press_what_is_a_technicians_and_a_viewer_presses_nothing(
    browser: Browser, desktop: Looking, place: dict[str, Any]
) -> None:
    expect(desktop.page.locator("[data-do=recalibrate]")).to_be_disabled()
    expect(desktop.page.locator("[data-do=restart]")).to_be_enabled()
    viewer = Looking(browser, "tablet", url(place))
    viewer.enter(Role.VIEWER)
    expect(viewer.page.locator("#desk button:enabled:not(#leave)")).to_have_count(0)
    viewer.context.close()


def test_the_keyboard_reaches_and_presses_everything(desktop: Looking, played: Installation) -> None:
    desktop.page.locator('#levels [data-level="2"]').focus()
    desktop.page.keyboard.press("Enter")
    pressed('#levels [data-level="2"]')(desktop.page)
    desktop.page.keyboard.press("Tab")
    desktop.page.keyboard.press("Space")
    pressed('#levels [data-level="3"]')(desktop.page)
    assert played.world.guidance.level == 3


def test_the_wall_the_notes_and_the_pads_are_shown(desktop: Looking) -> None:
    expect(desktop.page.locator("#wall")).to_have_attribute("src", re.compile("^blob:"))
    expect(desktop.page.locator("#measure")).to_have_attribute("aria-label", re.compile(r"\d+ notes"))
    expect(desktop.page.locator("#pads [role=meter]")).to_have_count(4)
    expect(desktop.page.locator("#why")).to_contain_text("Why")


ONE, OTHER = "3fa2b10c99d01277", "91c0de44aa7b0912"
REST, HARD = (2_000,) * 4, (2_000, 40_000, 2_000, 2_000)


def test_of_two_objects_each_has_its_own_pads_and_what_is_wrong_with_one_is_said_of_it(
    phone: Looking, desktop: Looking, played: Installation
) -> None:
    page, rows = desktop.page, desktop.page.locator("#objects .object")
    expect(rows).to_have_count(0)
    played.plug(ONE, *REST)
    played.plug(OTHER, *REST)
    expect(rows).to_have_text([re.compile("3fa2.*/dev/3fa2"), re.compile("91c0.*/dev/91c0")])
    played.plug(OTHER, *HARD)
    wide = page.get_by_role("meter", name="Object 91c0…: wide")
    expect(wide).to_have_attribute("aria-valuetext", re.compile(r"wide: pressed [1-9]\d? of 10"))
    expect(page.get_by_role("meter", name="Object 3fa2…: wide")).to_have_attribute("aria-valuenow", "0")
    played.unplug(OTHER)
    expect(rows.nth(1)).to_contain_text("unplugged")
    expect(page.locator("#wrong")).to_contain_text("Object 91c0… is unplugged.")
    phone.tab("health")
    for name, (width, height) in SIZES.items():
        phone.page.set_viewport_size({"width": width, "height": height})
        assert fits(phone.page), name
        assert violations(phone.page) == [], name
    phone.page.set_viewport_size({"width": SIZES["phone"][0], "height": SIZES["phone"][1]})
    played.unplug(ONE)
    played.afresh()
    expect(rows).to_have_count(0)


@pytest.mark.parametrize("size", list(SIZES))
def test_it_fits_a_finger_finds_everything_and_so_does_a_screen_reader(phone: Looking, size: str) -> None:
    width, height = SIZES[size]
    page = phone.page
    page.set_viewport_size({"width": width, "height": height})
    for tab in ("play", "set", "health"):
        phone.tab(tab)
        assert fits(page)
        assert too_small(page) == []
        assert violations(page) == []
    page.set_viewport_size({"width": SIZES["phone"][0], "height": SIZES["phone"][1]})


def test_it_speaks_every_language_of_its_own(phone: Looking) -> None:
    phone.tab("health")
    for name in phone.page.locator("#tongue option").evaluate_all("all => all.map(one => one.value)"):
        phone.page.select_option("#tongue", name)
        empty = phone.page.locator("[data-word]").evaluate_all(
            "all => all.filter(e => !e.textContent.trim()).length"
        )
        assert empty == 0
        assert phone.page.evaluate("document.documentElement.lang") == name
    phone.page.select_option("#tongue", "en")


def test_the_page_survives_a_restart_of_the_installation_and_a_lost_network(
    desktop: Looking, played: Installation, place: dict[str, Any]
) -> None:
    page = desktop.page
    played.close()
    expect(page.locator("#state-words")).to_contain_text("Connection lost")
    expect(page.locator("[data-do=restart]")).to_be_disabled()
    played.open(**place)
    expect(page.locator("[data-do=restart]")).to_be_enabled()
    played.halt()  # it hangs, as behind a network that is gone: nothing is closed, nothing comes
    expect(page.locator("#state-words")).to_contain_text("Connection lost")
    played.go_on()
    expect(page.locator("[data-do=restart]")).to_be_enabled()
    page.click('#levels [data-level="1"]')
    pressed('#levels [data-level="1"]')(page)
    assert played.world.guidance.level == 1


@pytest.mark.usefixtures("played")
def test_signing_out_shuts_the_page_and_a_wrong_pin_does_not_open_it(
    browser: Browser, place: dict[str, Any]
) -> None:
    somebody = Looking(browser, "phone", url(place))
    page = somebody.enter(Role.FACILITATOR)
    somebody.tab("health")
    page.click("#leave")
    expect(page.locator("#desk")).to_be_hidden()
    page.fill("#pin", "888888")
    page.click("#enter button")
    expect(page.locator("#door-said")).to_contain_text("not a PIN")
    expect(page.locator("#desk")).to_be_hidden()
    somebody.context.close()
