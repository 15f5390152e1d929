"""Files that are something else altogether."""

import re

from urbansec.turtle.model import Mistake, Span

_OTHERS = (
    (
        r"<!doctype\s+html|<html(?:\s+[a-z:-]+=|\s*>\s*<)",
        "html",
        "This is a web page, not RDF.",
        "Perhaps the address gave its page: ask for the data, with the header Accept: text/turtle.",
    ),
    (r"<\?xml|<rdf:RDF\b", "xml", "This is XML, not Turtle.", "If it is RDF/XML, give the file the ending .rdf."),
    (r"\{\s*(?:\"|\}\s*\Z)|\[\s*\{\s*\"", "json", "This is JSON, not Turtle.", "If it is JSON-LD, give the file the ending .jsonld."),
    (
        r"(?:\s*(?:prefix\s+[^\s:]*:\s*<[^>]*>|base\s+<[^>]*>))*\s*(?:select\s+(?:\*|\?|distinct\b)|construct\s*(?:\{|where\b)|ask\s*(?:\{|where\b)|insert\s+data\b)",
        "sparql-query",
        "This is a SPARQL query, not data.",
        "A query belongs into a file of its own, with the ending .rq.",
    ),
    (r"%PDF-", "pdf", "This is a PDF document, not RDF.", "RDF is text: give a file in Turtle."),
)
_KINDS = [(re.compile(rf"\s*(?:{pattern})", re.IGNORECASE), code, message, hint) for pattern, code, message, hint in _OTHERS]


def mistake(text: str) -> Mistake | None:
    """What the file is, if its beginning shows that it is none of ours; asked for only when it does not parse."""
    for pattern, code, message, hint in _KINDS:
        found = pattern.match(text)
        if found:
            start = len(text) - len(text.lstrip())
            return Mistake(Span(start, found.end()), code, message, hint)
    return None
