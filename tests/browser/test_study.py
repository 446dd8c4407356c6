"""A study from its beginning to its export, on a tablet and a participant's phone: one session, every step.

The real world behind the real door, with a keeper of visits; what is played, asked and answered comes out of the
export again.
"""

from __future__ import annotations

import contextlib
import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from installation.console.roles import Role
from installation.shell import studies_commands, visits_export
from installation.shell.console_vault import Vault
from installation.shell.content import load_content, load_rules
from installation.shell.visits_scribe import VisitScribe
from tests.fakes.browser import PINS, SIZES, Looking, fits, too_small, violations
from tests.fakes.console import Installation, place_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOME = Path(__file__).parents[2]
NAME = "published_2025"
STEPS = 13
RUNS = re.compile(r"[0-4]:[0-5]\d")
TOUCHED = "button, textarea, .points label, main a, .languages a"


def command(*words: str) -> str:
    found = CliRunner().invoke(studies_commands.study, words)
    assert found.exit_code == 0, found.output
    return found.output


def looked_over(page: Page) -> None:
    """It fits a phone and a tablet, a finger and a screen reader."""
    page.wait_for_load_state("load")  # with its style
    for size in ("phone", "tablet"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        assert fits(page)
        assert too_small(page, TOUCHED) == []
    assert violations(page) == []


def answer_with_keys(page: Page) -> None:
    """Each scale by the keyboard alone: the first point, then two to the right."""
    for item in page.locator("fieldset.item").all():
        item.locator("input").first.focus()
        for key in ("Space", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
    for words in page.locator("textarea").all():
        words.focus()
        page.keyboard.type("it gave way")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def another_language_keeps_what_was_answered(page: Page) -> None:
    """And so does coming back."""
    page.locator("fieldset.item").first.locator("label").nth(4).click()
    for language in ("de", "fr"):
        page.click(f".languages [lang={language}]")
        expect(page.locator(f"html[lang={language}] input:checked")).to_have_value("1")


def play(installation: Installation, step: str) -> None:
    """The condition holds, its level is locked, and somebody plays."""
    assert installation.wait_until(lambda: installation.world.condition is not None)
    assert installation.wait_until(lambda: installation.world.guidance.locked)
    assert installation.world.guidance.level == 3, step
    installation.press(0.0, 0.6, 0.0, 0.0)
    installation.press(0.0, 0.0, 0.0, 0.0)


def go_through(tablet: Page, phone: Page, installation: Installation) -> list[str]:
    """Every step of the session; the names of those that were led."""
    names = []
    for _ in range(STEPS):
        where = tablet.locator("p.where").first.inner_text()
        names.append(tablet.locator("h1").inner_text().lower())
        tablet.click("[data-do=begin]")
        expect(tablet.locator("[data-do=done], #answers")).to_have_count(1)
        if tablet.locator("#answers").count():
            expect(phone.locator("#answers")).to_have_count(1)  # it looks by itself
            if len(names) == 5:  # the first time it is asked
                looked_over(phone)
                another_language_keeps_what_was_answered(phone)
            answers_on_the_tablet = names[-1] == "interview"
            answer_with_keys(tablet if answers_on_the_tablet else phone)
            if answers_on_the_tablet:  # whoever holds it learns nothing of what comes
                expect(tablet.locator("h1")).to_have_text("Thank you.")
                assert violations(tablet) == []
                tablet.click("button")
            expect(phone.locator("[data-stands=waits]")).to_have_count(1)
        else:
            if tablet.locator(".clock").count():
                play(installation, names[-1])
                expect(tablet.locator(".clock")).to_have_text(RUNS)
            tablet.click("[data-do=done]")
        expect(tablet.locator("p.where", has_text=where)).to_have_count(0)
    return names


def led_through(browser: Browser, here: str, installation: Installation) -> tuple[str, list[str], str]:
    """A session led on the tablet and answered on the phone: its number, its steps, what is said at its end."""
    tablet, phone = Looking(browser, "tablet", here), Looking(browser, "phone", here)
    page = tablet.enter(Role.FACILITATOR)
    page.goto(f"{here}study")
    looked_over(page)
    page.click("[data-next]")
    expect(page.locator("p.where").first).to_contain_text("Step 1 of 13")
    looked_over(page)
    session = page.url.rpartition("/")[2].partition("?")[0]
    phone.page.goto(f"{here}study/{session}?in=fr")
    expect(phone.page.locator("h1")).to_have_text("Un instant, s'il vous plaît.")
    phone.context.set_offline(True)  # the installation is away for a while, and the page is not
    phone.page.wait_for_timeout(3_000)
    phone.context.set_offline(False)
    names = go_through(page, phone.page, installation)
    last = page.locator("h1").inner_text()
    expect(phone.page.locator("h1")).to_have_text("C'est tout. Merci.")
    for one in (page, phone.page):
        expect(one.locator("main")).to_contain_text(session)
        looked_over(one)
    tablet.leave()
    phone.leave()
    return session, names, last


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, browser: Browser, port: int) -> dict[str, Any]:
    """A whole session; the folder it left, the steps, and what was kept after the show."""
    data = tmp_path_factory.mktemp("study")
    database, content = data / "visits.db", load_content(HOME / "content")
    command("new", NAME, "--database", str(database))
    vault = Vault(data / "console")
    for role, pin in PINS.items():
        vault.set_pin(role, pin)
    scribe = VisitScribe.begun(database, content.retention, content.levels, HOME)
    installation = Installation(load_rules(HOME, content), "reel", 1, (scribe,))
    with contextlib.ExitStack() as over:
        over.callback(scribe.close)
        installation.open(**place_of(data, HOME, port))
        over.callback(installation.close)
        installation.wait_until_open()
        session, names, last = led_through(browser, f"http://127.0.0.1:{port}/", installation)
    return {"data": data, "database": database, "session": session, "names": names, "last": last}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_protocol_is_gone_through_in_its_order(told: dict[str, Any]) -> None:
    each = ["free play", "ringtone", "experience"]
    assert told["names"] == ["welcome", "consent", *each, *each, *each, "interview", "thanks"]
    assert told["last"] == "That was all. Thank you."


def test_the_export_holds_what_was_played_asked_and_answered(told: dict[str, Any]) -> None:
    folder = told["data"] / "tables"
    visits_export.export(told["database"], folder, "csv")
    (session,) = rows(folder, "sessions")
    conditions = session["conditions"].split()
    assert sorted(conditions) == ["explained", "published", "unexplained"]
    assert [int(step["nth"]) for step in rows(folder, "steps")] == list(range(STEPS))
    played = [visit for visit in rows(folder, "visits") if visit["session"]]
    assert {visit["session"] for visit in played} == {told["session"]}
    assert [(visit["condition"], visit["step"]) for visit in played] == [
        (condition, step) for condition in conditions for step in ("free_play", "ringtone")
    ]
    assert all(int(visit["touches"]) == 1 for visit in played)
    answers = rows(folder, "answers")
    scores = [one for one in answers if one["item"].startswith("ueq_")]
    assert len(scores) == 3 * 8
    assert {float(one["number"]) for one in scores} == {-1.0}
    asked_in = {(one["questionnaire"], one["words"]) for one in answers if one["item"] == "asked_in"}
    assert asked_in == {("ueq_s", "fr, own translation, not validated"), ("interview", "en")}
    assert "it gave way" in {one["words"] for one in answers if one["questionnaire"] == "interview"}


def test_the_results_stand_beside_the_study_of_2025(told: dict[str, Any]) -> None:
    found = json.loads(command("results", NAME, "--database", str(told["database"]), "--json"))
    assert found["participants"] == 1
    assert found["not_validated"] == 3
    for scores in found["conditions"].values():
        assert (scores["pragmatic"]["value"], scores["hedonic"]["value"]) == (-1.0, -1.0)
    assert found["published_2025"] == {"pragmatic": -0.045, "hedonic": 1.455}
    said = command("results", NAME, "--database", str(told["database"]))
    assert "too few to say" in said
    assert "3 answered in our own translation" in said
