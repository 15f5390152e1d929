"""Who runs next: a fair queue over clients, and a fast lane that long queries leave.

As many queries as there are cores are on the fast lane. One that lasts longer than :data:`SLOW_AFTER` seconds
moves over to the slow lane, which has the other workers, and the next one may start; so short queries pass the
long ones, and processors are not divided among more short queries than they can serve. Waiting clients take turns,
and no client has more than its share of the workers.
"""

import asyncio
import os
from collections import Counter, OrderedDict, deque

from urbansec.errors import EngineBusyError

SLOW_AFTER = 0.1


class Ticket:
    """The place of one running query. Give it back with :meth:`Schedule.leave`."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.slow = False
        self.timer: asyncio.TimerHandle


class Schedule:
    """Places for ``workers`` queries, ``fast`` of them on the fast lane; at most ``share`` for one client."""

    def __init__(self, *, workers: int, share: int, length: int, seconds: float, fast: int = 0) -> None:
        """``length`` queries may wait, each for ``seconds``; ``fast`` is the number of processors if not given."""
        self.workers, self._share = workers, share
        self._fast_places = min(fast or os.cpu_count() or 1, workers)
        self._length, self._seconds = length, seconds
        self._fast = self._slow = 0
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[Ticket]]] = OrderedDict()

    @property
    def running(self) -> int:
        """Queries that have a place."""
        return self._fast + self._slow

    @property
    def waiting(self) -> int:
        """Queries that wait for one."""
        return sum(len(queue) for queue in self._waiting.values())

    async def enter(self, client: str) -> Ticket:
        """Wait for a place; :class:`EngineBusyError` if too many wait already, or for too long."""
        if not self._waiting and self._may_start(client):
            return self._start(client)
        if self.waiting >= self._length:
            raise EngineBusyError(f"{self._length} queries wait already. Try again later.", limit=self._length)
        turn: asyncio.Future[Ticket] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self._call()  # the others may wait only because their clients have their share
        try:
            async with asyncio.timeout(self._seconds):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self.leave(turn.result())  # called in the moment of giving up
            else:
                self._forget(client, turn)
            if isinstance(error, TimeoutError):
                raise EngineBusyError(f"No worker became free for {self._seconds:g} seconds. Try again later.", limit_seconds=self._seconds) from None
            raise

    def leave(self, ticket: Ticket) -> None:
        """The query of ``ticket`` is over."""
        ticket.timer.cancel()
        if ticket.slow:
            self._slow -= 1
        else:
            self._fast -= 1
        self._running[ticket.client] -= 1
        if not self._running[ticket.client]:
            del self._running[ticket.client]
        self._call()

    def _may_start(self, client: str) -> bool:
        return self._fast < self._fast_places and self._running[client] < self._share

    def _start(self, client: str) -> Ticket:
        self._fast += 1
        self._running[client] += 1
        ticket = Ticket(client)
        ticket.timer = asyncio.get_running_loop().call_later(SLOW_AFTER, self._slow_down, ticket)
        return ticket

    def _slow_down(self, ticket: Ticket) -> None:
        """Move a long query over, as soon as there is a place for it."""
        if self._slow < self.workers - self._fast_places:
            ticket.slow = True
            self._fast -= 1
            self._slow += 1
            self._call()
        else:
            ticket.timer = asyncio.get_running_loop().call_later(SLOW_AFTER, self._slow_down, ticket)

    def _call(self) -> None:
        """Give free places to those who wait, one client after the other."""
        for client in list(self._waiting):
            if self._fast >= self._fast_places:
                return
            if not self._may_start(client):
                continue
            turn = self._waiting[client].popleft()
            self._waiting.move_to_end(client)
            if not self._waiting[client]:
                del self._waiting[client]
            if not turn.done():
                turn.set_result(self._start(client))

    def _forget(self, client: str, turn: "asyncio.Future[Ticket]") -> None:
        queue = self._waiting.get(client)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._waiting[client]
