"""What is there, as a phrase: the value, or how many values, with what it is about them that the constraint minds."""

import pyoxigraph as ox

from urbansec.queries.shapes.path import Term
from urbansec.validation.explanations.case import Case

_ALL_VALUES = frozenset(("MinCount", "MaxCount", "QualifiedMinCount", "QualifiedMaxCount", "HasValue", "UniqueLang"))
"""Components whose results are about all values together and name none."""


def found(case: Case) -> str:
    """The phrase; never empty."""
    value = case.result.value
    if case.component == "UniqueLang" and (tagged := repeated_languages(case.values)):
        parts = [case.words.say("found.language.many", n=len(texts), tag=tag, x=_listed(case, texts)) for tag, texts in tagged.items()]
        return "; ".join(parts)
    if case.component in _ALL_VALUES or value is None:
        return _values(case, case.values) if case.path is not None else case.words.say("found.resource", x=show(case, case.result.focus))
    text = show(case, value)
    if case.component == "Closed":
        verb = case.result.path
        return f"{case.shown.name(verb)} {text}" if isinstance(verb, ox.NamedNode) else text
    return _remarked(case, value, text)


def show(case: Case, term: Term) -> str:
    """A term as Turtle; a blank node by what it holds, for its label means nothing."""
    if not isinstance(term, ox.BlankNode):
        return case.shown.term(term)
    said = case.lookup.statements(term)
    parts = [case.shown.triple(term, verb, value).removeprefix("[] ").removesuffix(" .") for verb, value in said[:2]]
    inside = " ; ".join([*parts, *(["…"] if len(said) > 2 else [])])
    return f"[ {inside} ]" if inside else case.words.say("found.blank")


def repeated_languages(values: list[Term]) -> dict[str, list[Term]]:
    """The language tags that more than one of the values bears."""
    tagged: dict[str, list[Term]] = {}
    for value in values:
        if isinstance(value, ox.Literal) and value.language:
            tagged.setdefault(value.language.casefold(), []).append(value)
    return {tag: texts for tag, texts in tagged.items() if len(texts) > 1}


def _remarked(case: Case, value: Term, text: str) -> str:
    """The value with the remark that the component calls for."""
    words = case.words
    remark = text
    match case.component:
        case "Class" if not isinstance(value, ox.Literal):
            types = case.types(value)
            key = "found.typed" if types else "found.untyped" if case.lookup.statements(value) else "found.nowhere"
            remark = words.say(key, x=text, types=words.some([case.shown.term(t) for t in types]))
        case "Class" | "NodeKind":
            kind = "IRI" if isinstance(value, ox.NamedNode) else "Literal" if isinstance(value, ox.Literal) else "BlankNode"
            remark = f"{text}, {words.say(f'kind.{kind}')}"
        case "MinLength" | "MaxLength" if not isinstance(value, ox.BlankNode):
            remark = words.count("found.length", len(value.value), x=text)
        case "LanguageIn" if isinstance(value, ox.Literal) and not value.language:
            remark = words.say("found.no-tag", x=text)
        case "LessThan" | "LessThanOrEquals":
            name = f"{case.component[0].lower()}{case.component[1:]}"
            others = [f"{case.shown.name(prop)} {_listed(case, values)}" for prop, values in case.others(name) if values]
            remark = "; ".join([text, *others])
    return remark


def _values(case: Case, values: list[Term]) -> str:
    if not values:
        return case.words.say("found.none")
    return case.words.count("found", len(values), x=_listed(case, values))


def _listed(case: Case, values: list[Term]) -> str:
    return case.words.some([show(case, value) for value in values], most=4)
