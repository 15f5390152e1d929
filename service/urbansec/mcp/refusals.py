"""Tools that refuse what they do not take, in words that an assistant can act on."""

import functools
import inspect
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel, ConfigDict, create_model

from urbansec.errors import NotFoundError, UrbansecError

_LONGEST = 2_000
READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def make_tool(function: Callable[..., Awaitable[BaseModel]], title: str, *, more: str = "") -> Tool:
    """The tool that ``function`` is: its docstring and ``more`` tell what it does. An argument that it does not have is refused, not passed over."""
    tells = "\n\n".join(filter(None, (inspect.getdoc(function), more)))
    tool = Tool.from_function(_told(function), title=title, description=tells, annotations=READS_ONLY)
    base = tool.fn_metadata.arg_model
    strict = create_model(base.__name__, __base__=base)
    strict.model_config = ConfigDict(**{**base.model_config, "extra": "forbid"})
    strict.model_rebuild(force=True)
    tool.fn_metadata.arg_model = strict
    tool.parameters = strict.model_json_schema(by_alias=True)
    return tool


@contextmanager
def resource_errors() -> Iterator[None]:
    """What goes wrong in the block is told as the error of a resource."""
    try:
        yield
    except NotFoundError as error:
        raise ResourceNotFoundError(_words(error)) from error
    except UrbansecError as error:
        raise ResourceError(_words(error)) from error


def check_texts(*texts: str) -> None:
    """Refuse texts that are none: halves of characters cannot be sent on to anybody."""
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ToolError("An argument is no text: it holds half of a character (a lone surrogate).") from None


def _told(function: Callable[..., Awaitable[BaseModel]]) -> Callable[..., Awaitable[CallToolResult]]:
    @functools.wraps(function)
    async def tool(**arguments: Any) -> CallToolResult:
        check_texts(*_texts(arguments))
        try:
            answer = await function(**arguments)
        except UrbansecError as error:
            raise ToolError(_words(error)) from error
        # The SDK would indent the text and spell out what is empty, which costs an assistant a third more to read.
        text, content = answer.model_dump_json(exclude_defaults=True), answer.model_dump(mode="json", exclude_defaults=True)
        return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=content)

    return tool


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from _texts((*value, *value.values()))
        case list() | tuple():
            for each in value:
                yield from _texts(each)


def _words(error: UrbansecError) -> str:
    place = ":".join(str(error.members[name]) for name in ("line", "column") if name in error.members)
    text = f"{error.title}{f' (line:column {place})' if place else ''}. {error.detail}"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
