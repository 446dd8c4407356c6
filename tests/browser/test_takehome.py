"""A ringtone taken home with a phone: the page plays it and gives its files, and is gone after its time."""

from __future__ import annotations

import asyncio
import io
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import expect

from installation.ringtone.performance import perform
from installation.ringtone.piece import Ringtone
from installation.shell.instruments import load_bank
from installation.shell.lettering import read_languages
from installation.shell.ringtone_files import note_files, sound_files
from installation.shell.takehome import takehome_app
from installation.shell.takehome_process import opened
from installation.shell.takehome_store import KEPT_S, Store
from tests.fakes import kit
from tests.fakes.browser import PATIENCE_MS, Looking, fits, too_small, violations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

HOME = Path(__file__).parents[2]
CODE = "GRM2RT12JWPD7J7R20S7W"
BARS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 1, 2), (10, 10, 10, 10))
LASTS = "document.querySelector('audio').duration"
SCORE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 5h40"/></svg>'


class Room:
    """The pages as the room's network has them, with one ringtone, and a clock that is set."""

    def __init__(self, folder: Path) -> None:
        self.now_s = 0.0
        self.store = Store(folder, lambda: self.now_s)
        self.entry = self.store.begin(CODE, "en")
        performance = perform(Ringtone("plain", BARS), kit.style("plain", 100.0), kit.rules().kits["plain"])
        card = io.BytesIO()
        Image.fromarray(np.full((100, 80, 3), 40, np.uint8)).save(card, "PNG")
        files = note_files(performance, "Tune", CODE) | sound_files(performance, load_bank())
        self.files = files | {"card.png": card.getvalue(), "score.svg": SCORE}
        for name, data in self.files.items():
            (self.store.place(self.entry) / name).write_bytes(data)
        socket = opened("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{socket.getsockname()[1]}/T/{self.entry.token}"
        app = takehome_app(self.store, read_languages(HOME / "content" / "languages"))
        self.server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
        serving = self.server.serve(sockets=[socket])
        self.thread = threading.Thread(target=asyncio.run, args=(serving,), daemon=True)
        self.thread.start()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    found = Room(tmp_path_factory.mktemp("ringtones"))
    yield found
    found.server.should_exit = True
    found.thread.join(60)


@pytest.fixture
def phone(browser: Browser, room: Room) -> Iterator[Looking]:
    found = Looking(browser, "phone", f"{room.url}/EN")
    yield found
    found.context.close()


def test_a_phone_plays_the_ringtone_sees_it_and_takes_every_file_home(phone: Looking, room: Room) -> None:
    page = phone.page
    page.goto(phone.url)
    page.wait_for_function(f"{LASTS} > 0")
    assert 9.6 <= page.evaluate(LASTS) <= 13.0
    for picture in page.locator("img").all():
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    for link in page.locator(".files a").all():
        with page.expect_download(timeout=PATIENCE_MS) as taken:
            link.click()
        name = taken.value.suggested_filename
        assert Path(taken.value.path()).read_bytes() == room.files[name]
    expect(page.locator(".files a")).to_have_count(5)
    assert phone.said == []


def test_the_page_fits_a_phone_a_finger_and_a_screen_reader_in_every_language(
    phone: Looking, room: Room
) -> None:
    page = phone.page
    for language in ("EN", "DE", "FR", "ZH"):
        page.goto(f"{room.url}/{language}")
        assert fits(page)
        assert too_small(page, "a, audio") == []
        assert violations(page) == []


def test_after_its_time_the_page_and_its_files_are_gone(phone: Looking, room: Room) -> None:
    room.now_s = KEPT_S + 1
    try:
        answer = phone.page.goto(phone.url)
        assert answer is not None
        assert answer.status == 404
        expect(phone.page.locator("main")).to_contain_text("not any more")
        assert phone.page.request.get(f"{room.url}/file/ringtone.wav").status == 404
    finally:
        room.now_s = 0.0
