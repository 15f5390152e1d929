"""Who runs next: clients take turns, none has all, long queries leave the fast lane, nothing is lost when someone gives up."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.engine.common import settle
from urbansec.engine.workers import schedule as module
from urbansec.engine.workers.schedule import Schedule, Ticket
from urbansec.errors import EngineBusyError


def make(*, workers: int = 4, fast: int = 2, share: int = 3, length: int = 100, seconds: float = 30) -> Schedule:
    return Schedule(workers=workers, fast=fast, share=share, length=length, seconds=seconds)


def run(scenario: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(20):
            await scenario

    asyncio.run(bounded())


def test_as_many_start_as_there_are_fast_places() -> None:
    async def scenario() -> None:
        schedule = make()
        first, _ = await schedule.enter("a"), await schedule.enter("b")
        third = asyncio.create_task(schedule.enter("c"))
        await settle()
        assert (schedule.running, schedule.waiting, third.done()) == (2, 1, False)
        schedule.leave(first)
        assert (await third).client == "c"
        assert (schedule.running, schedule.waiting) == (2, 0)

    run(scenario())


def test_clients_take_turns() -> None:
    async def scenario() -> None:
        schedule = make(fast=1, share=1)
        holder = await schedule.enter("x")
        order: list[str] = []

        async def ask(client: str) -> Ticket:
            ticket = await schedule.enter(client)
            order.append(client)
            return ticket

        tasks = [asyncio.create_task(ask(client)) for client in ("a", "a", "a", "b", "c", "b")]
        await settle()
        schedule.leave(holder)
        waiting = set(tasks)
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                schedule.leave(task.result())
        assert order == ["a", "b", "c", "a", "b", "a"]

    run(scenario())


def test_no_client_has_more_than_its_share() -> None:
    async def scenario() -> None:
        schedule = make(workers=4, fast=2, share=1)
        held = await schedule.enter("greedy")
        again = asyncio.create_task(schedule.enter("greedy"))
        await settle()
        assert not again.done()
        other = await asyncio.wait_for(schedule.enter("modest"), 5)
        assert not again.done()
        schedule.leave(held)
        schedule.leave(await again)
        schedule.leave(other)
        assert (schedule.running, schedule.waiting) == (0, 0)

    run(scenario())


def test_a_long_query_leaves_the_fast_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW_AFTER", 0.001)

    async def scenario() -> None:
        schedule = make(workers=3, fast=1, share=3)
        tickets = [await asyncio.wait_for(schedule.enter(client), 5) for client in "abc"]
        fourth = asyncio.create_task(schedule.enter("d"))
        await asyncio.wait([fourth], timeout=0.1)
        assert not fourth.done()  # three workers, and all are taken
        schedule.leave(tickets[0])
        schedule.leave(await fourth)

    run(scenario())


def test_a_full_queue_turns_away_at_once_and_a_long_wait_in_the_end() -> None:
    async def scenario() -> None:
        schedule = make(fast=1, share=1, length=1, seconds=0.05)
        held = await schedule.enter("a")
        waiting = asyncio.create_task(schedule.enter("b"))
        await settle()
        with pytest.raises(EngineBusyError, match="wait already"):
            await schedule.enter("c")
        with pytest.raises(EngineBusyError, match=r"0\.05 seconds"):
            await waiting
        assert schedule.waiting == 0
        schedule.leave(held)
        schedule.leave(await schedule.enter("c"))

    run(scenario())


def test_who_gives_up_leaves_no_trace() -> None:
    async def scenario() -> None:
        schedule = make(fast=1, share=1)
        held = await schedule.enter("a")
        early = asyncio.create_task(schedule.enter("b"))
        await settle()
        early.cancel()
        await asyncio.wait([early])
        late = asyncio.create_task(schedule.enter("c"))
        await settle()
        schedule.leave(held)  # c is called …
        late.cancel()  # … and gives up before it hears
        await asyncio.wait([late])
        assert (schedule.running, schedule.waiting) == (0, 0)
        schedule.leave(await asyncio.wait_for(schedule.enter("d"), 5))

    run(scenario())
