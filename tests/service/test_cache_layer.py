"""The cache as a raw layer: streams, broken answers, equal requests at the same time, bounds."""

import asyncio
import time
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from tests.service.asgi import Received, answering, ask, never, scope
from urbansec.api import answering as module
from urbansec.api import answers as answers_module
from urbansec.api.answers import Answers, Entry
from urbansec.api.cache import Cache
from urbansec.engine.caller import Caller, current
from urbansec.settings import Settings


class Versioned:
    """As much of an engine as the cache sees."""

    version = "v1"


class Below:
    """The layers below: counts its calls and lets the test decide when it goes on; only its first call can fail."""

    def __init__(self, *pieces: bytes, **options: Any) -> None:
        self.calls = 0
        self.sent = 0
        self.open = asyncio.Event()
        self.open.set()
        self.fail: Exception | None = None
        self.quit_after: int | None = None
        self._pieces = pieces
        self._options = options

    async def __call__(self, received: Scope, receive: Receive, send: Send) -> None:
        self.calls += 1
        first = self.calls == 1
        await self.open.wait()
        if first and self.fail is not None:
            raise self.fail

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.body":
                if first and self.quit_after is not None and self.sent >= self.quit_after:
                    raise RuntimeError("broken off")
                self.sent += 1
            await send(message)

        await answering(*self._pieces, **self._options)(received, receive, counted)


def layer(below: Any, megabytes: int = 1, engine: Any = None) -> Cache:
    return Cache(below, cast("Any", engine or Versioned()), Answers(megabytes), Settings())


def test_an_answer_in_pieces_is_kept_whole_and_with_its_length() -> None:
    async def main() -> None:
        below = Below(b"one", b"two", b"")
        cache = layer(below)
        first, second = await ask(cache, scope()), await ask(cache, scope())
        assert (first.pieces, second.pieces) == ([b"one", b"two", b""], [b"onetwo"])
        assert (second.headers["content-length"], second.headers["etag"]) == ("6", first.headers["etag"])
        assert below.calls == 1

    asyncio.run(main())


def test_what_is_larger_than_an_entry_streams_and_is_not_kept() -> None:
    """Each piece is passed on before the next one is taken."""

    async def main() -> None:
        pieces = [b"x" * 50_000] * 20
        below = Below(*pieces)
        cache = layer(below)
        assert cache._answers.largest < 20 * 50_000
        order: list[int] = []

        async def slow(message: Message) -> None:
            await asyncio.sleep(0)
            if message["type"] == "http.response.body":
                order.append(below.sent)

        await cache(scope(), never, slow)
        assert order == list(range(1, 21))
        again = await ask(cache, scope())
        assert (below.calls, again.body, len(cache._answers)) == (2, b"".join(pieces), 0)
        # The tag is told from the request, so the answer need not be made again to see that it is the same.
        same = await ask(cache, scope(if_none_match=f"W/{again.headers['etag']}"))
        assert (same.status, same.body, below.calls) == (304, b"", 2)
        assert (await ask(cache, scope(if_none_match="*", query="other"))).status == 304

    asyncio.run(main())


@pytest.mark.parametrize("quit_after", [0, 1, 2])
def test_a_broken_answer_stays_broken_and_is_not_kept(quit_after: int) -> None:
    async def main() -> None:
        below = Below(b"one", b"two", b"three")
        below.quit_after = quit_after
        cache = layer(below)
        received = Received()
        with pytest.raises(RuntimeError):
            await cache(scope(), never, received)
        assert not received.complete
        assert (await ask(cache, scope())).body == b"onetwothree"
        assert below.calls == 2

    asyncio.run(main())


def test_an_answer_that_just_stops_is_not_kept_either() -> None:
    async def below(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    async def main() -> None:
        cache = layer(below)
        assert not (await ask(cache, scope())).complete
        assert len(cache._answers) == 0
        assert cache._flights == {}

    asyncio.run(main())


def test_a_length_that_is_not_true_is_not_believed() -> None:
    async def main() -> None:
        cache = layer(answering(b"one", headers={"content-length": "4"}))
        await ask(cache, scope())
        assert len(cache._answers) == 0

    asyncio.run(main())


@pytest.mark.parametrize(
    "headers",
    [{"cache-control": "no-store"}, {"cache-control": "private"}, {"set-cookie": "a=b"}, {"vary": "Accept, Cookie"}, {"vary": "*"}],
    ids=str,
)
def test_what_may_not_be_shared_is_not_kept(headers: dict[str, str]) -> None:
    async def main() -> None:
        below = Below(b"one", headers=headers)
        cache = layer(below)
        for _ in range(2):
            assert "etag" not in (await ask(cache, scope())).headers
        assert below.calls == 2

    asyncio.run(main())


@pytest.mark.parametrize("status", [201, 206, 302, 400, 404, 429, 500, 503])
def test_only_what_lasts_is_kept(status: int) -> None:
    async def main() -> None:
        below = Below(b"one", status=status)
        cache = layer(below)
        answers = [await ask(cache, scope()) for _ in range(2)]
        assert below.calls == 2
        assert ("no-store" in answers[0].headers["cache-control"]) == (status >= 400)

    asyncio.run(main())


@pytest.mark.parametrize("changed", [{"range": "bytes=0-1"}, {"cache_control": "no-store"}, {"content_encoding": "gzip"}], ids=str)
def test_requests_for_something_else_go_around(changed: dict[str, str]) -> None:
    async def main() -> None:
        below = Below(b"one")
        cache = layer(below)
        await ask(cache, scope())
        await ask(cache, scope(**changed))
        await ask(cache, scope(**changed))
        assert below.calls == 3

    asyncio.run(main())


def test_what_belongs_to_one_request_is_not_kept() -> None:
    async def main() -> None:
        passing = {"ratelimit": "x", "ratelimit-policy": "x", "server-timing": "x", "x-request-id": "x", "x-result-truncated": "rows=1"}
        cache = layer(answering(b"one", headers=passing))
        first, second = await ask(cache, scope()), await ask(cache, scope())
        assert set(first.headers) - set(second.headers) == {"ratelimit", "ratelimit-policy", "server-timing", "x-request-id"}
        assert second.headers["x-result-truncated"] == "rows=1"

    asyncio.run(main())


def test_a_layer_above_cannot_change_what_is_kept() -> None:
    async def main() -> None:
        cache = layer(answering(b"one"))

        async def meddling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-mine", b"1"))

        for _ in range(3):
            await cache(scope(), never, meddling)
        assert "x-mine" not in (await ask(cache, scope())).headers
        assert "x-mine" not in (await ask(cache, scope(if_none_match="*"))).headers

    asyncio.run(main())


@pytest.mark.parametrize("pieces", [[b"one"], [b"one", b"two"], [b"x" * 100_000] * 10])
def test_head_takes_no_more_than_it_needs(pieces: list[bytes]) -> None:
    async def main() -> None:
        below = Below(*pieces)
        cache = layer(below)
        head = await ask(cache, scope(method="HEAD"))
        assert (head.body, head.complete, below.sent) == (b"", True, 1)
        assert (await ask(cache, scope())).headers["etag"] == head.headers["etag"]
        assert cache._flights == {}

    asyncio.run(main())


def test_equal_requests_at_the_same_time_are_one() -> None:
    async def main() -> None:
        below = Below(b"one", b"two")
        below.open.clear()
        cache = layer(below)
        tasks = [asyncio.create_task(ask(cache, scope(method="HEAD" if number == 5 else "GET"))) for number in range(10)]
        await asyncio.sleep(0)
        below.open.set()
        answers = await asyncio.gather(*tasks)
        assert below.calls == 1
        assert [answer.body for answer in answers] == [b"onetwo"] * 5 + [b""] + [b"onetwo"] * 4
        assert cache._flights == {}

    asyncio.run(main())


@pytest.mark.parametrize("reason", ["fails", "breaks off", "is told to stop", "may not be kept", "is too large"])
def test_the_others_do_not_depend_on_the_first(reason: str) -> None:
    async def main() -> None:
        options = {"status": 404} if reason == "may not be kept" else {}
        below = Below(*([b"x" * 100_000] * 9 if reason == "is too large" else [b"one", b"two"]), **options)
        below.open.clear()
        cache = layer(below)
        tasks = [asyncio.create_task(ask(cache, scope())) for _ in range(5)]
        await asyncio.sleep(0)
        if reason == "fails":
            below.fail = RuntimeError("failed")
        if reason == "breaks off":
            below.quit_after = 1
        if reason == "is told to stop":
            tasks[0].cancel()
            await asyncio.wait(tasks[:1])
            below.open.set()
        elif reason in {"fails", "breaks off"}:
            below.open.set()
            with pytest.raises(RuntimeError):
                await tasks[0]
        below.open.set()
        answers = await asyncio.wait_for(asyncio.gather(*tasks[1:]), 10)
        assert all(answer.complete and answer.body for answer in answers)
        assert 2 <= below.calls <= 5
        assert cache._flights == {}

    asyncio.run(main())


def test_a_client_that_reads_slowly_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SENDING", 0.01)

    async def main() -> None:
        below = Below(b"one", b"two", b"three")
        cache = layer(below)
        reading = asyncio.Event()

        async def slow(message: Message) -> None:
            if message.get("body") == b"two":
                await reading.wait()

        first = asyncio.create_task(cache(scope(), never, slow))
        while below.sent < 2:
            await asyncio.sleep(0)
        answer = await asyncio.wait_for(ask(cache, scope()), 10)
        assert (answer.body, below.calls, first.done()) == (b"onetwothree", 2, False)
        reading.set()
        await first

    asyncio.run(main())


def test_what_turns_out_too_large_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SENDING", 1000.0)

    async def main() -> None:
        below = Below(*[b"x" * 100_000] * 4)
        cache = layer(below)
        reading = asyncio.Event()

        async def slow(_message: Message) -> None:
            if below.sent == 3:
                await reading.wait()

        first = asyncio.create_task(cache(scope(), never, slow))
        second = asyncio.create_task(ask(cache, scope()))
        assert len((await asyncio.wait_for(second, 10)).body) == 400_000
        assert not first.done()
        reading.set()
        await first

    asyncio.run(main())


@pytest.mark.parametrize("together", [True, False])
def test_nobody_waits_long_behind_another_clients_queue(monkeypatch: pytest.MonkeyPatch, together: bool) -> None:
    """The first may be queued behind other work of its client. Its own requests wait with it, others go on one by one."""
    monkeypatch.setattr(answers_module, "PATIENCE", 0.0 if together else 0.02)

    async def main() -> None:
        below = Below(b"one")
        below.open.clear()
        cache = layer(below)

        async def by(client: str) -> Received:
            token = current.set(Caller(client))
            try:
                return await ask(cache, scope())
            finally:
                current.reset(token)

        tasks = [asyncio.create_task(by("a" if together else name)) for name in "abcd"]
        while below.calls < (1 if together else 3):
            await asyncio.sleep(0.005)
        for _ in range(20 if together else 0):
            await asyncio.sleep(0)  # time enough to go on, for one that is not to wait
        assert below.calls == (1 if together else 3)
        below.open.set()
        assert [answer.body for answer in await asyncio.wait_for(asyncio.gather(*tasks), 10)] == [b"one"] * 4
        assert below.calls <= (1 if together else 4)
        assert cache._flights == {}

    asyncio.run(main())


def test_who_waits_can_leave() -> None:
    async def main() -> None:
        below = Below(b"one")
        below.open.clear()
        cache = layer(below)
        first, second = (asyncio.create_task(ask(cache, scope())) for _ in range(2))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait([second])
        below.open.set()
        assert ((await first).body, second.cancelled(), below.calls) == (b"one", True, 1)

    asyncio.run(main())


def test_an_answer_made_from_data_that_were_exchanged_meanwhile_is_not_kept() -> None:
    async def main() -> None:
        engine = Versioned()
        below = Below(b"old")
        below.open.clear()
        cache = layer(below, engine=engine)
        first = asyncio.create_task(ask(cache, scope()))
        await asyncio.sleep(0)
        engine.version = "v2"
        second = asyncio.create_task(ask(cache, scope()))
        await asyncio.sleep(0)
        below.open.set()
        await asyncio.gather(first, second)
        assert below.calls == 2
        await ask(cache, scope())
        assert (below.calls, len(cache._answers)) == (2, 1)

    asyncio.run(main())


def test_an_answer_lasts_no_longer_than_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    class Day:
        now = date(2026, 1, 1)

        @classmethod
        def today(cls) -> date:
            return cls.now

    monkeypatch.setattr(answers_module, "date", Day)

    async def main() -> None:
        below = Below(b"one")
        cache = layer(below)
        await ask(cache, scope())
        Day.now = date(2026, 1, 2)
        await ask(cache, scope())
        assert below.calls == 2
        tomorrow = time.time() + 86_400
        monkeypatch.setattr(answers_module, "time", lambda: tomorrow)
        await ask(cache, scope())
        assert below.calls == 3  # a day later in UTC, by which NOW() goes

    asyncio.run(main())


def test_what_is_mounted_below_a_prefix_is_told_apart() -> None:
    async def main() -> None:
        below = Below(b"one")
        cache = layer(below)
        for root in ("", "/a", "/b"):
            await ask(cache, {**scope(f"{root}/sparql"), "root_path": root})
            posted = {**scope(f"{root}/sparql", method="POST", content_type="x"), "root_path": root}
            bodies = iter([{"type": "http.request", "body": b"q"}])

            async def receive(bodies: Any = bodies) -> Message:
                return next(bodies, None) or await never()

            await ask(cache, posted, receive)
            await ask(cache, {**scope(f"{root}/metrics"), "root_path": root})
        assert (below.calls, len(cache._answers)) == (9, 6)

    asyncio.run(main())


def _entry(size: int) -> Entry:
    return Entry.of(("k",), 200, [], bytes(size))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 140_000)), max_size=60))
def test_the_store_never_holds_more_bytes_than_it_may(steps: list[tuple[int, int]]) -> None:
    answers = Answers(1)
    assert answers.get("v", ()) is None
    last: dict[tuple[int], Entry] = {}
    for number, size in steps:
        entry = _entry(size)
        assert answers.put("v", (number,), entry) == (size <= answers.largest)
        if size <= answers.largest:
            last[number,] = entry
            assert answers.get("v", (number,)) is entry
        figures = answers.figures()
        assert figures["bytes"] <= figures["capacity_bytes"] == 1024 * 1024
        held = [(key, found) for key in last if (found := answers.get("v", key)) is not None]
        assert all(found is last[key] for key, found in held)
        assert sum(found.size for _, found in held) == figures["bytes"]
        assert len(held) == figures["entries"]


def test_what_was_used_longest_ago_makes_room() -> None:
    answers = Answers(1)
    answers.get("v", ())
    for number in range(8):
        answers.put("v", (number,), _entry(120_000))
    assert answers.get("v", (0,)) is not None
    answers.put("v", (8,), _entry(120_000))
    assert [answers.get("v", (number,)) is not None for number in range(9)] == [True, False] + [True] * 7
    assert answers.figures()["evictions"] == 1
    assert answers.get("w", (0,)) is None
    assert answers.figures()["bytes"] == 0
    assert not answers.put("v", (0,), _entry(1))
