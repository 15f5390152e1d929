"""Load the data anew while the service runs: asked for by SIGHUP, or because a file changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from time import perf_counter

from watchfiles import Change, DefaultFilter, awatch

from urbansec.api.metrics import Metrics
from urbansec.cli import notify
from urbansec.errors import InputFileError, UrbansecError

log = logging.getLogger(__name__)
_SETTLED_MS = 300  # a change is taken up when nothing else has changed for this long,
_PATIENCE_MS = 3000  # or when changes have come for this long


class Reloader:
    """Calls ``reload``, never twice at a time: what is asked for meanwhile happens once, afterwards."""

    def __init__(self, reload: Callable[[], Awaitable[bool]], version: Callable[[], str], metrics: Metrics | None = None) -> None:
        """``reload`` returns whether anything is other than before, or raises what is wrong with the data; ``version`` tells the one that is served."""
        self._reload = reload
        self._version = version
        self._metrics = metrics
        self._wanted = ""
        self._task: asyncio.Task[None] | None = None

    def ask(self, why: str) -> None:
        """Load the data anew, now or after the load that is under way. To be called on the event loop."""
        self._wanted = why
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Give up a load under way."""
        self._wanted = ""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while self._wanted:
            why, self._wanted = self._wanted, ""
            log.info("reload", extra={"why": why})
            notify.reloading()
            outcome = await self._once()
            if self._metrics is not None:
                self._metrics.reloaded(outcome)
            notify.ready(f"Serving data version {self._version()}")

    async def _once(self) -> str:
        start = perf_counter()
        try:
            changed = await self._reload()
        except UrbansecError as error:
            for message, place in _problems(error):
                log.error("new data refused: %s", message, extra=place)  # noqa: TRY400 - a trace tells a maintainer of data nothing
            log.error("the data stay as they were", extra={"data_version": self._version()})  # noqa: TRY400 - the same
            return "refused"
        except Exception:
            log.exception("reload failed; the data stay as they were", extra={"data_version": self._version()})
            return "failed"
        outcome = "done" if changed else "unchanged"
        log.info("data loaded" if outcome == "done" else "data unchanged", extra={"data_version": self._version(), "seconds": round(perf_counter() - start, 3)})
        return outcome


def _problems(error: UrbansecError) -> Iterable[tuple[str, dict[str, object]]]:
    """Each problem with the place it is at."""
    problems = getattr(error, "problems", None) or error.members.get("problems") or [error]
    for problem in problems if isinstance(problems, Sequence) and not isinstance(problems, str) else [error]:
        place = {"file": problem.file, "line": problem.line, "column": problem.column} if isinstance(problem, InputFileError) else {}
        yield str(problem), {name: value for name, value in place.items() if value is not None}


class _Watched(DefaultFilter):
    """Changes below the folders, and of the files themselves; not what editors and version control keep beside them."""

    def __init__(self, folders: Sequence[Path], files: Sequence[Path]) -> None:
        super().__init__()
        self._folders = folders
        self._files = frozenset(files)

    def __call__(self, change: Change, path: str) -> bool:
        changed = Path(path)
        if changed.name.startswith("."):
            return False
        return super().__call__(change, path) and (changed in self._files or any(changed.is_relative_to(folder) for folder in self._folders))


async def watch(paths: Sequence[Path], ask: Callable[[str], None], stop: asyncio.Event) -> None:
    """Call ``ask`` whenever a file in ``paths`` changed and the changes have settled, until ``stop`` is set."""
    found = [path.resolve() for path in paths]
    folders = [path for path in found if path.is_dir()]
    files = [path for path in found if not path.is_dir()]
    # Of a file its folder is watched: editors put a new file in the old one's place.
    roots = {*folders, *(path.parent for path in files)}
    log.info("watching for changes", extra={"paths": [str(path) for path in found]})
    async for changes in awatch(
        *roots, watch_filter=_Watched(folders, files), step=_SETTLED_MS, debounce=_PATIENCE_MS, stop_event=stop, recursive=bool(folders)
    ):
        names = sorted({Path(path).name for _, path in changes})
        ask(f"changed: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}")
