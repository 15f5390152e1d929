"""Which engine the service runs on, and what it is made from."""

from urbansec.cli.common import State
from urbansec.cli.loading import check_data, load_data
from urbansec.engine import Caps
from urbansec.engine.workers import Plan, Schedule, WorkerEngine, start_launcher
from urbansec.settings import Settings


def start_engine(parts: State) -> WorkerEngine:
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


def make_schedule(settings: Settings) -> Schedule:
    """The queue that the settings describe."""
    return Schedule(
        workers=settings.workers,
        share=settings.client_queries or max(1, settings.workers - 1),
        length=settings.queue_length,
        seconds=settings.queue_seconds,
    )
