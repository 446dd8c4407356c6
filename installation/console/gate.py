"""Where a request may come from, and what every answer forbids the browser.

Owns the checks of Host and Origin and the headers of safety. Refuses to know addresses of its own: which names
this machine has is told. A page of another site that points a name of its own at this machine (DNS rebinding)
sends that name as Host, and is turned away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""On every answer."""


def host_fits(host: str | None, names: Collection[str], port: int) -> bool:
    """Whether the Host header names this machine and this port."""
    name, colon, number = (host or "").lower().rpartition(":")
    return bool(colon) and name in names and number == str(port)


def origin_fits(origin: str | None, host: str | None, *, tls: bool) -> bool:
    """Whether a page of ours asked: the Origin must be there, and be the very place that was asked."""
    scheme = "https" if tls else "http"
    return origin is not None and host is not None and origin.lower() == f"{scheme}://{host.lower()}"


def is_here(address: str) -> bool:
    """Whether an address is this machine's own loopback."""
    return address == "::1" or address.startswith("127.")


def cookie_name(*, tls: bool) -> str:
    """The `__Host-` prefix ties a cookie to this very host, and needs TLS."""
    return "__Host-deformtune" if tls else "deformtune"


def cookie(secret: str, seconds: int, *, tls: bool) -> str:
    """The header that sets the session's cookie (0 seconds: that ends it)."""
    secure = "; Secure" if tls else ""
    return f"{cookie_name(tls=tls)}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
