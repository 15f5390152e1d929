"""Content codings: what is chosen, that it can be read, and that a broken answer stays broken."""

import asyncio
import gzip
import subprocess
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

import brotli  # type: ignore[import-untyped]  # it ships no types
import httpx
import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from tests.running import listening
from tests.service.asgi import answering, ask, never, scope
from tests.service.counting import CountingEngine, counting
from urbansec.api.compression import BLOCK, MINIMUM, Compression
from urbansec.api.conditions import content_tag, listed, with_suffix, without_suffix
from urbansec.api.encodings import CODINGS, Choice, choose_coding
from urbansec.api.errors import Problems
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.pages import Pages
from urbansec.queries import Catalogue

READ: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}
TABLE = "/queries/members-of-forum/result.csv"
Decoder = Callable[[bytes], bytes]


def layer(app: Callable[[Scope, Receive, Send], object]) -> Compression:
    return Compression(app, Problems(Pages()))  # type: ignore[arg-type]  # apps here are written for a test


@pytest.fixture(scope="module")
def url(snapshot: Snapshot, catalogue: Catalogue, assets: Assets) -> Iterator[str]:
    with counting(CountingEngine(snapshot), catalogue, assets) as address:
        yield address


def raw(url: str, header: str | None) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they came."""
    request = httpx.Request("GET", url, headers={} if header is None else {"Accept-Encoding": header})
    with httpx.Client(timeout=30) as http:
        answer = http.send(request, stream=True)
        data = b"".join(answer.iter_raw())
    return answer, data


@pytest.mark.parametrize(
    ("header", "coding", "plain"),
    [
        (None, "", True),
        ("", "", True),
        ("identity", "", True),
        ("deflate", "", True),
        ("gzip", "gzip", True),
        ("x-gzip", "gzip", True),
        ("GZIP", "gzip", True),
        ("gzip, deflate, br, zstd", "zstd", True),
        ("gzip, deflate, br", "br", True),
        ("gzip;q=1.0, br;q=0.5", "gzip", True),
        ("br;q=0.1, gzip;q=0.2, zstd;q=0", "gzip", True),
        ("*", "zstd", True),
        ("*;q=0.5, zstd;q=0", "br", True),
        ("gzip;q=0", "", True),
        ("gzip;q=0.5, identity", "", True),
        ("gzip, identity", "gzip", True),
        ("gzip;q=0.5, identity;q=0.5", "gzip", True),
        ("gzip, identity;q=0", "gzip", False),
        ("gzip, *;q=0", "gzip", False),
        ("br, *;q=0, identity;q=0.1", "br", True),
        ("gzip;q=nan", "", True),
        ("gzip;q=much", "", True),
        ("gzip ; q = 0.3 , br ; q=0.2", "gzip", True),
        (",, ,gzip", "gzip", True),
    ],
)
def test_the_coding_that_the_client_likes_best(header: str | None, coding: str, plain: bool) -> None:
    assert choose_coding(None if header is None else header.encode()) == Choice(coding, plain)


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "deflate, identity;q=0", "gzip;q=0, *;q=0"])
def test_nothing_may_be_acceptable(header: str) -> None:
    assert choose_coding(header.encode()) is None


_WEIGHTS = st.one_of(st.none(), st.sampled_from(["0", "1", "0.5", "0.001", "1.000", "2", "-1", "nan", "inf", "x", ""]))
_NAMES = st.sampled_from([*CODINGS, "identity", "*", "deflate", "compress"])


@given(st.lists(st.tuples(_NAMES, _WEIGHTS), max_size=6))
def test_a_coding_that_was_refused_is_never_chosen(elements: list[tuple[str, str | None]]) -> None:
    header = ", ".join(name if weight is None else f"{name};q={weight}" for name, weight in elements)
    chosen = choose_coding(header.encode())
    last = dict(elements)
    refused = {name for name, weight in last.items() if weight in {"0", "-1", "nan", "x", ""}}
    if chosen is None:
        assert "identity" in refused or ("*" in refused and "identity" not in last)
    else:
        assert chosen.coding not in refused
        assert not chosen.coding or chosen.coding in last or "*" in last
        assert not (chosen.plain and "identity" in refused)


@given(st.binary(max_size=400))
def test_any_header_is_borne(header: bytes) -> None:
    chosen = choose_coding(header)
    assert chosen is None or chosen.coding in {"", *CODINGS}
    assert choose_coding(header) == chosen


@pytest.mark.parametrize("place", [TABLE, "/", "/ontology.ttl", "/sparql", "/static/urbansec.css"])
@pytest.mark.parametrize("coding", CODINGS)
def test_each_coding_gives_the_same_content(url: str, place: str, coding: str) -> None:
    plain, content = raw(url + place, None)
    for _ in range(2):
        answer, packed = raw(url + place, coding)
        assert answer.headers["content-encoding"] == coding
        assert READ[coding](packed) == content
        assert len(packed) == int(answer.headers["content-length"]) < len(content)
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.headers["etag"] != plain.headers["etag"]
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]


def test_curl_reads_it(url: str) -> None:
    plain = subprocess.run(["curl", "-sS", url + TABLE], capture_output=True, check=True).stdout
    packed = subprocess.run(["curl", "-sS", "--compressed", url + TABLE], capture_output=True, check=True).stdout
    assert plain.startswith(b"member,")
    assert packed == plain


def test_what_is_small_or_packed_already_stays_as_it_is(url: str) -> None:
    for place in ("/sparql?query=ASK%7B%7D", "/dump/urbansec.ttl.gz"):
        answer, _ = raw(url + place, "gzip, br, zstd")
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers


def test_what_is_small_is_packed_if_it_must_be(url: str) -> None:
    answer, packed = raw(url + "/sparql?query=ASK%7B%7D", "gzip, identity;q=0")
    assert answer.headers["content-encoding"] == "gzip"
    assert b"boolean" in gzip.decompress(packed)


def test_if_nothing_is_acceptable_it_says_what_there_is(url: str) -> None:
    answer, _ = raw(url + TABLE, "deflate, identity;q=0")
    problem = httpx.get(url + TABLE, headers={"Accept-Encoding": "*;q=0"}).json()
    assert (answer.status_code, problem["status"]) == (406, 406)
    assert problem["available"] == ["identity", "zstd", "br", "gzip"]


def test_errors_are_packed_too(url: str) -> None:
    answer, packed = raw(url + "/sparql?query=SELECT%20" + "x" * 2000, "gzip")
    assert (answer.status_code, answer.headers["cache-control"]) == (400, "no-store")
    assert answer.headers.get("content-encoding") in {None, "gzip"}
    assert b"type" in (gzip.decompress(packed) if "content-encoding" in answer.headers else packed)


@given(st.sampled_from(CODINGS), st.lists(st.integers(0, 5 * BLOCK), max_size=5), st.integers(MINIMUM, 5 * BLOCK))
@example("zstd", [BLOCK], BLOCK)
@example("gzip", [BLOCK, 2 * BLOCK], 2 * BLOCK)
@example("br", [], 3 * BLOCK)
@settings(deadline=None, max_examples=20)
def test_the_bytes_do_not_depend_on_the_pieces(coding: str, cuts: list[int], size: int) -> None:
    """So a strong tag of the content is one of the packed content, whether it streamed or came at once."""
    content = (b"%d," * 8000 % tuple(range(7, 8007)) * 10)[:size]
    places = [0, *sorted(min(cut, size) for cut in cuts), size]
    pieces = [content[start:end] for start, end in pairwise(places)]

    async def main() -> None:
        request = scope(accept_encoding=coding)
        headers = {"etag": '"tag"', "content-length": str(size), "accept-ranges": "bytes"}
        whole = await ask(layer(answering(content, headers=headers)), request)
        streamed = await ask(layer(answering(*pieces, b"", headers=headers)), request)
        assert whole.body == streamed.body
        assert READ[coding](whole.body) == content
        assert whole.headers["etag"] == streamed.headers["etag"] == f'"tag-{coding}"'
        assert whole.headers["content-length"] == str(len(whole.body))
        assert "content-length" not in streamed.headers
        assert "accept-ranges" not in whole.headers

    asyncio.run(main())


def _gradual(coding: str) -> Decoder:
    """A decoder that tells what can be read by now."""
    if coding == "gzip":
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress
    if coding == "br":
        reader = brotli.Decompressor()

        def decode(data: bytes) -> bytes:
            found = bytearray(reader.process(data))
            while piece := reader.process(b""):  # it gives its output in portions
                found += piece
            return bytes(found)

        return decode
    return zstandard.ZstdDecompressor().decompressobj().decompress


@pytest.mark.parametrize("coding", CODINGS)
def test_a_reader_never_waits_for_more_than_a_block(coding: str) -> None:
    async def main() -> None:
        sent = 0

        async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
            nonlocal sent
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
            for number in range(40):
                piece = str(number).encode() * 10_000
                sent += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                assert sent - read < BLOCK
            await send({"type": "http.response.body"})

        decode, read = _gradual(coding), 0

        async def client(message: Message) -> None:
            nonlocal read
            if message["type"] == "http.response.body":
                read += len(decode(message["body"]))

        await layer(app)(scope(accept_encoding=coding), never, client)
        assert read == sent

    asyncio.run(main())


@pytest.mark.parametrize("coding", [*CODINGS, "identity"])
@pytest.mark.parametrize("how", ["raises", "returns"])
def test_a_broken_answer_has_no_end(coding: str, how: str) -> None:
    """Through a real server: the client sees that the connection broke, and what came does not decode as a whole."""

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
        await send({"type": "http.response.body", "body": b"a,b\n" * 50_000, "more_body": True})
        if how == "raises":
            raise RuntimeError("broken off")

    with listening(layer(app)) as url:
        data: list[bytes] = []
        with httpx.stream("GET", url, headers={"Accept-Encoding": coding}) as answer:
            pieces = map(data.append, answer.iter_raw())
            with pytest.raises(httpx.RemoteProtocolError):
                list(pieces)
        assert data
        assert answer.headers.get("content-encoding", "identity") == coding
        if coding in {"gzip", "br"}:
            with pytest.raises((EOFError, brotli.error)):
                READ[coding](b"".join(data))


@pytest.mark.parametrize(
    ("asked", "below", "status", "told"),
    [
        ('"abc-gzip"', '"abc"', 304, '"abc-gzip"'),
        ('W/"abc-gzip"', '"abc"', 304, '"abc-gzip"'),
        ('"x", "abc-gzip"', '"abc"', 304, '"abc-gzip"'),
        ('"abc"', '"abc"', 304, '"abc"'),
        ('"abc-br"', '"abc"', 200, '"abc-gzip"'),
        ('"other"', '"abc"', 200, '"abc-gzip"'),
        ("*", '"abc"', 304, '"abc"'),
    ],
)
def test_tags_are_translated_for_the_layers_below(asked: str, below: str, status: int, told: str) -> None:
    async def app(received: Scope, receive: Receive, send: Send) -> None:
        conditions = dict(received["headers"]).get(b"if-none-match", b"")
        same = listed(conditions, below.encode())
        await answering(b"" if same else b"x" * 1000, status=304 if same else 200, headers={"etag": below})(received, receive, send)

    async def main() -> None:
        answer = await ask(layer(app), scope(accept_encoding="gzip", if_none_match=asked))
        assert (answer.status, answer.headers["etag"]) == (status, told)
        assert answer.headers["vary"] == "Accept-Encoding"

    asyncio.run(main())


@given(st.binary(max_size=50), st.sampled_from(CODINGS), st.sampled_from(CODINGS))
def test_a_tag_comes_back_from_its_coding_only(content: bytes, coding: str, other: str) -> None:
    tag = content_tag(content)
    coded = with_suffix(tag, coding)
    assert without_suffix(coded, coding) == tag
    assert without_suffix(tag, coding) == tag
    assert listed(b'"x", W/' + coded, coded)
    assert listed(coded, with_suffix(tag, other)) == (coding == other)


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "image/png"},
        {"content-type": "application/gzip"},
        {"content-type": "application/octet-stream"},
        {"content-encoding": "br"},
    ],
    ids=str,
)
def test_what_cannot_get_smaller_is_left_alone(headers: dict[str, str]) -> None:
    async def main() -> None:
        answer = await ask(layer(answering(b"x" * 5000, headers=headers)), scope(accept_encoding="gzip"))
        assert answer.body == b"x" * 5000
        assert "vary" not in answer.headers

    asyncio.run(main())


@pytest.mark.parametrize(
    "kind",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/turtle",
        "application/n-triples",
        "application/trig",
        "application/problem+json",
        "image/svg+xml",
    ],
)
def test_every_text_format_of_the_service_is_packed(kind: str) -> None:
    async def main() -> None:
        answer = await ask(layer(answering(b"x" * 5000, headers={"content-type": kind, "vary": "Accept"})), scope(accept_encoding="gzip"))
        assert gzip.decompress(answer.body) == b"x" * 5000
        assert answer.headers["vary"] == "Accept, Accept-Encoding"

    asyncio.run(main())


def test_a_large_answer_is_packed_beside_the_event_loop() -> None:
    content = b"abc" * BLOCK * 3

    async def main() -> None:
        answer = await ask(layer(answering(content)), scope(accept_encoding="br"))
        assert brotli.decompress(answer.body) == content

    asyncio.run(main())
