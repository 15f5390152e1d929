"""Code that repeats an answer: for a shell, Python, R and the command line. Whatever the values hold, it stays a value."""

import json
import keyword
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Snippet:
    """A piece of code to copy. ``language`` names it for people, ``text`` is the code."""

    name: str
    language: str
    text: str


def snippets(base: str, name: str, arguments: Mapping[str, Sequence[str]], result: str, *, table: str) -> tuple[Snippet, ...]:
    """The code that repeats a call at the service ``base``.

    ``name`` is the query with its version, ``arguments`` are its values as typed, ``result`` the address of the result in its
    first format and ``table`` that of its CSV form.
    """
    stem = name.partition("@")[0]
    suffix = result.partition("?")[0].rpartition(".")[2]
    return (
        Snippet("curl", "Shell", f"curl --fail --silent --show-error --location --output {shlex.quote(f'{stem}.{suffix}')} \\\n  {shlex.quote(result)}\n"),
        Snippet("python", "Python", _python(base, name, arguments)),
        Snippet("r", "R", _r(table)),
        Snippet("command", "urbansec command", _command(base, stem, arguments)),
    )


def _python(base: str, name: str, arguments: Mapping[str, Sequence[str]]) -> str:
    values = {parameter: texts[0] if len(texts) == 1 else list(texts) for parameter, texts in arguments.items()}
    plain = all(parameter.isidentifier() and not keyword.iskeyword(parameter) for parameter in values)
    given = ", ".join(f"{parameter}={value!r}" for parameter, value in values.items()) if plain else repr(values)
    call = f"client.run({name!r}{', ' if values else ''}{given if values else ''})"
    return f"import urbansec\n\nwith urbansec.Client({base!r}) as client:\n    result = {call}\n    table = result.to_pandas()\n"


def _r(table: str) -> str:
    # JSON's escapes are R's too.
    address = json.dumps(table, ensure_ascii=False)
    return f'address <- {address}\nresult <- read.csv(address, encoding = "UTF-8", na.strings = "", check.names = FALSE)\n'


def _command(base: str, stem: str, arguments: Mapping[str, Sequence[str]]) -> str:
    given = [f"--param={parameter}={value}" for parameter, values in arguments.items() for value in values]
    words = ["urbansec", "query", "run", stem, *given, "--endpoint", f"{base}/sparql"]
    return " ".join(map(shlex.quote, words)) + "\n"
