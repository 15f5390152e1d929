"""Run the service until it is told to stop, and stop it so that nobody who was being answered notices.

SIGTERM and SIGINT (Ctrl+C) drain: ``/health/ready`` turns 503, after ``drain_delay`` nobody new is let in, running
requests get ``drain_seconds``, and what is left then is broken off, never ended as if it were whole. A second signal
ends at once. SIGHUP loads the data anew.
"""

import asyncio
import gc
import logging
import resource
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from urbansec.api.connection import connection
from urbansec.api.repeats import mixin
from urbansec.cli import notify
from urbansec.cli.patience import Patient, hurry
from urbansec.cli.reloading import Reloader, watch
from urbansec.settings import Settings

log = logging.getLogger(__name__)
KEEP_ALIVE_SECONDS = 75  # longer than proxies keep their connections (60), so that none is closed under a request
BACKLOG = 2048
_FILES = 65_536
_YOUNG_OBJECTS = 20_000
_BREAK_OFF_SECONDS = 2.0
Reload = Callable[[], Awaitable[bool]]


def run(
    service: AbstractAsyncContextManager[FastAPI],
    listener: socket.socket,
    settings: Settings,
    *,
    reload: Reload | None = None,
    version: Callable[[], str] = str,
    watched: Sequence[Path] = (),
) -> None:
    """Serve on ``listener`` what ``service`` gives when it is entered, which happens in the event loop; returns when it has drained.

    ``reload`` loads the data anew and tells whether anything changed; it is called on SIGHUP and when something in ``watched``
    changes. ``version`` tells the one that is served. A second signal to stop raises ``KeyboardInterrupt``.
    """
    _allow_connections()
    config = uvicorn.Config("", log_config=None)
    # Not asyncio.run: it would wait for threads that still run a query, after those who asked were broken off.
    loop = (config.get_loop_factory() or asyncio.new_event_loop)()
    try:
        asyncio.set_event_loop(loop)
        forced = loop.run_until_complete(_serve(service, listener, settings, reload, version, watched))
        loop.run_until_complete(_end_rest())
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    if forced:
        raise KeyboardInterrupt


async def _serve(
    service: AbstractAsyncContextManager[FastAPI],
    listener: socket.socket,
    settings: Settings,
    reload: Reload | None,
    version: Callable[[], str],
    watched: Sequence[Path],
) -> bool:
    """Whether it was made to end before it had drained."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    # Until it serves there is nothing to finish, and the data are being loaded anyway.
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: task and task.cancel())
    loop.add_signal_handler(signal.SIGHUP, lambda: None)
    try:
        async with service as app:
            config = uvicorn.Config(
                app,
                http=mixin(getattr(app.state, "repeats", None), connection(settings.stall_seconds), Patient),
                ws="none",
                proxy_headers=False,  # the service itself knows which proxies to trust
                server_header=False,
                access_log=False,
                log_config=None,
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            )
            reloader = Reloader(reload, version, getattr(app.state, "metrics", None)) if reload is not None else None
            server = _Server(config, app, settings, reloader, watched)
            _settle_memory()
            await server.serve(sockets=[listener])
            return server.force_exit
    except asyncio.CancelledError:
        log.info("stopped before it served")
        return False
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)


async def _end_rest() -> None:
    """End what still runs, so that no thread waits for it."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    if rest:
        await asyncio.wait(rest, timeout=_BREAK_OFF_SECONDS)


def _settle_memory() -> None:
    """What is there now stays: the collector need not look at it again and again, nor after each few requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)


def _allow_connections() -> None:
    """Each connection is an open file; the soft limit is often no more than 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _Server(uvicorn.Server):
    """uvicorn's server with another way to stop."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, settings: Settings, reloader: Reloader | None, watched: Sequence[Path]) -> None:
        super().__init__(config)
        self._state = app.state
        self._state.draining = False
        self._settings = settings
        self._reloader = reloader
        self._watched = watched
        self._watcher: asyncio.Task[None] | None = None
        self._watch_no_more: asyncio.Event

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Unlike uvicorn's, these do not let the process die of the signal when all is done: it ends with 0."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_stop)
        loop.add_signal_handler(signal.SIGHUP, self._told_to_reload)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the parts of the app, then listen, then say so."""
        await super().startup(sockets)
        if self._reloader is not None and self._watched:
            self._watch_no_more = asyncio.Event()
            self._watcher = asyncio.create_task(watch(self._watched, self._reloader.ask, self._watch_no_more))
            self._watcher.add_done_callback(_watching_failed)
        notify.ready("Serving")

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        if counter % 10 == 0:
            hurry(self.server_state.connections, asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let nobody in, let those inside finish, break off who has not, end the parts of the app."""
        for listener in sockets or []:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # closing is not enough where a child has inherited it
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        await self._stop_loading()
        connections = self.server_state.connections
        for one in list(connections):
            one.shutdown()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._settings.drain_seconds
        while (connections or self.server_state.tasks) and not self.force_exit and loop.time() < deadline:
            await asyncio.sleep(0.02)
        if connections or self.server_state.tasks:
            await self._break_off()
        await self.lifespan.shutdown()
        log.info("stopped")

    async def _break_off(self) -> None:
        log.warning("requests broken off", extra={"requests": len(self.server_state.tasks)})
        for one in list(self.server_state.connections):
            one.transport.abort()
        # They see that their client has gone and end what they had begun.
        tasks = set(self.server_state.tasks)
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=_BREAK_OFF_SECONDS)
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=_BREAK_OFF_SECONDS)

    async def _stop_loading(self) -> None:
        if self._watcher is not None:
            self._watch_no_more.set()
            self._watcher.cancel()
            await asyncio.wait([self._watcher])
        if self._reloader is not None:
            await self._reloader.close()

    def _told_to_stop(self) -> None:
        if self._state.draining:
            self.should_exit = self.force_exit = True
            return
        self._state.draining = True
        notify.stopping()
        log.info("stopping", extra={"requests": len(self.server_state.tasks), "drain_seconds": self._settings.drain_seconds})
        if self._settings.drain_delay:
            asyncio.get_running_loop().call_later(self._settings.drain_delay, setattr, self, "should_exit", True)  # noqa: FBT003 - setattr takes it so
        else:
            self.should_exit = True

    def _told_to_reload(self) -> None:
        if self._reloader is None:
            log.warning("SIGHUP: there are no data to load anew")
        elif not self._state.draining:
            self._reloader.ask("SIGHUP")


def _watching_failed(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("changes are not watched any more", exc_info=task.exception())
