"""The commands about sound: render a MIDI file, calibrate the hall, build our instruments, look at them.

Owns words and options; each command imports what it needs when it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from installation.shell.places import data_folder

_BAD_INPUT = 2
KEPT = data_folder() / "sound.json"
"""Where app.py looks for what is known of the hall."""


def _refuse(error: Exception) -> None:
    click.echo(str(error).strip("'\""), err=True)
    sys.exit(_BAD_INPUT)


def _preset(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """BANK:PROGRAM as two numbers."""
    if value is None:
        return None
    bank, _, program = value.partition(":")
    if not (bank.isdigit() and program.isdigit()):
        raise click.BadParameter(f"{value!r} is no preset; write for example 0:12")
    return int(bank), int(program)


class _SoundGroup(click.Group):
    """`sound FILE.mid ...` renders; a word that names another command means that one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["render", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_SoundGroup)
def sound() -> None:
    """Render MIDI files, and fit the sound to the hall.

    \b
      ./play sound FILE.mid --out FILE.wav   the same as `sound render`
      ./play sound calibrate                 how loud is it in this hall?
    """  # noqa: D301 - \\b tells click to keep the lines that follow as they are


@sound.command()
@click.argument("midi", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="WAV, FLAC or Ogg file."
)
@click.option("--instrument", metavar="NAME", help="Play everything on this one of our instruments.")
@click.option(
    "--soundfont",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Play a SoundFont or an SFZ file.",
)
@click.option(
    "--preset", metavar="BANK:PROGRAM", callback=_preset, help="Play everything on this preset of it."
)
@click.option("--dry", is_flag=True, help="Without room and limiter.")
@click.option(
    "--polyphony", type=click.IntRange(1, 4096), default=256, show_default=True, help="Voices at once."
)
@click.option(
    "--interpolation", type=click.Choice(["draft", "good", "best"]), default="good", show_default=True,
    help="Between the frames of a sample: the same spline on sound oversampled once, twice or four times.",
)  # fmt: skip
def render(
    midi: Path, out: Path, instrument: str | None, soundfont: Path | None, preset: tuple[int, int] | None,
    dry: bool, polyphony: int, interpolation: str,  # noqa: FBT001 - click passes options by position or name alike
) -> None:  # fmt: skip
    """Render a Standard MIDI File with our own instruments, or with a SoundFont."""
    from installation.sampler.sfz_text import SfzError  # noqa: PLC0415
    from installation.sampler.soundfont import SoundFontError  # noqa: PLC0415
    from installation.shell import midi_sound  # noqa: PLC0415
    from installation.shell.instruments import InstrumentError  # noqa: PLC0415
    from installation.shell.midi_events import MidiError, score_of  # noqa: PLC0415
    from installation.shell.sfz_files import sfz_instrument  # noqa: PLC0415

    try:
        score = score_of(midi)
        if soundfont is None:
            bank = midi_sound.own_bank(score.presets, instrument, interpolation)
        elif soundfont.suffix.lower() == ".sfz":
            played, ignored = sfz_instrument(soundfont)
            bank = midi_sound.one_bank(played, score.presets, interpolation)
            _say_ignored(ignored)
        else:
            font = midi_sound.open_font(soundfont)
            bank = midi_sound.font_bank(font, score.presets, preset, interpolation)
            _say_ignored(font.ignored)
        blocks = midi_sound.rendered(score, bank, dry=dry, polyphony=polyphony)
        seconds, peak = midi_sound.write(out, blocks)
    except (MidiError, InstrumentError, SoundFontError, SfzError, KeyError, ValueError, OSError) as error:
        _refuse(error)
        return
    click.echo(f"{out}: {midi_sound.note_count(score)} notes, {seconds:.1f} s, highest sample {peak:.3f}")


@sound.command()
@click.option("--audio", metavar="DEVICE", default="", help="Sound device by (part of) its name.")
@click.option(
    "--level", type=click.FloatRange(-50, -20), default=-30.0, show_default=True,
    help="Of the test sound, in dB(A) against full scale: the music has about -25.",
)  # fmt: skip
@click.option(
    "--ceiling", type=click.FloatRange(60, 100), default=90.0, show_default=True,
    help="The most that visitors may hear, in dB(A); what is louder is held back.",
)  # fmt: skip
@click.option("--reading", type=float, help="What the meter reads, if you know already: nothing is played.")
@click.option(
    "--kept", type=click.Path(dir_okay=False, path_type=Path), default=KEPT, show_default=True,
    help="Where the hall's figures are kept.",
)  # fmt: skip
def calibrate(audio: str, level: float, ceiling: float, reading: float | None, kept: Path) -> None:
    """Tell the installation how loud it is in this hall.

    Put a sound level meter (A-weighted, slow) where visitors stand, at the height of their heads, and set the
    amplifier as it will stay. A soft rushing sound begins; type what the meter reads. From then on the console shows
    how loud the hall was over the last fifteen minutes, and nothing gets louder than --ceiling for long.
    """
    from installation.shell.sound_hall import Hall, keep_hall  # noqa: PLC0415

    try:
        read_db = _reading(audio, level) if reading is None else reading
        hall = Hall(read_db - level, ceiling)
        keep_hall(kept, hall)
    except OSError as error:
        _refuse(OSError(f"{error}; plug in or name a sound device (--audio), or type --reading"))
    except ValueError as error:
        _refuse(error)
    else:
        click.echo(
            f"{kept}: full scale is {hall.offset_db:.1f} dB(A) here; nothing stays louder than {ceiling:g}"
        )


def _reading(audio: str, level: float) -> float:
    """Play the test sound until a number is typed."""
    from installation.shell.sound_check import CalibratingSound  # noqa: PLC0415

    with CalibratingSound(audio, level):
        return float(click.prompt("What does the meter read, in dB(A)", type=click.FloatRange(30, 120)))


def _say_ignored(ignored: set[str]) -> None:
    if ignored:
        click.echo(f"not played: {', '.join(sorted(ignored))}", err=True)


@click.group()
def instruments() -> None:
    """Our own instruments: build them from their models, look at what they are."""


@instruments.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Another folder than content's own."
)
def build(out: Path | None) -> None:
    """Render every instrument from its model into content/instruments."""
    from installation.shell.instruments import FOLDER, built, write  # noqa: PLC0415

    total = 0
    for one in built():
        size = write(one, out or FOLDER)
        total += size
        click.echo(f"{one.name:12} {len(one.samples):4} samples {size / 1e6:6.2f} MB")
    click.echo(f"{'all':12} {'':12} {total / 1e6:6.2f} MB")


@instruments.command()
@click.option("--only", metavar="NAME", help="Just this instrument.")
def table(only: str | None) -> None:
    """Measure the instruments from their files: tuning, levels, partials, decay, brightness."""
    from installation.shell.instrument_table import rows  # noqa: PLC0415
    from installation.shell.instruments import there  # noqa: PLC0415

    for row in rows((only,) if only else there()):
        click.echo(row)


@instruments.command()
def ready() -> None:
    """Compile the sampler and lay out the bank now, so that no later start waits for it."""
    from installation.effects import StartNote, TouchPad  # noqa: PLC0415
    from installation.shell.instruments import load_bank  # noqa: PLC0415
    from installation.shell.offline_sound import OfflineSound  # noqa: PLC0415

    bank = load_bank()
    heard = OfflineSound(bank)
    heard.play([StartNote(0, "melody", 1, 60.0, 90), TouchPad(480, 0, 0.5)])
    heard.render_to(4_800)
    click.echo(f"ready: {len(bank.names)} instruments, {bank.pool.nbytes / 1e6:.0f} MB of sound")


commands = [sound, instruments]
