"""What proxies say of a request: ``Forwarded`` (RFC 7239) and ``X-Forwarded-…``. Pure functions on header values.

Each proxy appends what it knows, so the lists grow to the right: the last entry was written by the proxy that speaks
to this service, the first ones may be made up by the client.
"""

import re
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple

Address = IPv4Address | IPv6Address
_PAIR = re.compile(r'\s*([A-Za-z0-9!#$%&\'*+.^_`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))\s*')
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?\Z")
_IPV4_PORT = re.compile(r"([0-9.]+)(?::[0-9]+)?\Z")
_IPV6_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?\Z")
_SCHEMES = ("http", "https")


class Hop(NamedTuple):
    """What one proxy says: whom it took the request from, and how that one addressed it. Empty where it says nothing."""

    client: str = ""
    scheme: str = ""
    host: str = ""


def parse_forwarded(header: str) -> list[Hop]:
    """The hops of a ``Forwarded`` header; from an element on that breaks the grammar, nothing to its left is believed."""
    hops: list[Hop] = []
    for element in reversed(_elements(header)):
        pairs: dict[str, str] = {}
        position = 0
        while position < len(element):
            found = _PAIR.match(element, position)
            if found is None or (found.end() < len(element) and element[found.end()] != ";"):
                return hops[::-1]
            pairs[found[1].lower()] = re.sub(r"\\(.)", r"\1", found[2]) if found[2] is not None else found[3]
            position = found.end() + 1
        hops.append(_hop(pairs.get("for", ""), pairs.get("proto", ""), pairs.get("host", "")))
    return hops[::-1]


def parse_x_forwarded(clients: str, schemes: str, hosts: str) -> list[Hop]:
    """The hops of ``X-Forwarded-For``, ``-Proto`` and ``-Host``, which are read from the right side by side."""
    told = [[part.strip() for part in text.split(",")] if text.strip() else [] for text in (clients, schemes, hosts)]
    hops = []
    for place in range(1, max(1, len(told[0])) + 1):
        # A proxy that replaces the value instead of appending speaks for all behind it.
        values = [parts[-min(place, len(parts))] if parts else "" for parts in told]
        hops.append(_hop(values[0], values[1], values[2]))
    return hops[::-1]


def believed(hops: Sequence[Hop], trusted: Callable[[Address], bool]) -> Hop:
    """What a trusted peer and the trusted proxies behind it say: the right-most client that is no trusted proxy.

    Where nobody says who the client was, the last address known is all there is.
    """
    known = Hop()
    for hop in reversed(hops):
        address = parse_address(hop.client)
        known = Hop(str(address) if address else known.client, hop.scheme or known.scheme, hop.host or known.host)
        if address is None or not trusted(address):
            break
    return known


def parse_address(text: str) -> Address | None:
    """An address as proxies write it, with or without a port; ``None`` for ``unknown``, hidden names and nonsense."""
    found = _IPV6_PORT.match(text) or _IPV4_PORT.match(text)
    try:
        address = ip_address(found[1] if found else text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or (IPv6Address(int(address)) if address.scope_id else address)
    return address


def _hop(client: str, scheme: str, host: str) -> Hop:
    return Hop(client, scheme.lower() if scheme.lower() in _SCHEMES else "", host if _HOST.match(host) else "")


def _elements(header: str) -> list[str]:
    """Set the elements apart: a comma within quotes separates nothing."""
    elements, start, quoted, escaped = [], 0, False, False
    for index, sign in enumerate(header):
        if escaped:
            escaped = False
        elif quoted and sign == "\\":
            escaped = True
        elif sign == '"':
            quoted = not quoted
        elif sign == "," and not quoted:
            elements.append(header[start:index])
            start = index + 1
    return [element for element in [*elements, header[start:]] if element.strip()]
