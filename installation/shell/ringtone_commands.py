"""The command that makes a ringtone's files again from its code.

Owns which files come of a code, in one folder, whole or not at all. Imports nothing heavy until it runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from installation.ringtone.performance import Performance
    from installation.ringtone.piece import Ringtone
    from installation.world import Rules

HOME = Path(__file__).resolve().parents[2]


@click.command()
@click.argument("code", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the files.")
@click.option("--marks", is_flag=True, help="Say what this copy's codes are made with, and nothing else.")
@click.option("--whatever-sounds", is_flag=True, help="Also if the instruments were others then.")
@click.option("--language", default="en", show_default=True, help="Of the title (content/languages).")
@click.option("--picture/--no-picture", default=True, help="With the picture card.", show_default=True)
def reopen(
    code: str | None, out: Path | None, language: str, *, marks: bool, whatever_sounds: bool, picture: bool
) -> None:
    """Make a ringtone again from its CODE: the same notes and the same sound, on every copy of this version.

    Writes ringtone.wav, .ogg, .mid, .musicxml, score.svg, card.png and code.txt into --out. Small letters and any
    hyphens or spaces in the CODE are welcome; a character that is wrong is noticed. A code that another version
    made says what it needs.
    """
    if not marks and (code is None or out is None):
        raise click.UsageError("give a CODE and --out FOLDER, or --marks")
    known = sorted(path.stem for path in (HOME / "content" / "languages").glob("*.yaml"))
    if language not in known:
        raise click.BadParameter(f"there is no language {language!r}; there are {', '.join(known)}")
    from installation.shell.content import load_content, load_rules  # noqa: PLC0415 - heavy only once it runs

    rules = load_rules(HOME, load_content(HOME / "content"))
    if code is None or out is None:
        _say_marks(rules)
        return
    ringtone = _read(rules, code, whatever_sounds=whatever_sounds)
    written = _write(rules, ringtone, out, language, picture=picture)
    click.echo(f"{out}: {' '.join(written)}", err=True)


def _read(rules: Rules, code: str, *, whatever_sounds: bool) -> Ringtone:
    """The ringtone of a code; a code that cannot be opened ends the command in words."""
    from installation.ringtone.code import CodeError, read  # noqa: PLC0415

    try:
        return read(code, rules.edition, whatever_sounds=whatever_sounds)
    except CodeError as reason:
        raise click.ClickException(str(reason)) from None


def _write(rules: Rules, ringtone: Ringtone, out: Path, language: str, *, picture: bool) -> list[str]:
    """Write the files of a ringtone; their names."""
    from installation.ringtone.code import grouped, write  # noqa: PLC0415
    from installation.ringtone.performance import perform  # noqa: PLC0415
    from installation.shell.files import results  # noqa: PLC0415
    from installation.shell.instruments import load_bank  # noqa: PLC0415
    from installation.shell.lettering import read_languages  # noqa: PLC0415
    from installation.shell.ringtone_files import note_files, sound_files  # noqa: PLC0415
    from installation.shell.ringtone_score import sheet_music  # noqa: PLC0415

    code = write(ringtone, rules.edition)
    performance = perform(ringtone, rules.styles[ringtone.style], rules.kits[ringtone.style])
    words = read_languages(HOME / "content" / "languages")[language]
    files = note_files(performance, words["level.ringtone.title"], code)
    files["score.svg"] = sheet_music(files["ringtone.musicxml"])
    files["code.txt"] = f"{grouped(code)}\n".encode()
    files |= sound_files(performance, load_bank())
    if picture:
        files |= _picture(rules, ringtone, performance, code, words)
    with results(out) as place:
        for name, data in files.items():
            (place / name).write_bytes(data)
    return sorted(files)


def _picture(
    rules: Rules, ringtone: Ringtone, performance: Performance, code: str, words: dict[str, str]
) -> dict[str, bytes]:
    """The card; where there is no OpenGL it says so, and the rest is made."""
    from installation.shell.offscreen import NoPicturesError  # noqa: PLC0415
    from installation.shell.ringtone_card import card  # noqa: PLC0415

    try:
        return {"card.png": card(rules, ringtone, performance, code, HOME, words)}
    except NoPicturesError as reason:
        click.echo(str(reason), err=True)
        return {}


def _say_marks(rules: Rules) -> None:
    """This copy's marks, which an error about a code of another version names."""
    from installation.ringtone.code import VERSION, mark_text  # noqa: PLC0415

    click.echo(f"codes of version {VERSION}; sound {mark_text(rules.edition.sound)}")
    for name, mark in rules.edition.styles.items():
        click.echo(f"  {name:12} {mark_text(mark)}")


commands = [reopen]
