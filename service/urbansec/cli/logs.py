"""How the service writes its logs: lines for people on a terminal, one JSON object a line elsewhere.

Everything goes through the standard library's loggers, uvicorn's and our own alike; structlog's processors write them.
Values given as ``extra`` become fields. The lines of a request carry its id.
"""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from urbansec.api.logs import request_id, trace_id
from urbansec.settings import Settings

# Libraries that tell more than an operator wants to read.
_QUIET = ("uvicorn", "uvicorn.error", "watchfiles", "asyncio", "httpx", "opentelemetry")


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all logs to ``stream`` (standard error), as ``log_format`` of the settings says. Replaces what was configured before."""
    target = stream or sys.stderr
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not target.isatty())
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _request,
    ]
    last: list[Processor]
    if as_json:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback
        last = [_one_line, structlog.dev.ConsoleRenderer(colors=target.isatty(), exception_formatter=plain, pad_event_to=0)]
    handler = logging.StreamHandler(target)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, *last]))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    server = logging.getLogger("uvicorn.error")
    server.removeFilter(_told_already)
    server.addFilter(_told_already)


def _told_already(record: logging.LogRecord) -> bool:
    """The server complains about a response that was left incomplete on purpose; ``urbansec.api.logs`` has told why."""
    return "returned without completing response" not in record.getMessage()


def _request(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Add the request that the line belongs to."""
    event.pop("color_message", None)  # uvicorn's own colours
    if identity := request_id.get():
        event["request_id"] = identity
    if trace := trace_id.get():
        event["trace_id"] = trace
    return event


def _one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A path or a query in a message cannot begin a line of its own, nor send commands to the terminal."""
    text = str(event["event"])
    event["event"] = "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text).replace("\n", "\\n")
    return event
