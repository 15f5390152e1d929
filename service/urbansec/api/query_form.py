"""The form of a saved query: for each parameter the control that suits its type, with what was typed in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.namespaces import expand, shorten
from urbansec.queries import Parameter, SavedQuery
from urbansec.queries.members import class_members

# A longer list to choose from is a burden; then there is a field with suggestions.
_LONGEST_SELECT = 400
_LONGEST_CHECKS = 40
_EMPTY_FIELDS = 2
_PATTERNS: Mapping[str, tuple[str, str]] = {
    "integer": (r"\s*[+\-]?[0-9]+\s*", "a whole number"),
    "decimal": (r"\s*[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*", "a number such as 4.5"),
    "lang": (r"\s*[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\s*", "a language tag such as de"),
    "date": (r"\s*([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|today)\s*", "a day, a month or a year such as 2020-09-28, 2020-09 or 2020, or today"),
}
_PARTIAL = {
    "first": "A year or a month stands for its first day.",
    "last": "A year or a month stands for its last day.",
    "kept": "A year or a month stands for itself.",
    "refused": "A whole day, or today.",
}
_LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")


@dataclass(frozen=True)
class Option:
    """Something to choose: the value that is sent, and what people read."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Field:
    """One parameter in the form.

    ``control`` is ``select``, ``checks`` (several to tick), or ``text`` (one field for each of ``values``). ``hints`` are
    sentences below it, ``problem`` what is wrong with the value. ``suggestions`` are offered while typing.
    """

    name: str
    control: str
    values: tuple[str, ...]
    options: tuple[Option, ...] = ()
    suggestions: tuple[Option, ...] = ()
    hints: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    pattern: str = ""
    wanted: str = ""
    keyboard: str = "text"
    problem: str = ""
    deprecated: str = ""


def fields(query: SavedQuery, given: Mapping[str, Sequence[str]], engine: Engine, problem: ParameterError | None) -> tuple[Field, ...]:
    """The fields for the parameters of ``query``, in its order; ``given`` holds what was typed."""
    return tuple(
        _field(name, parameter, [value for value in given.get(name, ()) if value.strip()], engine, problem) for name, parameter in query.header.params.items()
    )


def _field(name: str, parameter: Parameter, typed: Sequence[str], engine: Engine, problem: ParameterError | None) -> Field:
    values = tuple(typed) or parameter.defaults
    options = _options(parameter, engine)
    wrong = problem.detail if problem is not None and problem.parameter == name else ""
    pattern, wanted = _PATTERNS.get(parameter.type, ("", ""))
    if parameter.type == "date" and parameter.partial == "refused":
        pattern, wanted = r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|today)\s*", "a day such as 2020-09-28, or today"
    shared = {
        "hints": _hints(parameter),
        "required": parameter.required,
        "many": parameter.list,
        "pattern": pattern,
        "wanted": wanted,
        "problem": wrong,
        "deprecated": parameter.deprecated or "",
    }
    chosen = {_full(parameter, value) for value in values}
    known = {option.value for option in options}
    most = _LONGEST_CHECKS if parameter.list else _LONGEST_SELECT
    # A value that is not among the options is kept in a text field, so that it can be corrected.
    if options and len(options) <= most and chosen <= known:
        marked = tuple(Option(option.value, option.label, option.value in chosen) for option in options)
        if not parameter.list and not parameter.defaults:
            marked = (Option("", "choose" if parameter.required else "any", not chosen), *marked)
        return Field(name, "checks" if parameter.list else "select", values, options=marked, **shared)  # type: ignore[arg-type]  # each is of the type it needs
    keyboard = {"integer": "numeric", "decimal": "decimal"}.get(parameter.type, "text")
    rows = (*values, *[""] * _EMPTY_FIELDS) if parameter.list else (values or ("",))[:1]
    return Field(name, "text", rows, suggestions=_suggestions(parameter, options), keyboard=keyboard, **shared)  # type: ignore[arg-type]  # the same


def _options(parameter: Parameter, engine: Engine) -> tuple[Option, ...]:
    """All values there are, if they can be listed."""
    if parameter.type == "enum":
        return tuple(Option(value, value) for value in parameter.values)
    if parameter.type == "boolean":
        return Option("true", "yes"), Option("false", "no")
    if parameter.resource_class:
        members = class_members(engine, expand(parameter.resource_class) or parameter.resource_class)
        return tuple(Option(iri, label) for iri, label in members.items())
    return ()


def _full(parameter: Parameter, value: str) -> str:
    """A value as the options have it."""
    text = value.strip()
    if parameter.type == "boolean":
        return {"1": "true", "0": "false"}.get(text, text.lower())
    return (expand(text) or text) if parameter.type == "iri" else text


def _suggestions(parameter: Parameter, options: Sequence[Option]) -> tuple[Option, ...]:
    if options:
        short = parameter.type == "iri"
        return tuple(Option(shorten(option.value) if short else option.value, option.label) for option in options)
    known = (*parameter.examples, *(("today",) if parameter.type == "date" else ()), *(_LANGUAGES if parameter.type == "lang" else ()))
    return tuple(Option(value, "") for value in dict.fromkeys(known))


def _hints(parameter: Parameter) -> tuple[str, ...]:
    found = [parameter.description] if parameter.description else []
    if parameter.type == "date":
        found.append(_PARTIAL[parameter.partial])
    if parameter.minimum is not None or parameter.maximum is not None:
        found.append(" ".join(f"{word} {bound}" for word, bound in (("From", parameter.minimum), ("to", parameter.maximum)) if bound is not None))
    if parameter.defaults:
        found.append(f"If empty: {', '.join(parameter.defaults)}")
    if parameter.list:
        found.append("Several values may be given.")
    return tuple(f"{hint[:1].upper()}{hint[1:].rstrip('.')}." for hint in found)
