"""What a header says that is well formed but makes no sense: defaults that are no values, examples of parameters that are not there."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from urbansec.errors import ParameterError
from urbansec.namespaces import expand
from urbansec.queries.commented import Path
from urbansec.queries.language import Header, Parameter
from urbansec.queries.parameters import resolve
from urbansec.queries.values import TODAY, UnfitError, days, shown, term

_ORDERED = ("integer", "decimal", "date")


def nonsense(header: Header) -> Iterator[tuple[Path, str]]:
    """Where the header makes no sense, and why; nothing for a good one."""
    whole = True
    for name, parameter in header.params.items():
        for path, message in _of_parameter(parameter):
            whole = False
            yield ("params", name, *path), message
    if whole:  # else every example that uses the defaults would fail too
        for index, example in enumerate(header.examples):
            try:
                resolve(header, {name: value if isinstance(value, str) else list(value) for name, value in example.params.items()}, today=date.today())
            except ParameterError as error:
                yield ("examples", index, "params", error.parameter), error.detail


def _of_parameter(parameter: Parameter) -> Iterator[tuple[Path, str]]:
    if (parameter.type == "enum") != bool(parameter.values):
        yield ("values",), "values belong to type enum, and only to it"
        return
    if len(set(parameter.values)) < len(parameter.values):
        yield ("values",), "a value stands twice"
    if parameter.resource_class is not None and parameter.type != "iri":
        yield ("class",), "class belongs to type iri"
    elif parameter.resource_class is not None and "://" not in (expand(parameter.resource_class) or parameter.resource_class):
        yield ("class",), f"{shown(parameter.resource_class)} is no IRI, in full or with a known prefix such as urb:Forum"
    if "partial" in parameter.model_fields_set and parameter.type != "date":
        yield ("partial",), "partial belongs to type date"
    if parameter.required and parameter.default is not None:
        yield ("default",), "what is required has no default"
    if len(parameter.defaults) > 1 and not parameter.list:
        yield ("default",), "several defaults are for a list"
    ranges = list(_of_range(parameter))
    yield from ranges
    if not ranges:
        yield from _unfit(parameter, "default", parameter.defaults)
        yield from _unfit(parameter, "examples", parameter.examples)


def _of_range(parameter: Parameter) -> Iterator[tuple[Path, str]]:
    bounds = {word: text for word, text in (("minimum", parameter.minimum), ("maximum", parameter.maximum)) if text is not None}
    open_ended = parameter.model_copy(update={"minimum": None, "maximum": None})
    fit = True
    for word, text in bounds.items():
        if parameter.type not in _ORDERED:
            fit = False
            yield (word,), f"{word} belongs to the types {', '.join(_ORDERED)}"
            continue
        if word == "minimum" and text == TODAY:
            fit = False
            yield (word,), "no call that is made today could be repeated tomorrow"
        for _, message in _unfit(open_ended, word, (text,)):
            fit = False
            yield (word,), message
    if fit and len(bounds) == 2 and _number(bounds["minimum"], parameter) > _number(bounds["maximum"], parameter):
        yield ("maximum",), "the maximum is less than the minimum"


def _number(text: str, parameter: Parameter) -> Decimal:
    if parameter.type != "date":
        return Decimal(text)
    return Decimal((date.today() if text == TODAY else days(text)[0]).toordinal())


def _unfit(parameter: Parameter, word: str, texts: Sequence[str]) -> Iterator[tuple[Path, str]]:
    for index, text in enumerate(texts):
        try:
            term(parameter, text, today=date.today())
        except UnfitError as error:
            yield (word, index), f"must be {error.wanted}, not {shown(text)}"
