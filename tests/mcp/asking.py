"""A client of the official SDK for tests that are no coroutines."""

import json
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, TextContent

from mcp import Client
from tests.running import environment

COMMAND = (sys.executable, "-m", "urbansec", "mcp")
_ADDRESS = re.compile(r"Answering assistants at (http://\S+)")


@dataclass(frozen=True)
class Assistant:
    """A connected client."""

    client: Client
    portal: BlockingPortal

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        """The result of a tool, as it came; the SDK has checked it against the tool's output schema."""
        result: CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        return result

    def ask(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured content of a result that must be no error. The text says the same."""
        result = self.call(tool, **arguments)
        assert not result.is_error, text_of(result)
        assert result.structured_content is not None
        assert json.loads(text_of(result)) == result.structured_content
        return dict(result.structured_content)

    def refused(self, tool: str, **arguments: Any) -> str:
        """What the assistant is told of a call that must be refused, and not because the tool broke."""
        result = self.call(tool, **arguments)
        assert result.is_error, text_of(result)
        told = text_of(result).removeprefix(f"Error executing tool {tool}")
        assert told.startswith(": "), f"the tool broke: {told!r}"  # the SDK hides what a broken tool raised
        return told.removeprefix(": ")


def text_of(result: CallToolResult) -> str:
    """All text of a result."""
    return "".join(block.text for block in result.content if isinstance(block, TextContent))


@contextmanager
def connected(server: Any, mode: str = "auto") -> Iterator[Assistant]:
    """A client connected to ``server``: an address, parameters to start a command, or a server of this process."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server, mode=mode, read_timeout_seconds=60)) as client:
        yield Assistant(client, portal)


@contextmanager
def inside(server: "MCPServer[None]") -> Iterator[Assistant]:
    """The same for a server of this process."""
    with connected(server) as assistant:
        yield assistant


@contextmanager
def over_http(*arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address of ``urbansec mcp --http`` on a free port, and its process, until the block ends."""
    env = environment(PYTHONUNBUFFERED="1")
    with subprocess.Popen([*COMMAND, "--http", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True, env=env) as process:
        lines: queue.Queue[str] = queue.Queue()
        reader = threading.Thread(target=_pump, args=(process, lines), daemon=True)
        reader.start()
        try:
            found = _ADDRESS.search(lines.get(timeout=60))
            assert found
            yield found[1], process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
            reader.join(20)


def _pump(process: "subprocess.Popen[str]", lines: "queue.Queue[str]") -> None:
    for line in process.stdout or ():
        lines.put(line)
