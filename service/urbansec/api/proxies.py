"""Who asks, and under which address, when proxies stand in front. Raw ASGI.

Only the peers that ``trusted_proxies`` names are believed, and only the header that ``proxy_header`` names is read: a
proxy lets the other one pass as its client wrote it.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from urbansec.api.forwarded import Address, Hop, believed, parse_address, parse_forwarded, parse_x_forwarded
from urbansec.engine.caller import current

# A household or a server is given 2^64 addresses at least; to count each by itself would be no limit at all.
_IPV6_PREFIX = 64


@lru_cache(maxsize=4096)
def account(client: str) -> str:
    """The name under which a client's work is counted: its IPv4 address, or the network of its IPv6 address."""
    address = parse_address(client)
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address) >> (128 - _IPV6_PREFIX) << (128 - _IPV6_PREFIX), _IPV6_PREFIX)))
    return str(address) if isinstance(address, IPv4Address) else client


class Proxies:
    """The layer: corrects client, scheme and host of the request, and tells the caller who it is."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str], header: str) -> None:
        self._app = app
        self._networks = tuple(ip_network(name, strict=False) for name in trusted)
        self._header = header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http":
            if self._networks:
                self._correct(scope)
            caller, client = current.get(), scope.get("client")
            if caller is not None:
                caller.client = account(client[0]) if client else ""
        await self._app(scope, receive, send)

    def _correct(self, scope: Scope) -> None:
        peer = parse_address(scope["client"][0]) if scope.get("client") else None
        if peer is None or not self._trusts(peer):
            return
        hop = believed(self._hops(scope), self._trusts)
        if hop.client:
            scope["client"] = (hop.client, 0)
        if hop.scheme:
            scope["scheme"] = hop.scheme
        if hop.host:
            scope["headers"] = [*((name, value) for name, value in scope["headers"] if name != b"host"), (b"host", hop.host.encode())]

    def _hops(self, scope: Scope) -> list[Hop]:
        def told(wanted: bytes) -> str:
            return ", ".join(value.decode("latin-1") for name, value in scope["headers"] if name == wanted)

        if self._header == "forwarded":
            return parse_forwarded(told(b"forwarded"))
        return parse_x_forwarded(told(b"x-forwarded-for"), told(b"x-forwarded-proto"), told(b"x-forwarded-host"))

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._networks)
