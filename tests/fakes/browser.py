"""A browser's window that somebody looks at, and what can be said of a page: who can use it, and does it fit.

Chromium of the system, through playwright. `tests/browser/conftest.py` opens the browser.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_core_python
from playwright.sync_api import expect

from installation.console.roles import Role

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
PINS = {Role.VIEWER: "161803", Role.FACILITATOR: "271828", Role.TECHNICIAN: "314159"}
SIZES = {"phone": (360, 640), "tablet": (820, 1180), "desktop": (1440, 900)}
PATIENCE_MS = 120_000
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
GONE = ("WebSocket connection to", "net::ERR_")
LEAST_PX = 44
"""A finger's width (WCAG 2.5.5)."""
expect.set_options(timeout=PATIENCE_MS)


class Looking:
    """A page somebody looks at, and what its console said."""

    def __init__(self, browser: Browser, size: str, url: str) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=size != "desktop", locale="en-GB"
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.said: list[str] = []
        self.page.on("console", lambda told: self.said.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.url = url

    def enter(self, role: Role) -> Page:
        """Come in."""
        self.page.goto(self.url)
        self.page.fill("#pin", PINS[role])
        self.page.click("#enter button")
        expect(self.page.locator("#levels [aria-pressed=true]")).to_have_count(1)
        return self.page

    def leave(self) -> None:
        """Close it; its console said no word of error, but that the installation was gone when it was."""
        self.context.close()
        assert [said for said in self.said if not any(word in said for word in GONE)] == []

    def tab(self, name: str) -> None:
        """Show a tab, where there are tabs."""
        if self.page.is_visible("#tabs"):
            self.page.click(f"[data-tab={name}]")


def violations(page: Page) -> list[Any]:
    """What axe-core finds that is serious or worse."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html]))")
    return [violation for violation in found if violation[0] in {"serious", "critical"}]


def too_small(page: Page, what: str = "button, input, select") -> list[str]:
    """What of a page is too small for a finger."""
    found: list[str] = page.evaluate(
        "([what, px]) => [...document.querySelectorAll(what)]"
        ".filter(e => e.offsetWidth && (e.offsetWidth < px || e.offsetHeight < px)).map(e => e.outerHTML)",
        [what, LEAST_PX],
    )
    return found


def fits(page: Page) -> bool:
    """Whether nothing lies beyond the right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
