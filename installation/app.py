"""The composition root: options and files become rules and doors, and the show begins.

Owns which door stands where. The only file that knows all; it decides nothing that a visitor could notice.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing as mp
import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click
from msgspec import structs

from installation.pads.controllers import bind
from installation.shell import asks, engine, priority, show
from installation.shell.clock import Clock
from installation.shell.console import ConsoleDoor, where
from installation.shell.content import Content, load_content, load_rules
from installation.shell.files import log_file
from installation.shell.mailbox import Mailbox
from installation.shell.orders import OrdersIn, OrdersOut, pair
from installation.shell.places import HOME, data_folder
from installation.shell.results import Wanted, write_replay
from installation.shell.scribes import CalibrationKeeper, HouseKeeper, VisitWriter
from installation.shell.visits_scribe import VisitScribe
from installation.snapshot import view
from installation.step import step
from installation.visits.visit import CommandGiven, parse
from installation.world import begin

if TYPE_CHECKING:
    import socket
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from installation.house import House
    from installation.inputs import Input
    from installation.shell.controllers import ControllersDoor
    from installation.snapshot import Snapshot
    from installation.visits.visit import Visit

DATA = data_folder()
"""Where this machine keeps what it learns: calibration, logs."""
SHADERS = HOME / "shaders"
STAND_IN = HOME / "content" / "visits" / "four_pads.jsonl"
"""The visit that stands in for hands where there are none."""
SNAPSHOT_BYTES = 1 << 16
HEADLESS_PICTURES = 8

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What the engine's process needs to know; it loads the rest itself, while the window opens."""

    clock: Clock
    mailbox: str
    style: str
    level: int | None
    locked: bool
    port: str
    audio: str | None
    record: Path | None
    language: str | None
    lan: bool
    again: bool  # an earlier engine of this show has ended


def play(**options: Any) -> None:
    """Run the installation; the options are those of `./play`."""
    content = load_content(HOME / "content")
    style = _style(content, options["style"])
    _check_level(content, options["level"])
    if options["language"] is not None:
        _check_language(options["language"])
    _check_controllers(options["controllers"])
    if not options["headless"]:
        window = _window(options)
        if window is not None:
            _play_live(window, style, options)
            return
        click.echo(
            "There is no display here, so it plays headless: a recorded visit stands in for hands.", err=True
        )
    visit = _held_to(options["style"], _visit(STAND_IN, content))
    click.echo(f"Playing without a screen; {STAND_IN.name} stands in for hands.", err=True)
    wanted = Wanted(
        options["out"], style, options["level"], options["seconds"], HEADLESS_PICTURES, options["size"]
    )
    write_replay(load_rules(HOME, content), visit, wanted, SHADERS)


def replay(
    *, visit: Path, out: Path, pictures: int, size: tuple[int, int], style: str | None, seconds: float | None
) -> None:
    """Replay a visit; the options are those of `./play replay`."""
    content = load_content(HOME / "content")
    if style is not None:
        _style(content, style)
    found = _visit(visit, content)
    found = _held_to(style, found)
    chosen = style or found.style or _style(content, None)
    wanted = Wanted(out, chosen, found.level, seconds, pictures, size)
    write_replay(load_rules(HOME, content), found, wanted, SHADERS)


def run_engine(
    connection: Connection[None, list[Input]], asked: socket.socket, options: EngineOptions
) -> None:
    """The engine's process: load, play until the window's end of the pipe closes, close the doors."""
    from installation.shell.port import PortDoor  # noqa: PLC0415 - the window's process needs no serial port
    from installation.shell.ringtone_keeper import RingtoneKeeper  # noqa: PLC0415
    from installation.shell.sound import SoundDoor  # noqa: PLC0415 - nor does it make sound
    from installation.shell.sound_hall import read_hall  # noqa: PLC0415

    _log_to_file("engine")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the window hears it, and ends this process by the pipe
    content = load_content(HOME / "content")
    rules = load_rules(HOME, content)
    visits = VisitScribe.begun(DATA / "visits.db", content.retention, content.levels, HOME)
    keeper, house_keeper = CalibrationKeeper(DATA / "pads.json"), HouseKeeper(DATA / "house.json")
    scribes: tuple[engine.Scribe, ...] = (keeper, house_keeper, visits)
    if options.record is not None:
        scribes += (VisitWriter(options.record, options.style, options.level),)
    house = _house(house_keeper.kept, options.language, again=options.again)
    ringtones = RingtoneKeeper(DATA / "ringtones", _address(options), DATA / "logs" / "ringtones.log")
    world = begin(
        rules, options.style, options.level, locked=options.locked, calibration=keeper.kept, house=house
    )
    doors = engine.Doors(
        clock=options.clock,
        port=PortDoor.open(options.port),
        sound=SoundDoor.open(
            options.clock.origin_ns, device=options.audio, hall=read_hall(DATA / "sound.json")
        ),
        orders=OrdersIn(connection),
        mailbox=Mailbox(SNAPSHOT_BYTES, options.mailbox),
        scribes=(*scribes, ringtones),
        tellers=(ringtones, asks.AsksIn(asked)),
        keeper=visits,
    )
    engine.warm_up(rules, options.style)
    gc.collect()
    gc.freeze()  # what was loaded stays: the collector need not look at it again
    logger.info("the engine begins; it comes first: %s", priority.come_first())
    try:
        engine.run(world, rules, doors)
    finally:
        engine.close(doors)


def _address(options: EngineOptions) -> str:
    """This machine's address in the room, if the room may take ringtones home; else ""."""
    from installation.shell.console_commands import addresses  # noqa: PLC0415 - only when it is open to the room

    return next(iter(addresses()), "") if options.lan else ""


class EngineProcess:
    """The engine, as the window's process sees it: it can be begun, again too, and ended."""

    def __init__(self, options: dict[str, Any], style: str) -> None:
        """Begin the engine."""
        self._options, self._style = options, style
        self.begun = 0
        """How many engines were begun."""
        self.mailbox = Mailbox(SNAPSHOT_BYTES)
        self.asked, self.asks = asks.pair()
        """The engine's end and the page's: both last longer than the processes that use them."""
        self.clock = Clock.begun_now()
        self.orders, self._process = self._begin()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.is_alive()

    def begin_again(self, style: str = "") -> None:
        """End what is left of it and begin another, in the style that played if that is known.

        What it said last is dropped; what it was asked and did not hear, the next one hears.
        """
        self._style = style or self._style
        self._end()
        self.mailbox.take()
        asks.hand_on(self.asked, self.asks)
        self.clock = Clock.begun_now()
        self.orders, self._process = self._begin()

    def close(self) -> None:
        """End it."""
        self._end()
        self.mailbox.close()
        self.asked.close()
        self.asks.close()

    def _end(self) -> None:
        """End the process: softly, and if it does not listen by force."""
        self.orders.close()
        self._process.join(3.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _begin(self) -> tuple[OrdersOut, SpawnProcess]:
        connection, orders = pair()
        self.begun += 1
        record = self._options["record"]
        if record is not None and self.begun > 1:  # what an engine that failed has recorded stays
            record = record.with_stem(f"{record.stem}-{self.begun}")
        options = EngineOptions(
            clock=self.clock,
            mailbox=self.mailbox.name,
            style=self._style,
            level=self._options["level"],
            locked=self._options["lock"],
            port=self._options["port"],
            audio=self._options["audio"],
            record=record.absolute() if record is not None else None,
            language=self._options["language"] if self.begun == 1 else None,
            lan=self._options["lan"],
            again=self.begun > 1,
        )
        process = mp.get_context("spawn").Process(
            target=run_engine, args=(connection, self.asked, options), name="engine"
        )
        process.start()
        connection.close()
        return orders, process


def _window(options: dict[str, Any]) -> Any:
    """The window, or None where there is no display."""
    from installation.shell.window import NoWindowError, WindowDoor  # noqa: PLC0415 - the engine's process has none

    try:
        return WindowDoor(
            SHADERS,
            size=options["size"] if options["windowed"] else None,
            windowed=options["windowed"],
            locked_down=options["kiosk"],
            dev=options["dev"],
        )
    except NoWindowError as reason:
        logger.info("no window: %s", reason)
        return None


def _play_live(window: Any, style: str, options: dict[str, Any]) -> None:
    def leave(*_: object) -> None:
        window.closed = True  # to close it here would take it away from under the picture being drawn

    _log_to_file("window")
    signal.signal(signal.SIGTERM, leave)
    running = EngineProcess(options, style)
    priority.stand_back()
    first = _first_picture(style, options["level"], options["language"])
    page = _page(options, running)
    window.page = page.address if page is not None else ""
    controllers = _controllers(options["controllers"])
    try:
        show.run(window, running, options["seconds"], first, page, controllers)
    except KeyboardInterrupt:
        logger.info("stopped from the keyboard")
    finally:
        window.close()
        if page is not None:
            page.close()
        running.close()
        if controllers is not None:
            controllers.close()


def _controllers(bindings: str) -> ControllersDoor | None:
    """MIDI controllers and gamepads, unless they are switched off."""
    if bindings == "off":
        return None
    from installation.shell.controllers import ControllersDoor  # noqa: PLC0415 - where there is a window only

    return ControllersDoor(bindings)


def _check_controllers(bindings: str) -> None:
    try:
        bind("" if bindings == "off" else bindings)
    except ValueError as error:
        raise click.BadParameter(f"--controllers: {error}") from error


def _page(options: dict[str, Any], running: EngineProcess) -> ConsoleDoor | None:
    """The facilitator's page, unless it is switched off."""
    port, lan = options["console"], options["lan"]
    if port is None:
        return None

    def said(trouble: str) -> None:
        click.echo(f"The page cannot be opened: {trouble}." if trouble else where(port, lan=lan), err=True)

    return ConsoleDoor(
        port, lan=lan, home=HOME, data=DATA, moments=running.mailbox.address, asks=running.asks, said=said
    )


def _first_picture(style: str, level: int | None, language: str | None) -> Snapshot:
    """What the wall shows while the engine still loads: the world as it begins."""
    rules = load_rules(HOME, load_content(HOME / "content"))
    house = _house(HouseKeeper(DATA / "house.json").kept, language, again=False)
    world, _ = step(begin(rules, style, level, house=house), (), rules)
    return view(world, rules)


def _house(kept: House, language: str | None, *, again: bool) -> House:
    """The house as it was kept. A new day is heard, and speaks the language that was asked for."""
    return structs.replace(kept, language=language or kept.language, muted=kept.muted and again)


def _style(content: Content, name: str | None) -> str:
    if name is None:
        return content.levels.style
    if name not in content.styles:
        raise click.BadParameter(f"there is no style {name!r}; there are {', '.join(content.styles)}")
    return name


def _check_level(content: Content, level: int | None) -> None:
    if level is not None and level >= len(content.levels.levels):
        raise click.BadParameter(f"there is no level {level}; the last is {len(content.levels.levels) - 1}")


def _held_to(style: str | None, visit: Visit) -> Visit:
    """A style that was asked for holds throughout: the visit's own changes of style are left out."""
    if style is None:
        return visit
    kept = [
        event for event in visit.events if not (isinstance(event, CommandGiven) and event.command == "style")
    ]
    return replace(visit, events=tuple(kept))


def _check_language(name: str) -> None:
    known = sorted(path.stem for path in (HOME / "content" / "languages").glob("*.yaml"))
    if name not in known:
        raise click.BadParameter(f"there is no language {name!r}; there are {', '.join(known)}")


def _visit(path: Path, content: Content) -> Visit:
    levels = range(len(content.levels.levels))
    return parse(path.read_bytes(), str(path), levels=levels, styles=content.styles)


def _log_to_file(name: str) -> None:
    """Nothing is printed over the picture."""
    logging.basicConfig(level=logging.INFO, handlers=[log_file(DATA / "logs" / f"{name}.log")])
