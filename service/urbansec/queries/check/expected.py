"""What a saved query must answer on the invented examples of the ontology: a CSV file beside it.

The data change; the examples change only when somebody means it. So a different answer there is the query's doing.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from urbansec.assets import Assets
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine, Engine
from urbansec.errors import InputFileError, UrbansecError
from urbansec.namespaces import expand
from urbansec.queries.check.finding import Finding
from urbansec.queries.check.rows import Rows, difference
from urbansec.queries.check.source import Source
from urbansec.queries.run import Call
from urbansec.writing import replace

DAY = date(2018, 6, 1)
"""What ``today`` means on the examples, so that the answer never changes by itself."""
_MOST_SECONDS = 5.0  # the examples are few: what takes longer does not end
STAND_INS = Path("stand-ins.csv")


@dataclass(frozen=True)
class Examples:
    """The examples, loaded, and which of their resources stands in for which of the data (by IRI)."""

    engine: Engine
    stand_ins: Mapping[str, str]


def load_examples(assets: Assets) -> Examples:
    """Those of the ontology: the network and all that must conform beside it.

    Raises :class:`~urbansec.errors.InputFileError` if the list of stand-ins is no table of two columns.
    """
    folder = assets.root / "ontology" / "examples"
    snapshot = load_shipped(assets, data=[folder / "network.ttl", folder / "pass"])
    return Examples(EmbeddedEngine(snapshot, seconds=_MOST_SECONDS), _read_stand_ins(folder / STAND_INS))


def _read_stand_ins(path: Path) -> Mapping[str, str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {expand(row["resource"]) or row["resource"]: row["stand-in"] for row in csv.DictReader(file, strict=True)}
    except (OSError, KeyError, csv.Error, UnicodeDecodeError) as error:
        raise InputFileError(f"It must be CSV with the columns resource and stand-in: {error}", file=str(path)) from error


def check_expected(source: Source, examples: Examples, *, required: bool) -> Iterator[Finding]:
    """Compare the answer on the examples with the CSV file beside the query; where it is ``required``, there must be one."""
    path = answer_file(source.path)
    if not path.exists():
        if required:
            yield _at_top(source, "No expected answer stands beside the query.", f"Write {path.name} with: urbansec query check --update {source.path.stem}")
        return
    try:
        wanted = Rows.read(path.read_bytes())
    except ValueError as error:
        yield Finding(str(path), 1, 1, "no-answer", f"This is no CSV file: {error}", "Write it anew with --update.")
        return
    if not wanted.rows:
        yield Finding(
            str(path), 1, 1, "no-answer", "The expected answer has no row, so it proves nothing.", "Add to ontology/examples what the query looks for."
        )
        return
    try:
        found = answer(source, examples)
    except UrbansecError as error:
        yield Finding(str(path), 1, 1, "answer-differs", f"There is no answer any more: {error}")
        return
    if differs := difference(wanted, found):
        line, message = differs
        hint = f"If that is right: urbansec query check --update {source.path.stem}"
        yield Finding(str(path), line, 1, "answer-differs", message, hint)


def update_expected(source: Source, examples: Examples) -> Iterator[Finding]:
    """Write the answer on the examples beside the query; a finding instead where there is none to be had."""
    try:
        found = answer(source, examples)
    except UrbansecError as error:
        hint = f"A value that the examples do not have gets a stand-in in ontology/examples/{STAND_INS}."
        yield _at_top(source, f"It cannot be run on the examples: {error}", hint)
        return
    if not found.rows:
        yield _at_top(
            source, "It finds nothing in the examples.", f"Add to ontology/examples what it looks for, or to {STAND_INS} what stands in for its defaults."
        )
        return
    content, path = found.write(), answer_file(source.path)
    if not path.exists() or path.read_bytes() != content:
        replace(path, content)


def answer(source: Source, examples: Examples) -> Rows:
    """The answer on the examples to the first example of the header, or with the defaults; errors of the engine and of parameters."""
    call = example_call(source, examples)
    return Rows.of(call.table(examples.engine), sort=call.query.form.gives_graph)


def example_call(source: Source, examples: Examples) -> Call:
    """The call whose answer is expected."""
    header = source.header
    first: Mapping[str, str | Sequence[str]] = header.examples[0].params if header.examples else {}
    given: dict[str, list[str]] = {}
    for name, parameter in header.params.items():
        typed = first.get(name, parameter.defaults)
        values = [typed] if isinstance(typed, str) else list(typed)
        given[name] = [examples.stand_ins.get(expand(value) or value, value) for value in values] if parameter.type == "iri" else values
    return source.query.call(examples.engine, given, today=DAY)


def answer_file(path: Path) -> Path:
    """Where the expected answer of the query in ``path`` stands."""
    return path.with_suffix(".csv")


def _at_top(source: Source, message: str, hint: str) -> Finding:
    return Finding(str(source.path), 1, 1, "no-answer", message, hint)
