"""The form of a saved query: for each parameter the control that suits its type, with what was typed in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.namespaces import expand, shorten
from urbansec.pages.catalogues import marked, translation, translations
from urbansec.pages.language import DEFAULT
from urbansec.pages.saved import SENTENCE, meaning
from urbansec.pages.tongues import tongue
from urbansec.queries import Parameter, SavedQuery
from urbansec.queries.members import class_members, last_attested
from urbansec.queries.values import TODAY

# A longer list to choose from is a burden; then there is a field with suggestions.
_LONGEST_SELECT = 400
_LONGEST_CHECKS = 40
_EMPTY_FIELDS = 2
_PATTERNS: Mapping[str, tuple[str, str]] = {
    "integer": (r"\s*[+\-]?[0-9]+\s*", marked("a whole number")),
    "decimal": (r"\s*[+\-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*", marked("a number such as 4.5")),
    "lang": (r"\s*[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\s*", marked("a language tag such as de")),
    "date": (
        r"\s*([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|today)\s*",
        marked("a day, a month or a year such as 2020-09-28, 2020-09 or 2020, or the word today"),
    ),
}
_WHOLE_DAY = (r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|today)\s*", marked("a day such as 2020-09-28, or the word today"))
_PARTIAL = {
    "first": marked("A year or a month stands for its first day."),
    "last": marked("A year or a month stands for its last day."),
    "kept": marked("A year or a month stands for itself."),
    "refused": marked("A whole day, or the word today."),
}
_TODAY, _LAST = marked("today"), marked("last attested day")
_BOTH, _LEAST, _MOST = marked("From %(least)s to %(most)s."), marked("From %(least)s."), marked("To %(most)s.")
_EMPTY, _SEVERAL = marked("If empty: %(values)s."), marked("Several values may be given.")
_ANY, _CHOOSE, _YES, _NO = marked("any"), marked("choose"), marked("yes"), marked("no")
LANGUAGE = "lang"
"""A parameter of this name and type takes the language of the page, unless another one is given."""
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
    type: str
    control: str
    values: tuple[str, ...]
    options: tuple[Option, ...] = ()
    suggestions: tuple[Option, ...] = ()
    hints: tuple[Markup, ...] = ()
    required: bool = False
    many: bool = False
    pattern: str = ""
    wanted: str = ""
    keyboard: str = "text"
    problem: str = ""
    deprecated: str = ""


@dataclass(frozen=True)
class Form:
    """What a form is made of: the data that it offers values of, and the language of the page."""

    engine: Engine
    language: str

    def fields(self, query: SavedQuery, given: Mapping[str, Sequence[str]], problem: ParameterError | None) -> tuple[Field, ...]:
        """The fields for the parameters of ``query``, in its order; ``given`` holds what was typed."""
        return tuple(
            self._field(name, parameter, [value for value in given.get(name, ()) if value.strip()], problem) for name, parameter in query.header.params.items()
        )

    def _say(self, text: str, **values: str) -> str:
        said = translations(self.language).gettext(text)
        return said % values if values else said

    def _field(self, name: str, parameter: Parameter, typed: Sequence[str], problem: ParameterError | None) -> Field:
        values = tuple(typed) or parameter.defaults
        options = self._options(parameter)
        pattern, wanted = _WHOLE_DAY if parameter.type == "date" and parameter.partial == "refused" else _PATTERNS.get(parameter.type, ("", ""))
        field = Field(
            name,
            parameter.type,
            "text",
            values,
            hints=tuple(self._hints(name, parameter, options)),
            required=parameter.required,
            many=parameter.list,
            pattern=pattern,
            wanted=self._say(wanted) if wanted else "",
            problem=problem.detail if problem is not None and problem.parameter == name else "",
            deprecated=parameter.deprecated or "",
        )
        chosen = {_full(parameter, value) for value in values}
        known = {option.value for option in options}
        most = _LONGEST_CHECKS if parameter.list else _LONGEST_SELECT
        # A value that is not among the options is kept in a text field, so that it can be corrected.
        if options and len(options) <= most and chosen <= known:
            shown = tuple(Option(option.value, option.label, option.value in chosen) for option in options)
            if not parameter.list and not parameter.defaults:
                shown = (Option("", self._say(_CHOOSE if parameter.required else _ANY), not chosen), *shown)
            return replace(field, control="checks" if parameter.list else "select", options=shown)
        keyboard = {"integer": "numeric", "decimal": "decimal"}.get(parameter.type, "text")
        rows = (*values, *[""] * _EMPTY_FIELDS) if parameter.list else (values or ("",))[:1]
        return replace(field, values=rows, suggestions=self._suggestions(parameter, options), keyboard=keyboard)

    def _options(self, parameter: Parameter) -> tuple[Option, ...]:
        """All values there are, if they can be listed."""
        if parameter.type == "enum":
            return tuple(Option(value, meaning(value, self.language)) for value in parameter.values)
        if parameter.type == "boolean":
            return Option("true", self._say(_YES)), Option("false", self._say(_NO))
        if parameter.resource_class:
            members = class_members(self.engine, expand(parameter.resource_class) or parameter.resource_class, self.language)
            return tuple(Option(iri, label) for iri, label in members.items())
        return ()

    def _suggestions(self, parameter: Parameter, options: Sequence[Option]) -> tuple[Option, ...]:
        if options:
            short = parameter.type == "iri"
            return tuple(Option(shorten(option.value) if short else option.value, option.label) for option in options)
        known = dict.fromkeys(parameter.examples, "")
        if parameter.type == "date":
            known |= {TODAY: self._say(_TODAY), last_attested(self.engine): self._say(_LAST)}
        elif parameter.type == "lang":
            known |= {code: tongue(code, self.language) for code in _LANGUAGES}
        return tuple(Option(value, label) for value, label in known.items() if value)

    def _hints(self, name: str, parameter: Parameter, options: Sequence[Option]) -> Iterator[Markup]:
        if parameter.description:
            text = translation(parameter.description, language=self.language, context=SENTENCE)
            sentence = _sentence(text or parameter.description)
            yield escape(sentence) if text is not None else Markup('<span lang="{}">{}</span>').format(DEFAULT, sentence)
        if parameter.type == "date":
            yield escape(self._say(_PARTIAL[parameter.partial]))
        least, most = parameter.minimum, parameter.maximum
        if least is not None or most is not None:
            text = _BOTH if least is not None and most is not None else _LEAST if least is not None else _MOST
            yield escape(self._say(text, least=least or "", most=most or ""))
        if parameter.defaults and (name, parameter.type) != (LANGUAGE, "lang"):  # whose default is the language of the page
            names = {option.value: option.label for option in options}
            shown = (names.get(_full(parameter, value)) or (self._say(_TODAY) if value == TODAY else value) for value in parameter.defaults)
            yield escape(self._say(_EMPTY, values=", ".join(shown)))
        if parameter.list:
            yield escape(self._say(_SEVERAL))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _full(parameter: Parameter, value: str) -> str:
    """A value as the options have it."""
    text = value.strip()
    if parameter.type == "boolean":
        return {"1": "true", "0": "false"}.get(text, text.lower())
    return (expand(text) or text) if parameter.type == "iri" else text
