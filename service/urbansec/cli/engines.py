"""Which engine the service runs on, and what it is made from."""

from typing import TYPE_CHECKING

from urbansec.cli.common import State
from urbansec.cli.loading import check_data
from urbansec.engine import Caps, Engine
from urbansec.engine.workers import Plan, Schedule, WorkerEngine, start_launcher
from urbansec.errors import SettingsError
from urbansec.queries.loading import load_data
from urbansec.settings import Settings

if TYPE_CHECKING:
    from urbansec.engine.remote import RemoteEngine

EMBEDDED = "embedded"


def start_engine(parts: State) -> "WorkerEngine | RemoteEngine":
    """The engine that the settings choose: on the data of ``parts``, or elsewhere; then nothing is loaded here.

    Open the engine in the event loop, and close it there.
    """
    if parts.settings.engine == EMBEDDED:
        return _start_workers(parts)
    if parts.data:
        raise SettingsError("--data and URBANSEC_ENGINE exclude each other: load the data into that engine instead.")
    return make_remote(parts.settings)


def answering(engine: Engine, settings: Settings) -> Engine:
    """``engine`` as the service asks it: with SERVICE for the endpoints that the settings list."""
    if not settings.service_allow:
        return engine
    from urbansec.engine.federate import FederatedEngine  # few services need it

    return FederatedEngine(engine, settings.service_allow, seconds=settings.query_seconds, retries=settings.engine_retries)


def make_remote(settings: Settings) -> "RemoteEngine":
    """The engine at the address that the settings name."""
    from urbansec.engine.remote import Endpoint, RemoteEngine  # few services need it

    endpoint = Endpoint(settings.engine, settings.engine_user, settings.engine_password.get_secret_value(), settings.engine_token.get_secret_value())
    return RemoteEngine(
        endpoint,
        make_schedule(settings, fast=settings.workers),  # this machine's processors do not matter
        seconds=settings.query_seconds,
        retries=settings.engine_retries,
        stall_seconds=settings.stall_seconds,
        kept_seconds=settings.cache_seconds,
        caps=Caps(settings.max_rows, settings.max_result_bytes),
    )


def _start_workers(parts: State) -> WorkerEngine:
    """The engine on the data of ``parts``, which begin to load at once in a process of their own.

    Call it before the process starts threads: it forks. Open the engine in the event loop.
    """
    settings = parts.settings
    memory_bytes = settings.worker_memory_mb * 1024 * 1024
    plan = Plan(
        load=lambda: load_data(settings, parts.data),
        check=lambda snapshot: check_data(settings, snapshot),
        memory_bytes=memory_bytes,
        caps=Caps(settings.max_rows, settings.max_result_bytes),
    )
    return WorkerEngine(
        start_launcher(plan),
        make_schedule(settings),
        seconds=settings.query_seconds,
        memory_bytes=memory_bytes,
        checks=not parts.data and settings.reload_checks != "none",
    )


def make_schedule(settings: Settings, *, fast: int = 0) -> Schedule:
    """The queue that the settings describe; ``fast`` queries may start at once, as many as there are processors if not given."""
    return Schedule(
        fast=fast,
        workers=settings.workers,
        share=settings.client_queries or max(1, settings.workers - 1),
        length=settings.queue_length,
        seconds=settings.queue_seconds,
    )
