"""The installation's own certificate: so that no PIN crosses the room in the open.

Owns how it is made and when it is made anew. Refuses to claim more than it can: nobody has signed it, so a browser
warns once; whoever looks after the installation compares the fingerprint that it shows with the one printed here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from installation.shell.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

DAYS, RENEW_DAYS = 397, 30
"""Browsers take no certificate that is longer (CA/Browser Forum); it is made anew so long before its end."""


def certificate(folder: Path, names: Collection[str]) -> tuple[Path, Path]:
    """The files of the certificate and its key, made if they are missing, nearly over, or for other names.

    Args:
        folder: where they are kept; only this user should be able to read it.
        names: what the machine goes by: addresses and host names.
    """
    signed, key = folder / "certificate.pem", folder / "key.pem"
    if not (key.exists() and _serves(signed, names)):
        _make(signed, key, names)
    return signed, key


def fingerprint(signed: Path) -> str:
    """What a browser shows of the certificate (SHA-256), or "" if there is none."""
    try:
        found = x509.load_pem_x509_certificate(signed.read_bytes())
    except (OSError, ValueError):
        return ""
    digest = hashlib.sha256(found.public_bytes(serialization.Encoding.DER)).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _serves(signed: Path, names: Collection[str]) -> bool:
    try:
        found = x509.load_pem_x509_certificate(signed.read_bytes())
        known = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    left = found.not_valid_after_utc - dt.datetime.now(dt.UTC)
    said = {str(address) for address in known.get_values_for_type(x509.IPAddress)}
    said |= set(known.get_values_for_type(x509.DNSName))
    return left > dt.timedelta(days=RENEW_DAYS) and set(names) <= said


def _make(signed: Path, key: Path, names: Collection[str]) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "DeformTune")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_said(each) for each in sorted(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    private = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_whole(key, private)
    key.chmod(0o600)
    write_whole(signed, built.public_bytes(serialization.Encoding.PEM))


def _said(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
