"""Who asks, when proxies stand in front: only trusted ones are believed."""

import asyncio
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from tests.running import run, serving
from tests.service.asgi import answering, ask, scope
from tests.service.counting import CountingEngine, counting
from urbansec.api.calls import Calls
from urbansec.api.forwarded import Address, Hop, believed, parse_address, parse_forwarded, parse_x_forwarded
from urbansec.api.proxies import Proxies, account
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine.caller import current
from urbansec.queries import Catalogue

TRUSTED = ("10.0.0.0/8", "192.0.2.1", "2001:db8:ffff::/48")


def trusts(address: Address) -> bool:
    return any(address in ip_network(name) for name in TRUSTED)


@pytest.mark.parametrize(
    ("header", "hops"),
    [
        ("for=192.0.2.43", [Hop("192.0.2.43")]),
        ('for="[2001:db8:cafe::17]:4711"', [Hop("[2001:db8:cafe::17]:4711")]),
        ("For=1.2.3.4;Proto=HTTPS;by=203.0.113.43;host=example.org", [Hop("1.2.3.4", "https", "example.org")]),
        ("for=1.2.3.4, for=5.6.7.8", [Hop("1.2.3.4"), Hop("5.6.7.8")]),
        ("for=1.2.3.4 ; proto=http", [Hop("1.2.3.4", "http")]),
        ('for="1.2.3.4";host="a,b", for=5.6.7.8', [Hop("1.2.3.4"), Hop("5.6.7.8")]),
        (r'for="\1.2.3.4"', [Hop("1.2.3.4")]),
        ("proto=https", [Hop("", "https")]),
        ("for=unknown", [Hop("unknown")]),
        ("proto=javascript;for=1.2.3.4", [Hop("1.2.3.4")]),
        ("host=evil/path;for=1.2.3.4", [Hop("1.2.3.4")]),
        ("for=9.9.9.9, nonsense, for=1.2.3.4", [Hop("1.2.3.4")]),
        ('for=9.9.9.9, for="1.2.3.4', []),
        ("", []),
        (" , ", []),
    ],
)
def test_forwarded_is_read_from_the_right(header: str, hops: list[Hop]) -> None:
    assert parse_forwarded(header) == hops


@pytest.mark.parametrize(
    ("clients", "schemes", "hosts", "hops"),
    [
        ("1.2.3.4", "", "", [Hop("1.2.3.4")]),
        ("1.2.3.4, 10.0.0.1", "https", "example.org", [Hop("1.2.3.4", "https", "example.org"), Hop("10.0.0.1", "https", "example.org")]),
        ("1.2.3.4, 10.0.0.1", "https, http", "", [Hop("1.2.3.4", "https"), Hop("10.0.0.1", "http")]),
        ("", "https", "example.org:8443", [Hop("", "https", "example.org:8443")]),
        ("1.2.3.4", "ftp", "a b", [Hop("1.2.3.4")]),
    ],
)
def test_x_forwarded_is_read_from_the_right(clients: str, schemes: str, hosts: str, hops: list[Hop]) -> None:
    assert parse_x_forwarded(clients, schemes, hosts) == hops


@pytest.mark.parametrize(
    ("clients", "client"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.1.1.1", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 192.0.2.1, 10.1.1.1", "1.2.3.4"),
        ("10.0.0.7, 10.1.1.1", "10.0.0.7"),
        ("6.6.6.6, unknown, 10.1.1.1", "10.1.1.1"),
        ("unknown", ""),
        ("6.6.6.6, 2001:db8::1, 2001:db8:ffff::2", "2001:db8::1"),
        ("1.2.3.4:5678", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
    ],
)
def test_the_right_most_stranger_is_the_client(clients: str, client: str) -> None:
    assert believed(parse_x_forwarded(clients, "", ""), trusts).client == client


def test_scheme_and_host_come_from_the_outermost_trusted_proxy() -> None:
    hops = parse_forwarded("for=6.6.6.6;proto=http;host=evil.example, for=1.2.3.4;proto=https;host=good.example, for=10.0.0.1;proto=http;host=inner")
    assert believed(hops, trusts) == Hop("1.2.3.4", "https", "good.example")


@given(st.lists(st.sampled_from(["6.6.6.6", "10.0.0.1", "unknown", "x", "", "::1"]), max_size=5), st.sampled_from(["1.2.3.4", "2001:db8::1"]))
def test_nothing_that_a_client_writes_changes_who_it_is(made_up: list[str], real: str) -> None:
    assert believed(parse_x_forwarded(", ".join([*made_up, real]), "", ""), trusts).client == real
    quoted = f'for="[{real}]"' if ":" in real else f"for={real}"
    assert believed(parse_forwarded(", ".join([*(f"for={text}" for text in made_up), quoted])), trusts).client == real


@given(st.text(alphabet='for=;,"\\[]:. 1a\tproto', max_size=60), st.text(max_size=40))
def test_any_header_is_borne(likely: str, unlikely: str) -> None:
    for header in (likely, unlikely, f'{likely}, for="[::1]"', f"{unlikely}, for=1.2.3.4"):
        hops = parse_forwarded(header)
        assert all(hop.scheme in {"", "http", "https"} for hop in hops)
        believed(hops, trusts)
        believed(parse_x_forwarded(header, header, header), trusts)
    if likely.count('"') == 0:
        assert parse_forwarded(f"{likely}, for=1.2.3.4")[-1] == Hop("1.2.3.4")


@given(st.ip_addresses())
def test_addresses_are_read_with_and_without_a_port(address: Address) -> None:
    mapped = getattr(address, "ipv4_mapped", None) or address
    shown = f"[{address}]" if address.version == 6 else str(address)
    assert parse_address(str(address)) == parse_address(f"{shown}:80") == parse_address(shown) == mapped
    assert ip_address(account(str(address)).partition("/")[0]) in ip_network((mapped, 64 if mapped.version == 6 else 32), strict=False)


@pytest.mark.parametrize(
    ("client", "name"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_the_account_of_a_client(client: str, name: str) -> None:
    assert account(client) == name


async def _seen(request: Scope, header: str = "x-forwarded") -> tuple[str, str, str, str]:
    """The client as the layers below see it, the account, scheme and host."""
    found: list[tuple[str, str, str, str]] = []

    async def below(received: Scope, receive: Receive, send: Send) -> None:
        caller = current.get()
        assert caller is not None
        found.append((received["client"][0], caller.client, received["scheme"], dict(received["headers"])[b"host"].decode()))
        await answering(b"")(received, receive, send)

    await ask(Calls(Proxies(below, TRUSTED, header)), request)
    return found[0]


@pytest.mark.parametrize(
    ("peer", "header", "headers", "seen"),
    [
        (
            "10.0.0.1",
            "x-forwarded",
            {"x_forwarded_for": "1.2.3.4", "x_forwarded_proto": "https", "x_forwarded_host": "h.example"},
            ("1.2.3.4", "1.2.3.4", "https", "h.example"),
        ),
        ("10.0.0.1", "x-forwarded", {"forwarded": "for=6.6.6.6;proto=https", "x_forwarded_for": "1.2.3.4"}, ("1.2.3.4", "1.2.3.4", "http", "example.org")),
        ("10.0.0.1", "forwarded", {"forwarded": "for=1.2.3.4", "x_forwarded_for": "6.6.6.6"}, ("1.2.3.4", "1.2.3.4", "http", "example.org")),
        ("10.0.0.1", "x-forwarded", {"x_forwarded_for": "2001:db8:a:b::1"}, ("2001:db8:a:b::1", "2001:db8:a:b::/64", "http", "example.org")),
        ("10.0.0.1", "x-forwarded", {}, ("10.0.0.1", "10.0.0.1", "http", "example.org")),
        (
            "8.8.8.8",
            "x-forwarded",
            {"x_forwarded_for": "1.2.3.4", "x_forwarded_proto": "https", "x_forwarded_host": "h.example"},
            ("8.8.8.8", "8.8.8.8", "http", "example.org"),
        ),
        ("8.8.8.8", "forwarded", {"forwarded": "for=1.2.3.4;proto=https;host=h.example"}, ("8.8.8.8", "8.8.8.8", "http", "example.org")),
    ],
)
def test_only_a_trusted_peer_is_believed_and_only_its_own_header(peer: str, header: str, headers: dict[str, str], seen: tuple[str, ...]) -> None:
    assert asyncio.run(_seen(scope(client=peer, **headers), header)) == seen


def test_without_trusted_proxies_nothing_is_believed() -> None:
    async def below(received: Scope, receive: Receive, send: Send) -> None:
        assert received["client"][0] == "10.0.0.1"
        await answering(b"")(received, receive, send)

    asyncio.run(ask(Proxies(below, (), "x-forwarded"), scope(client="10.0.0.1", x_forwarded_for="1.2.3.4")))


@pytest.fixture(scope="module")
def start(snapshot: Snapshot, catalogue: Catalogue, assets: Assets) -> Iterator[Callable[[str], str]]:
    """Starts a service that trusts the proxies given."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda trusted: stack.enter_context(counting(CountingEngine(snapshot), catalogue, assets, {"trusted_proxies": trusted}))


@pytest.mark.parametrize(("trusted", "base"), [("127.0.0.0/8", "https://graph.example.org"), ("10.0.0.0/8", ""), ("", "")])
def test_absolute_links_follow_a_trusted_proxy_only(start: Callable[[str], str], trusted: str, base: str) -> None:
    url = start(trusted)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "graph.example.org", "X-Forwarded-For": "1.2.3.4", "Accept": "application/json"}
    document = httpx.get(f"{url}/queries/members-of-forum", headers=headers).json()
    assert document["links"]["self"] == f"{base or url}/queries/members-of-forum"
    plain = httpx.get(f"{url}/queries/members-of-forum", headers={"Accept": "application/json"}).json()
    assert plain["links"]["self"] == f"{url}/queries/members-of-forum"


def test_a_proxy_that_is_no_address_is_told() -> None:
    told = run("query", "list", URBANSEC_TRUSTED_PROXIES="127.0.0.1, proxy.example")
    assert told.returncode == 2
    assert b"URBANSEC_TRUSTED_PROXIES" in told.stderr
    assert b"proxy.example" in told.stderr


def test_what_a_stranger_claims_is_not_given_to_those_behind_the_proxy() -> None:
    """The same bytes mean one thing from the proxy and another from anybody else, however often they are repeated."""
    with serving(settings={"URBANSEC_TRUSTED_PROXIES": "127.0.0.1"}) as server:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "graph.example.org", "X-Forwarded-For": "1.2.3.4", "Accept": "application/json"}
        links: dict[str, set[str]] = {"127.0.0.2": set(), "127.0.0.1": set()}
        for address in ("127.0.0.2", "127.0.0.1", "127.0.0.2"):
            with httpx.Client(base_url=server.url, transport=httpx.HTTPTransport(local_address=address)) as http:
                del http.headers["Connection"]  # with it, requests are not recognised by their bytes
                for _ in range(4):
                    links[address].add(http.get("/queries/members-of-forum", headers=headers).json()["links"]["self"])
    assert links["127.0.0.2"] == {f"{server.url}/queries/members-of-forum"}
    assert links["127.0.0.1"] == {"https://graph.example.org/queries/members-of-forum"}
