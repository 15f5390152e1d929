"""Values that people type become RDF terms, or an error that names the parameter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import prod

from urbansec.errors import ParameterError
from urbansec.letters import spelled_like
from urbansec.queries.language import Header, Parameter
from urbansec.queries.values import Term, UnfitError, shown, term

Typed = str | int | float | Decimal | date
"""A value as people type it, or as a program has it; a truth value is an ``int`` to Python."""
Given = Mapping[str, Typed | Sequence[Typed]]
"""Values by parameter; several for a list."""
Values = Mapping[str, tuple[Term, ...]]
"""The terms of each parameter; an empty tuple for one without a value."""
Suggest = Callable[[Parameter, str], Sequence[str]]
"""Values that come close to one that is no IRI at all."""
MOST_VALUES = 1_000
MOST_ROWS = 10_000


def resolve(header: Header, given: Given, *, today: date | None = None, suggest: Suggest | None = None) -> Values:
    """The RDF terms for every parameter of ``header``, in its order; none for an optional one without a value.

    An empty text counts as not given, and a value that stands twice in a list counts once. ``today`` is what the word
    stands for, by default the current day; ``suggest`` looks for what may have been meant by a text that is no IRI.
    Raises :class:`ParameterError` for a name that the query does not have, a value of the wrong type, several values
    where one is taken, more values than :data:`MOST_VALUES`, lists whose combinations are more than :data:`MOST_ROWS`,
    or a required value that is missing.
    """
    for name in given:
        if name not in header.params:
            raise _unknown(header, name)
    day = today or date.today()
    values: dict[str, tuple[Term, ...]] = {}
    for name, parameter in header.params.items():
        texts = list(_texts(name, given.get(name, ()))) or list(_texts(name, parameter.defaults))
        if len(texts) > 1 and not parameter.list:
            raise ParameterError(f"The parameter {name} takes one value, and it is given twice or more often.", parameter=name)
        if len(texts) > MOST_VALUES:
            raise ParameterError(f"The parameter {name} takes at most {MOST_VALUES:,} values, not {len(texts):,}.", parameter=name)
        if not texts and parameter.required:
            raise ParameterError(f"The parameter {name} needs a value. {parameter.description}".strip(), parameter=name)
        values[name] = tuple(dict.fromkeys(_term(name, parameter, text, day, suggest) for text in texts))
    rows = prod(len(terms) or 1 for terms in values.values())
    if rows > MOST_ROWS:
        longest = max(values, key=lambda name: len(values[name]))
        raise ParameterError(f"The values given make {rows:,} combinations, and at most {MOST_ROWS:,} are asked for.", parameter=longest)
    return values


def _term(name: str, parameter: Parameter, text: str, today: date, suggest: Suggest | None) -> Term:
    try:
        return term(parameter, text, today=today)
    except UnfitError as error:
        near = suggest(parameter, text) if suggest and parameter.type == "iri" else error.near
        raise ParameterError(f"{name} must be {error.wanted}, not {shown(text)}.", parameter=name, near=near) from None


def _unknown(header: Header, name: str) -> ParameterError:
    known = ", ".join(header.params) or "none"
    near = spelled_like(name, header.params)
    told = name if name.isprintable() and len(name) <= 60 else shown(name)
    return ParameterError(f"This query has no parameter {told}; it has: {known}.", parameter=told, near=near)


def _texts(name: str, typed: object) -> Iterator[str]:
    """The values given, as texts without the space around them; what is empty is not given."""
    if isinstance(typed, set | frozenset):
        typed = sorted(typed, key=str)  # in the same order each time, as everything that a citation holds
    for each in typed if isinstance(typed, Sequence) and not isinstance(typed, str | bytes) else (typed,):
        match each:
            case None:
                continue
            case str():
                text = each.strip()
            case bool():
                text = str(each).lower()
            case float() | Decimal():
                text = f"{Decimal(str(each)):f}"
            case int() | date():
                text = str(each) if isinstance(each, int) else each.isoformat()
            case _:
                raise ParameterError(f"{name} must be text, a number, a truth value or a day, not {type(each).__name__}.", parameter=name)
        if text:
            yield text
