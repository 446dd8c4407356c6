"""The commands of the facilitator's page: where it is, and its PINs.

Owns their words and options. Refuses to show a PIN, and to run the page: `play` does.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from installation.console.roles import Role

HOME = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("DEFORMTUNE_DATA", HOME / "data")) / "console"
"""Where app.py lets the page keep what it keeps."""
ROLES = ("viewer", "facilitator", "technician")


def addresses() -> list[str]:
    """This machine's addresses (IPv4) in the networks it is in, without the loopback."""
    import psutil  # noqa: PLC0415 - `--help` needs none

    found = psutil.net_if_addrs().values()
    every = (each.address for kind in found for each in kind if each.family == socket.AF_INET)
    return [address for address in every if not address.startswith("127.")]


@click.group(invoke_without_command=True)
@click.option("--port", type=click.IntRange(1024, 65535), default=8420, show_default=True)
@click.pass_context
def console(context: click.Context, port: int) -> None:
    """Say where the facilitator's page is, with a code for a phone; set its PINs.

    The page is served while the installation plays: at this machine only, or with `play --lan` in the room's
    network. The code holds the address, never a PIN.
    """
    if context.invoked_subcommand is not None:
        return
    click.echo(f"At this machine:   http://127.0.0.1:{port}   (or https, when it plays with --lan)")
    places = [f"https://{address}:{port}" for address in addresses()]
    for place in places:
        click.echo(f"In the room:       {place}   (when it plays with --lan)")
    if places:
        import segno  # noqa: PLC0415 - `--help` needs none

        segno.make_qr(places[0]).terminal(sys.stdout, compact=True)
    _say_fingerprint()


@console.command()
@click.argument("role", type=click.Choice(ROLES), default="facilitator")
def pin(role: str) -> None:
    """Set the PIN of a ROLE (viewer, facilitator or technician); whoever is signed in signs in again.

    A viewer sees, a facilitator also switches, a technician also calibrates and sets quiet hours. A PIN has six
    to twelve digits and is kept as a slow hash only.
    """
    from installation.console.pins import PinError  # noqa: PLC0415 - `--help` needs none
    from installation.console.roles import role_named  # noqa: PLC0415

    new = click.prompt(f"A new PIN for the {role} (six to twelve digits)", hide_input=True,
                       confirmation_prompt="Once more")  # fmt: skip
    try:
        _set(role_named(role), new)
    except PinError as error:
        raise click.ClickException(f"{error}.") from error
    click.echo(f"The {role} has a new PIN. It holds at once; every page that is open asks for it.")


def _set(role: Role, new: str) -> None:
    from installation.shell.console_vault import Vault  # noqa: PLC0415

    Vault(FOLDER).set_pin(role, new)


def _say_fingerprint() -> None:
    from installation.shell.console_certificate import fingerprint  # noqa: PLC0415

    found = fingerprint(FOLDER / "certificate.pem")
    if found:
        click.echo("A browser that does not know the installation's certificate warns once. Its fingerprint:")
        click.echo(f"  {found}")


commands = [console]
