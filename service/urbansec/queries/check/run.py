"""Check query files: each by itself, and with data where they are given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from urbansec.errors import NotFoundError, UrbansecError
from urbansec.letters import spelled_like
from urbansec.queries.check.answers import Trial, check_answers
from urbansec.queries.check.cost import check_cost
from urbansec.queries.check.expected import Examples, answer_file, check_expected, update_expected
from urbansec.queries.check.finding import CODES, Finding, Outcome
from urbansec.queries.check.headers import check_header
from urbansec.queries.check.rows import Rows, difference
from urbansec.queries.check.source import Source, UnreadableError
from urbansec.queries.check.terms import Terms, check_prefixes, check_terms
from urbansec.queries.check.variables import check_variables
from urbansec.queries.versions import ARCHIVE

_FOUND_WITH_DATA = frozenset(["fails", "slow", "no-rows", "empty-column", "order-not-total", "no-answer", "answer-differs", "unknown-term", "deprecated-term"])
# Folders whose queries are not run here: they find nothing in good data, build it, or ask other servers.
_NOT_RUN = frozenset(["checks", "rules", "federated"])


@dataclass(frozen=True)
class Against:
    """What to check queries against; what is ``None`` is left out.

    ``terms`` tells which terms there are, ``trial`` where to run queries, ``examples`` where their expected answers
    hold. Queries in the folder ``answered`` need an expected answer; with ``update`` it is written instead of compared.
    """

    terms: Terms | None = None
    trial: Trial | None = None
    examples: Examples | None = None
    answered: Path | None = None
    update: bool = False


def check(paths: Sequence[Path], against: Against | None = None) -> Outcome:
    """All findings about the queries in the files ``paths``, and about answers in their folders that belong to none."""
    found: list[Finding] = []
    for path in paths:
        found += check_file(path, against or Against())
    return Outcome.of(found, len(paths))


def check_file(path: Path, against: Against) -> Iterator[Finding]:
    """The findings about one query file, without those that a comment in it accepts."""
    try:
        source = Source.read(path)
    except UnreadableError as error:
        yield from error.findings
        return
    accepted = {(line, code): comment for comment, line, code in source.accepted()}
    met: set[tuple[int, str]] = set()
    for finding in _all(source, against):
        if finding.file == str(path) and (finding.line, finding.code) in accepted:
            met.add((finding.line, finding.code))
        else:
            yield finding
    unjudged = _FOUND_WITH_DATA if against.trial is None else frozenset[str]()
    for (line, code), comment in accepted.items():
        if (line, code) not in met and code not in unjudged:
            message = f"Nothing here is found as {code}." if code in CODES else f"There is no finding {code}."
            near = spelled_like(code, CODES, most=1)
            yield Finding(
                str(path), comment, 1, "needless-accept", message, f"Did you mean {near[0]}?" if code not in CODES and near else "Take the comment out."
            )


def _all(source: Source, against: Against) -> Iterator[Finding]:
    yield from check_header(source)
    yield from check_prefixes(source)
    yield from check_variables(source)
    yield from check_cost(source)
    if against.terms is not None:
        yield from check_terms(source, against.terms)
    if source.inspection.services:
        if "federated" not in source.header.tags:
            place = source.inspection.services[0].start
            yield source.at(
                place, "service", "SERVICE asks another server, which this service refuses.", "Tag the query federated, and keep it in queries/federated."
            )
        return
    if source.folder in _NOT_RUN:
        return
    if against.trial is not None:
        yield from check_answers(source, against.trial)
        if source.header.question:
            yield from _question(source, against.trial)
    if against.examples is not None and not source.header.question:
        if against.update:
            yield from update_expected(source, against.examples)
        else:
            required = against.answered is not None and source.path.resolve().parent == against.answered.resolve()
            yield from check_expected(source, against.examples, required=required)


def _question(source: Source, trial: Trial) -> Iterator[Finding]:
    """A competency question has its answer on the data themselves."""
    path = answer_file(source.path)
    try:
        wanted = Rows.read(path.read_bytes())
        found = Rows.of(source.query.table(trial.engine, {}), sort=False)
    except (OSError, ValueError) as error:
        yield Finding(str(source.path), 1, 1, "no-answer", f"The question has no answer beside it: {error}")
        return
    except UrbansecError:  # told as one that fails
        return
    if differs := difference(wanted, found, exact=source.header.expect == "exact"):
        yield Finding(str(path), differs[0], 1, "answer-differs", differs[1])


def stray_answers(folder: Path) -> Iterator[Finding]:
    """Expected answers in ``folder`` whose query is not there."""
    for path in sorted(folder.glob("*.csv")):
        if not path.with_suffix(".rq").exists():
            yield Finding(str(path), 1, 1, "no-query", f"There is no {path.stem}.rq beside this answer.", "Rename it with its query, or take it out.")


def query_files(arguments: Sequence[str], saved: Path) -> list[Path]:
    """The files that names of saved queries, files and folders stand for, each once; all saved queries without any.

    Raises :class:`~urbansec.errors.NotFoundError` with near matches for what is none of these.
    """
    found: dict[Path, None] = {}
    for argument in arguments or [str(saved)]:
        path = Path(argument)
        named = saved / f"{argument}.rq"
        if path.is_dir():
            # Former versions are kept as they were.
            found.update(dict.fromkeys(each for each in sorted(path.rglob("*.rq")) if each.parent.name != ARCHIVE or each.parent == path))
        elif path.is_file():
            found[path] = None
        elif named.is_file():
            found[named] = None
        else:
            near = spelled_like(argument, [each.stem for each in saved.glob("*.rq")])
            raise NotFoundError(f"There is no saved query, file or folder {argument!r}.", near=near)
    return list(found)
