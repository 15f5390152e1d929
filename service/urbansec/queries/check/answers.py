"""Run a query on the data: does it run, in time, does it find anything, is its order settled."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from urbansec.engine import Engine
from urbansec.errors import UrbansecError
from urbansec.queries.check.finding import Finding
from urbansec.queries.check.rows import Rows, repeated
from urbansec.queries.check.source import Source
from urbansec.queries.commented import Path as HeaderPath
from urbansec.queries.run import Call

MOST_SECONDS = 0.2
_TRIES = 3


@dataclass(frozen=True)
class Trial:
    """Where to run queries: ``most_seconds`` is what one may take, ``today`` what that word means (by default the current day)."""

    engine: Engine
    most_seconds: float = MOST_SECONDS
    today: date | None = None


def check_answers(source: Source, trial: Trial) -> Iterator[Finding]:
    """Findings about the answers with the defaults and with each example of the header."""
    calls: list[tuple[HeaderPath, str, Mapping[str, str | Sequence[str]]]] = []
    if not any(parameter.required for parameter in source.header.params.values()):
        calls.append(((), "its defaults", {}))
    calls += [(("examples", at), f"example {at + 1}", example.params) for at, example in enumerate(source.header.examples)]
    tables: list[Rows] = []
    for place, words, given in calls:
        try:
            call = source.query.call(trial.engine, {name: value if isinstance(value, str) else list(value) for name, value in given.items()}, today=trial.today)
            table, seconds = _timed(call, trial)
        except UrbansecError as error:
            yield source.in_header(place, "fails", f"With {words}: {error}")
            continue
        if seconds > trial.most_seconds:
            message = f"With {words} it takes {seconds * 1000:.0f} ms; {trial.most_seconds * 1000:.0f} are allowed."
            yield source.in_header(place, "slow", message, "Begin with the pattern that has the fewest rows, and join what belongs together early.")
        if not table.rows:
            yield source.in_header(place, "no-rows", f"With {words} it finds nothing.", "Choose values that the data have, or mend the pattern.")
        tables.append(table)
    if any(table.rows for table in tables):
        yield from _columns(source, tables)
        yield from _order(source, tables)


def _timed(call: Call, trial: Trial) -> tuple[Rows, float]:
    """The answer, and the least time of some runs, in which this process alone counts: what else the machine does is not the query's fault."""
    least = float("inf")
    for _ in range(_TRIES):
        before = time.process_time()
        table = call.table(trial.engine)
        least = min(least, time.process_time() - before)
        if least <= trial.most_seconds:
            break
    return Rows.of(table, sort=False), least


def _columns(source: Source, tables: Sequence[Rows]) -> Iterator[Finding]:
    """Columns without a value in all answers together."""
    places = {item.variable.key: item.variable.start for item in source.select.items}
    filled = {name for table in tables for row in table.rows for name, value in zip(table.columns, row, strict=True) if value}
    for name in dict.fromkeys(name for table in tables for name in table.columns):
        if name not in filled and name in places:
            message = f"The column {name} has no value in any row."
            yield source.at(places[name], "empty-column", message, "Mend the pattern; if the data just lack it: # accept empty-column")


def _order(source: Source, tables: Sequence[Rows]) -> Iterator[Finding]:
    """Rows that agree in all variables they are ordered by; only where these are columns can that be seen."""
    select = source.select
    keys = {node.key for expression in select.ordered for node in expression.variables}
    if not select.ordered or source.header.analysis:
        return
    for table in tables:
        if repeated(table.rows) is not None:
            yield source.at(select.ordered[-1].start, "order-not-total", "A row comes twice.", "SELECT DISTINCT, or show what tells the two apart.")
            return
        if keys <= set(table.columns):
            at = [table.columns.index(key) for key in sorted(keys)]
            twice = repeated([tuple(row[index] for index in at) for row in table.rows])
            if twice is not None:
                shown = ", ".join(f"?{table.columns[index]} = {value or 'nothing'}" for index, value in zip(at, twice, strict=True))
                yield source.at(
                    select.ordered[-1].start, "order-not-total", f"Several rows have {shown}.", "Order by a further variable that tells them apart."
                )
                return
