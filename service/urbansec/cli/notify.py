"""Tell systemd how the service is doing (sd_notify): one datagram to the socket that ``NOTIFY_SOCKET`` names."""

import logging
import os
import socket
import time

log = logging.getLogger(__name__)


def notify(*lines: str) -> None:
    """Send ``lines``, such as ``READY=1``; does nothing unless systemd, or another supervisor, asked to be told."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    name = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as teller:
            teller.connect(name)
            teller.sendall("\n".join(lines).encode())
    except OSError as error:
        log.warning("NOTIFY_SOCKET does not listen: %s", error.strerror)


def ready(status: str) -> None:
    """It serves; ``status`` is what ``systemctl status`` shows."""
    notify("READY=1", f"STATUS={status}")


def reloading() -> None:
    """It loads the data anew."""
    notify("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}", "STATUS=Loading the data anew")


def stopping() -> None:
    """It is about to end."""
    notify("STOPPING=1", "STATUS=Finishing running requests")
