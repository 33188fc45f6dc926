"""Posts only to the world outside: an address that somebody typed in must not open a door of our own network.

A name is looked up once, what it leads to is checked, and that very address is called; so a name server
cannot show one address to the check and another to the call. The secret part of an address is put in
below the HTTP client, whose log names every address that it calls.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx
from pydantic import SecretStr

from domain.errors import ChallengeError

Resolve = Callable[[str, int], Iterable[str]]

HIGHEST_PORT = 65535
TRANSLATED = IPv6Network("64:ff9b::/96")
"""Through these an IPv6 network calls IPv4 addresses."""


class PointsInside(ChallengeError):
    """A webhook's address leads into our own network, or to nowhere that was expected."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]} is no address that may be posted to: {self.args[1]}. "
            "Give another address, or name the host in CPC_INSIDE_HOSTS if it is meant."
        )


def resolve(host: str, port: int) -> list[str]:
    """Look a name up."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_outside(address: str) -> bool:
    """Whether an address is one of the public internet, in whatever way it is written or wrapped."""
    here = ip_address(address.partition("%")[0])
    inner = _wrapped(here) if isinstance(here, IPv6Address) else None
    return (inner or here).is_global and not (inner or here).is_multicast


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that is really called, if there is one."""
    if address in TRANSLATED or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]


def check(url: httpx.URL, inside: frozenset[str], hosts: tuple[str, ...] = ()) -> None:
    """Refuse an address that is not HTTPS, or at none of the hosts where such a webhook lives.

    ``inside`` names the hosts that are allowed whatever they are.
    """
    if not _can_be_called(url):
        raise PointsInside(url.host, "no machine can have that name and port")
    if url.host in inside:
        return
    if url.scheme != "https":
        raise PointsInside(url.host or "An address without a host", "it does not begin with https://")
    if hosts and not any(url.host == each.lstrip(".") or _is_below(url.host, each) for each in hosts):
        raise PointsInside(url.host, f"such webhooks live at {' or '.join(hosts)}")


def _can_be_called(url: httpx.URL) -> bool:
    """Whether the system can be asked for a host and port at all; if not, it fails in ways of its own."""
    try:
        url.host.encode("idna")
    except UnicodeError:
        return False
    return (url.port or 0) <= HIGHEST_PORT


def _is_below(host: str, suffix: str) -> bool:
    return suffix.startswith(".") and host.endswith(suffix)


class Outside(httpx.BaseTransport):
    """Sends requests to one secret address, provided that it leads outside."""

    def __init__(
        self,
        address: SecretStr,
        inside: frozenset[str] = frozenset(),
        resolve: Resolve = resolve,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._address = address
        self._inside = inside
        self._resolve = resolve
        self._transport = httpx.HTTPTransport(verify=verify, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the address that the host's name led to when it was checked."""
        *others, last = self._checked(request)
        for each in others:
            try:
                return self._transport.handle_request(self._to(each, request))
            except httpx.ConnectError:
                continue
        return self._transport.handle_request(self._to(last, request))

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def _checked(self, request: httpx.Request) -> list[str]:
        url = request.url
        try:
            found = list(self._resolve(url.host, url.port or 443))
        except OSError as error:
            raise httpx.ConnectError(f"{url.host} is not known", request=request) from error
        if url.host not in self._inside:
            for each in found:
                if not is_outside(each):
                    raise PointsInside(url.host, f"it leads to {each}, which is inside")
        return found

    def _to(self, place: str, request: httpx.Request) -> httpx.Request:
        return httpx.Request(
            request.method,
            httpx.URL(self._address.get_secret_value()).copy_with(host=place),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
