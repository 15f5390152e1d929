"""What to write instead, where that can be told: slips of spelling, quotes too many, dates in local order, tags forgotten."""

from collections.abc import Iterable

import pyoxigraph as ox

from urbansec.namespaces import expand
from urbansec.queries.shapes.index import RDF
from urbansec.queries.shapes.path import Term
from urbansec.validation.explanations.case import Case
from urbansec.validation.explanations.conversions import ambiguous_date, meant
from urbansec.validation.explanations.example import nearest_allowed
from urbansec.validation.explanations.fits import fits
from urbansec.validation.explanations.found import repeated_languages
from urbansec.validation.explanations.lexical import impossible_day
from urbansec.validation.shown import XSD
from urbansec.validation.similar import Iris, closest, closest_iri

_TAGS = {"eng": "en", "gb": "en", "us": "en", "uk": "en", "ger": "de", "deu": "de", "at": "de", "fre": "fr", "fra": "fr", "ita": "it", "spa": "es"}
_TAGS |= {"dut": "nl", "nld": "nl", "por": "pt", "cz": "cs", "gr": "el", "dk": "da", "se": "sv", "jp": "ja", "cn": "zh", "si": "sl", "ee": "et"}
"""Codes of countries, and codes of three letters, that stand where a language tag of two letters should."""


def hint(case: Case) -> str:
    """A sentence, or nothing where nothing helps."""
    value = case.result.value
    match case.component:
        case "MinCount":
            found = _misspelt_property(case)
        case "Closed":
            found = _closed(case)
        case "MaxCount":
            found = case.words.say("keep-one")
        case "UniqueLang":
            found = case.words.say("keep-one") if repeated_languages(case.values) else ""
        case "HasValue":
            found = _near(case, case.shapes.values(case.result.shape, "hasValue"), case.values)
        case "LessThan" | "LessThanOrEquals":
            found = case.words.say("exchange")
        case _:
            found = "" if value is None else _of_value(case, value)
    return found


def _of_value(case: Case, value: Term) -> str:
    method = {
        "In": _in,
        "Class": _class,
        "Datatype": _datatypes,
        "NodeKind": _kind,
        "LanguageIn": _language,
        "Pattern": _pattern,
        "MaxLength": _too_long,
        "Or": _alternative,
        "Xone": _alternative,
        "And": _alternative,
        "Node": _alternative,
    }.get(case.component)
    return method(case, value) if method else ""


def _in(case: Case, value: Term) -> str:
    listed = case.shapes.members(case.result.shape, "in")
    return _form(case, value, listed) or _near(case, listed, [value])


def _datatypes(case: Case, value: Term) -> str:
    return next((text for kind in case.shapes.iris(case.result.shape, "datatype") if (text := _datatype(case, value, kind.value))), "")


def _too_long(case: Case, value: Term) -> str:
    most = case.shapes.number(case.result.shape, "maxLength")
    return "" if most is None or isinstance(value, ox.BlankNode) else case.words.say("too-long", n=len(value.value) - most)


def _misspelt_property(case: Case) -> str:
    """A property of the resource that looks like the one that is missing."""
    if case.predicate is None or case.values:
        return ""
    own = {verb.value for verb, _ in case.lookup.statements(case.result.focus)}
    near = closest_iri(case.predicate.value, own)
    return case.words.say("did-you-mean.instead", x=case.shown.name(case.predicate), y=case.shown.iri(near)) if near else ""


def _closed(case: Case) -> str:
    near = nearest_allowed(case)
    return "" if near is None else case.words.say("did-you-mean", x=case.shown.name(near))


def _near(case: Case, wanted: Iterable[Term], values: Iterable[Term]) -> str:
    """One of the wanted terms that a value is a misspelling of."""
    wanted = list(wanted)
    iris = [term.value for term in wanted if isinstance(term, ox.NamedNode)]
    texts = {term.value: term for term in wanted if isinstance(term, ox.Literal)}
    for value in values:
        if isinstance(value, ox.NamedNode) and (near := closest_iri(value.value, iris)):
            return case.words.say("did-you-mean", x=case.shown.iri(near))
        if isinstance(value, ox.Literal) and (text := closest(value.value, texts)):
            return case.words.say("did-you-mean", x=case.shown.term(texts[text]))
    return ""


def _form(case: Case, value: Term, wanted: list[Term]) -> str:
    """The wanted term that has the value's text in another form: an IRI in quotes, a text in angle brackets, another tag or datatype."""
    text = value.value
    iri = _iri(case, value) if isinstance(value, ox.Literal) else None
    for term in wanted:
        if term == iri:
            return case.words.say("as-iri", x=case.shown.term(term))
        if isinstance(term, ox.Literal) and term.value == text and term != value:
            return case.words.say("write" if isinstance(value, ox.Literal) else "as-text", x=case.shown.term(term))
    return ""


def _class(case: Case, value: Term) -> str:
    instances = [node for cls in case.shapes.iris(case.result.shape, "class") for node in case.lookup.instances(cls)]
    if isinstance(value, ox.Literal):
        found = _iri(case, value)
        if found is not None:
            return case.words.say("as-iri", x=case.shown.term(found))
        namesakes = [node for node in instances if isinstance(node, ox.NamedNode) and node.value.rstrip("/").endswith((f"/{value.value}", f"#{value.value}"))]
        return case.words.say("did-you-mean", x=case.shown.term(namesakes[0])) if len(namesakes) == 1 else ""
    near = ""
    if isinstance(value, ox.NamedNode):
        key = ("instances", *case.shapes.iris(case.result.shape, "class"))
        if key not in case.names:
            case.names[key] = Iris(node.value for node in instances if isinstance(node, ox.NamedNode))
        meant_iri = case.names[key].closest(value.value)
        near = case.words.say("did-you-mean", x=case.shown.iri(meant_iri)) if meant_iri else ""
    if near or case.lookup.statements(value) or isinstance(value, ox.BlankNode):
        return near
    return case.words.say("describe", x=case.shown.term(value))


def _datatype(case: Case, value: Term, datatype: str) -> str:
    if isinstance(value, ox.NamedNode):
        text = ox.Literal(value.value, datatype=ox.NamedNode(datatype)) if datatype in (f"{XSD}anyURI", f"{XSD}string") else None
        return case.words.say("as-text", x=case.shown.term(text)) if text is not None else ""
    if not isinstance(value, ox.Literal):
        return ""
    if datatype == f"{RDF}langString":
        return case.words.say("add-tag", x=case.shown.term(ox.Literal(value.value, language=case.words.lang))) if not value.language else ""
    if value.language:
        plain = ox.Literal(value.value, datatype=ox.NamedNode(datatype))
        if datatype == f"{XSD}string":
            return case.words.say("no-tag", x=case.shown.term(plain))
    return _converted(case, value, datatype)


def _converted(case: Case, value: ox.Literal, datatype: str) -> str:
    """What was meant by a literal of the wrong datatype, or why it is no value of it."""
    words, shown = case.words, case.shown
    found = meant(value, datatype)
    if found is not None:
        text = shown.term(found)
        if text == found.value:
            same = value.value == found.value and shown.term(value).startswith('"')
            return words.say("without-quotes" if same else "write", x=text)
        return words.say("with-datatype" if value.value == found.value else "write", x=text)
    if datatype in (f"{XSD}date", f"{XSD}dateTime"):
        if (days := ambiguous_date(value.value)) is not None:
            kind = ox.NamedNode(f"{XSD}date")
            return words.say("day-or-month", x=words.either([shown.term(ox.Literal(day.isoformat(), datatype=kind)) for day in days]))
        if impossible_day(value.value):
            return words.say("no-such-day")
    return ""


def _kind(case: Case, value: Term) -> str:
    kind = case.shapes.value(case.result.shape, "nodeKind")
    wanted = kind.value.rpartition("#")[2] if isinstance(kind, ox.NamedNode) else ""
    if isinstance(value, ox.Literal) and "IRI" in wanted:
        found = _iri(case, value)
        return case.words.say("as-iri", x=case.shown.term(found)) if found is not None else ""
    if isinstance(value, ox.NamedNode) and "Literal" in wanted:
        return case.words.say("as-text", x=case.shown.term(ox.Literal(value.value)))
    return ""


def _iri(case: Case, value: ox.Literal) -> ox.NamedNode | None:
    """The IRI that somebody put into quotes, in full or as a prefixed name."""
    text = value.value.strip().removeprefix("<").removesuffix(">")
    if any(sign in text for sign in ' "<>{}|\\^`') or not text:
        return None
    full = text if text.startswith(("http://", "https://", "urn:", "mailto:")) else case.shown.expand(text) or expand(text)
    if full is None and text.startswith("www."):
        full = f"https://{text}"
    return ox.NamedNode(full) if full else None


def _language(case: Case, value: Term) -> str:
    tags = [tag.value for tag in case.shapes.members(case.result.shape, "languageIn") if isinstance(tag, ox.Literal)]
    if not isinstance(value, ox.Literal) or not tags:
        return ""
    if not value.language:
        best = case.words.lang if case.words.lang in tags else tags[0]
        return case.words.say("add-tag", x=case.shown.term(ox.Literal(value.value, language=best)))
    known = {tag.casefold(): tag for tag in tags}
    meant_tag = known.get(_TAGS.get(value.language.casefold().partition("-")[0], ""))
    return case.words.say("other-tag", x=f"@{meant_tag}") if meant_tag else ""


def _pattern(case: Case, value: Term) -> str:
    """The text without the slips that patterns mostly forbid, if it then fits."""
    if isinstance(value, ox.BlankNode):
        return ""
    text = value.value
    squeezed = " ".join(text.split())
    for changed in dict.fromkeys((text.strip(), squeezed, text.lower(), text.upper(), squeezed.replace(" ", "-").replace("_", "-").lower())):
        if changed == text or (isinstance(value, ox.NamedNode) and " " in changed):
            continue
        other = ox.NamedNode(changed) if isinstance(value, ox.NamedNode) else _same_kind(value, changed)
        if fits(case.shapes, case.lookup, case.result.shape, other):
            return case.words.say("write", x=case.shown.term(other, longest=1000))
    return ""


def _same_kind(literal: ox.Literal, text: str) -> ox.Literal:
    return ox.Literal(text, language=literal.language) if literal.language else ox.Literal(text, datatype=literal.datatype)


def _alternative(case: Case, value: Term) -> str:
    """The value in the datatype of one of the alternatives, if it then meets it."""
    shape = case.result.shape
    alternatives = [inner for name in ("or", "xone", "and") for inner in case.shapes.members(shape, name)]
    for inner in (*alternatives, *case.shapes.values(shape, "node")):
        for datatype in case.shapes.iris(inner, "datatype"):
            found = meant(value, datatype.value) if isinstance(value, ox.Literal) else None
            if isinstance(value, ox.Literal) and found is not None and fits(case.shapes, case.lookup, inner, found):
                return _converted(case, value, datatype.value)
    return case.words.say("no-such-day") if isinstance(value, ox.Literal) and impossible_day(value.value) else ""
