"""The commands with their options and arguments, read off the command itself, so that completion never lags behind."""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer

# What the type does not tell: words of the project.
_KINDS = {"name": "query", "names": "query", "queries": "query", "pairs": "pairs", "param": "pairs", "tag": "tag", "on": "day", "citations": "files"}
_RESULT = {("query run", "result_format"): "format"}


def tree() -> dict[str, Any]:
    """Each command by its words: ``options`` and ``arguments`` with what they take, and ``commands`` below it with their help."""
    from urbansec.cli.main import app

    found: dict[str, Any] = {}
    _add(found, "", typer.main.get_command(app))
    return found


def _add(found: dict[str, Any], words: str, command: Any) -> None:
    below: dict[str, Any] = dict(getattr(command, "commands", {}))
    options: dict[str, Any] = {"--help": {"takes": "", "help": "Show what the command does"}}
    arguments = []
    hints = get_type_hints(command.callback) if command.callback else {}
    for param in command.params:
        takes = _takes(words, param.name or "", hints.get(param.name))
        if param.param_type_name == "argument":
            arguments.append(takes)
            continue
        flag = bool(getattr(param, "is_flag", False)) or bool(getattr(param, "count", False))
        told = {**({"takes": ""} if flag else takes), "help": (getattr(param, "help", None) or "").partition(". ")[0].rstrip(".")}
        options.update(dict.fromkeys((*param.opts, *param.secondary_opts), told))
    shown = {name: each for name, each in below.items() if not each.hidden}
    found[words] = {"options": options, "arguments": arguments, "commands": {name: each.get_short_help_str(80) for name, each in shown.items()}}
    for name, each in below.items():
        _add(found, f"{words} {name}".strip(), each)


def _takes(words: str, name: str, hint: Any) -> dict[str, Any]:
    """What is typed for a parameter of a command, by its name and the type that the command's function gives it."""
    kinds = [hint, *(inner for outer in get_args(hint) for inner in (outer, *get_args(outer)))]
    choices = [value for kind in kinds if get_origin(kind) is Literal for value in get_args(kind)]
    if (words, name) in _RESULT:
        return {"takes": _RESULT[words, name]}
    if choices:
        return {"takes": "choice", "values": [str(value) for value in choices]}
    if words.startswith("query ") and name in _KINDS and words != "query new":
        return {"takes": _KINDS[name]}
    if Path in kinds:
        return {"takes": "folders" if name == "home" else "files"}
    return {"takes": "text"}
