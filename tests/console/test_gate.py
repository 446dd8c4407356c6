"""Where a request may come from."""

from __future__ import annotations

import pytest

from installation.console import gate

NAMES = gate.LOOPBACK | {"192.168.1.7", "museum.local"}


@pytest.mark.parametrize("host", ["127.0.0.1:8420", "localhost:8420", "LOCALHOST:8420", "192.168.1.7:8420"])
def test_the_machines_own_names_at_its_own_port_fit(host: str) -> None:
    assert gate.host_fits(host, NAMES, 8420)


@pytest.mark.parametrize(
    "host",
    [None, "", ":8420", "localhost", "localhost:8421", "evil.com:8420", "evil.com", "127.0.0.1.evil.com:8420",
     "localhost:8420.evil.com", "localhost:08420", "localhost:8420 ", "localhost@evil.com:8420", "192.168.1.8:8420"],
)  # fmt: skip
def test_any_other_host_does_not(host: str | None) -> None:
    assert not gate.host_fits(host, NAMES, 8420)


def test_only_a_page_from_the_very_same_place_is_ours() -> None:
    host = "127.0.0.1:8420"
    assert gate.origin_fits("http://127.0.0.1:8420", host, tls=False)
    for origin in (None, "", "null", "https://127.0.0.1:8420", "http://127.0.0.1", "http://localhost:8420",
                   "http://evil.com", "http://127.0.0.1:8420.evil.com", "http://127.0.0.1:8420/"):  # fmt: skip
        assert not gate.origin_fits(origin, host, tls=False)
    assert gate.origin_fits("https://127.0.0.1:8420", host, tls=True)
    assert not gate.origin_fits("http://127.0.0.1:8420", None, tls=False)


def test_the_loopback_and_nothing_else_is_here() -> None:
    assert gate.is_here("127.0.0.1")
    assert gate.is_here("::1")
    for other in ("", "10.0.0.1", "128.0.0.1", "1127.0.0.1", "::2", "testclient"):
        assert not gate.is_here(other)


def test_cookies_are_strict_and_with_tls_tied_to_this_host() -> None:
    plain, secure = gate.cookie("abc", 60, tls=False), gate.cookie("abc", 60, tls=True)
    for word in ("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=60"):
        assert word in plain
        assert word in secure
    assert secure.startswith("__Host-")
    assert "Secure" in secure
    assert "Domain" not in plain + secure


def test_the_policy_lets_no_script_in_but_the_pages_own_files() -> None:
    policy = gate.HEADERS["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
