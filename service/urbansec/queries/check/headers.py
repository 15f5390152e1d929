"""What the header promises against what the text does: parameters, defaults, columns of the view."""

from collections.abc import Collection, Iterator, Mapping

from urbansec.engine import Form, Request
from urbansec.engine.inspect import Inspection, tokens
from urbansec.errors import SavedQueryError, UrbansecError
from urbansec.queries.bind import Block, bind, lacking, parameter_blocks, values_blocks
from urbansec.queries.check.empty import empty_engine
from urbansec.queries.check.finding import Finding
from urbansec.queries.check.source import Source
from urbansec.queries.parameters import resolve
from urbansec.queries.table import JSON, TRIPLE, Cell, read_table
from urbansec.queries.values import TODAY

COLUMN_KEYS = ("x", "y", "series", "lat", "lon", "wkt", "label", "start", "end", "source", "target", "weight")
"""The keys of a view that name columns; others are settings."""
_FOR_PEOPLE = frozenset(["saved", "federated"])
_SOME_DAY = "2000-01-01"


def check_header(source: Source) -> Iterator[Finding]:
    """Findings about the header, and about the place of the parameters."""
    header = source.header
    if source.folder in _FOR_PEOPLE and not (header.summary or header.question):
        yield source.in_header((), "no-summary", "The query does not say what it answers.", "Begin the file with #+ summary: and one line in words.")
    for name, parameter in header.params.items():
        if not parameter.description:
            yield source.in_header(("params", name), "undocumented-parameter", f"The parameter {name} has no description.", "Say in a few words what it is.")
    yield from _view(source)
    yield from _parameters(source)


def _view(source: Source) -> Iterator[Finding]:
    select = source.select
    if select.form == Form.ASK:
        return
    columns: Collection[str] = select.columns() if select.form == Form.SELECT else TRIPLE
    if source.header.analysis is not None:
        # What is shown is made of the columns of the query, which are edges.
        from urbansec.queries.analysis.registry import analysis_named  # noqa: PLC0415 - few queries need it

        try:
            columns = analysis_named(source.header.analysis).variables([item.variable.text for item in select.items])
        except SavedQueryError as error:
            yield source.in_header(("analysis",), "header", error.detail)
            return
    for key, value in (source.header.view.model_extra or {}).items():
        for column in ([value] if isinstance(value, str) else value) if key in COLUMN_KEYS else ():
            if column not in columns:
                message = f"The view takes {key} from {column}, which the result does not have."
                yield source.in_header(("view", key), "no-such-column", message, f"It has: {', '.join(sorted(columns))}.")


def _parameters(source: Source) -> Iterator[Finding]:
    names = tuple(source.header.params)
    blocks = parameter_blocks(source.text, names)
    placed = {name for block in blocks for name in block.variables}
    missing = [name for name in names if name not in placed]
    if missing:
        near = next((block for block in values_blocks(source.text) if set(block.variables) & set(missing)), None)
        if near is not None:
            others = ", ".join(f"?{name}" for name in near.variables if name not in names)
            message, hint = (
                f"The block holds a parameter and {others}, which is none.",
                "Give the parameters a block of their own, or the header the parameter.",
            )
            yield source.at(near.start, "no-parameter-block", message, hint)
        else:
            words = lacking(missing)
            yield source.in_header(("params", missing[0]), "no-parameter-block", f"{words[0].upper()}{words[1:]}")
        return
    for name in names:
        yield from _use(source, name, blocks)
    yield from _defaults(source, blocks)


def _use(source: Source, name: str, blocks: tuple[Block, ...]) -> Iterator[Finding]:
    used = (token for token in source.tokens if token.kind == "variable" and token.text[1:] == name)
    if not any(all(not block.start <= token.start < block.closing for block in blocks) for token in used):
        first = next(block for block in blocks if name in block.variables)
        yield source.at(first.start, "parameter-not-used", f"Nothing but VALUES names ?{name}, so the parameter changes nothing.", "Use it, or take it out.")


def _defaults(source: Source, blocks: tuple[Block, ...]) -> Iterator[Finding]:
    """The rows in the file against those that the header's defaults make. The word today cannot stand in a file; UNDEF does."""
    params = source.header.params
    changing = {name for name, parameter in params.items() if TODAY in parameter.defaults}
    try:
        values = resolve(source.header, dict.fromkeys(changing, _SOME_DAY))
    except UrbansecError:  # a required parameter: the file may have any value for it
        return
    text = bind(source.text, {name: () if name in changing else terms for name, terms in values.items()}, file=str(source.path))
    for mine, wanted in zip(blocks, parameter_blocks(text, tuple(params)), strict=True):
        has, should = (_rows(source.inspection, whole, block) for whole, block in ((source.text, mine), (text, wanted)))
        if has != should:
            written = " ".join(token.text for token in tokens(text[wanted.opening : wanted.closing]))
            yield source.at(mine.start, "default-differs", "The file has other defaults than its header.", f"By the header the rows are {written}")


def _rows(inspection: Inspection, text: str, block: Block) -> list[Mapping[str, Cell]] | None:
    """What the block says, as terms; ``None`` where it cannot be read."""
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in inspection.prefixes.items())
    query = f"{prologue}SELECT * WHERE {{ {text[block.start : block.closing]} }} }}"
    try:
        return list(read_table(empty_engine().execute(Request(query), JSON).content).rows)
    except UrbansecError:
        return None
