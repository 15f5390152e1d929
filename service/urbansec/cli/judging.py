"""Have the data checked that the service answers from, beside its work: once for each version, when somebody first wants to know."""

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from pydantic import ValidationError

from urbansec.api.judged import Judgement, Report
from urbansec.pages.catalogues import marked

log = logging.getLogger(__name__)
SECONDS = 600.0
"""After so long a check that has not ended is given up."""
_AGAIN = 60.0
_KEPT = 4
_CHANGED = marked("The files are no longer those that the service has loaded. It says whether its data are valid once it has loaded them anew.")
_FAILED = marked("Why is told in the log of the service; it tries again after a minute.")


class Judging:
    """A :data:`~urbansec.api.judged.Judge` for the shipped data in ``home``.

    The check runs on the files, in a process of its own. Its report counts for the version of the data that these files make, so it is never
    told of other data than those it is about.
    """

    def __init__(self, home: Path, *, command: Sequence[str] = (), seconds: float = SECONDS, again: float = _AGAIN) -> None:
        """``command`` writes the report, by default :mod:`urbansec.cli.judgement`; after ``again`` seconds what went wrong is tried anew."""
        # -P: nothing in the working directory is taken for a module.
        self._command = [*(command or (sys.executable, "-P", "-m", "urbansec.cli.judgement")), str(home)]
        self._seconds = seconds
        self._again = again
        self._reports: dict[str, Report] = {}
        self._failures: dict[str, tuple[float, Judgement]] = {}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._running = self._closed = False

    def __call__(self, version: str) -> Judgement:
        """How far the check of these data is; begins it unless one is running or ended just now."""
        with self._lock:
            if version in self._reports:
                return Judgement(state="checked", report=self._reports[version])
            ended, failure = self._failures.get(version, (0.0, None))
            if failure is not None and monotonic() - ended < self._again:
                return failure
            if not self._running and not self._closed:
                self._running = True
                threading.Thread(target=self._run, args=(version,), name="judging", daemon=True).start()
            return Judgement(state="being checked")

    def close(self) -> None:
        """End the check that is running, if any, and begin no other."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _run(self, version: str) -> None:
        report, failure = None, Judgement(state="failed", detail=_FAILED)
        try:
            report = Report.model_validate_json(self._output())
        except (OSError, subprocess.SubprocessError, ValidationError) as error:
            if not self._closed:
                log.error("the data could not be checked", extra={"reason": _reason(error)})  # noqa: TRY400 - a trace tells nobody anything
        if report is not None and report.data_version != version:
            failure = Judgement(state="files changed", detail=_CHANGED)
        with self._lock:
            self._running = False
            if report is not None:
                self._reports[report.data_version] = report
            if report is None or report.data_version != version:
                self._failures[version] = (monotonic(), failure)
            for kept in (self._reports, self._failures):
                while len(kept) > _KEPT:
                    kept.pop(next(iter(kept)))

    def _output(self) -> bytes:
        """What the process writes; raises what :func:`subprocess.run` raises."""
        with self._lock:
            if self._closed:
                raise subprocess.SubprocessError("the service stops")
            pipe = subprocess.PIPE
            process = self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)  # noqa: S603 - fixed words
        try:
            output, errors = process.communicate(timeout=self._seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        finally:
            with self._lock:
                self._process = None
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, self._command, output, errors)
        return output


def _reason(error: Exception) -> str:
    """The last words of the process, or what happened to it."""
    said = error.stderr.decode(errors="replace").strip() if isinstance(error, subprocess.CalledProcessError) and error.stderr else ""
    return said[-2000:] or str(error)
