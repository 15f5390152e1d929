"""Work that this process does itself, charged to the client as queries are."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

from urbansec.engine.caller import current


@contextmanager
def charged() -> Iterator[None]:
    """Charge what the block costs this thread to the caller. Queries asked within it charge themselves: waiting for them costs nothing here."""
    start = thread_time()
    try:
        yield
    finally:
        caller = current.get()
        if caller is not None:
            caller.seconds += thread_time() - start
