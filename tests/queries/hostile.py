"""A thousand values that somebody may send who means harm, or who merely has an odd name: the same on every run.

They can be encoded as UTF-8, so that they fit into an address; those that hold a NUL fit into no command line.
"""

import itertools
import random
import unicodedata
from collections.abc import Iterator
from functools import cache

COUNT = 1_000
LONGEST = 20_000
# What ends a place for a value in SPARQL, what may be put behind it, and what hides the rest of the query.
_CLOSERS = [
    "",
    '"',
    "'",
    '"""',
    "'''",
    ">",
    ")",
    "}",
    ") }",
    '") }',
    "') }",
    ">) }",
    '" )}',
    '"@en) }',
    '"^^<urn:t>) }',
    "\\",
    '\\"',
    '\\\\"',
    "\n",
    '"\n',
    ">\n",
]
_PAYLOADS = [
    "?s ?p ?o .",
    "{ ?s ?p ?o }",
    "UNION { ?s ?p ?o }",
    "} UNION { ?s <urn:x:secret> ?x",
    "(UNDEF UNDEF)",
    "UNDEF",
    "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "FILTER(true)",
    "BIND(<urn:x:secret> AS ?s)",
    "VALUES ?s { <urn:x:secret> }",
    "; DROP ALL",
    "; INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "GRAPH ?g { ?s ?p ?o }",
    "MINUS { }",
]
_TAILS = ["", " #", "# ", " {", ' "', " <", " ("]
_PLAIN = [
    "UNDEF", "undef", "?x", "$x", "?s", "*", ";", ".", ",", "|", "^", "&&", "||", "!", "=", "<>", "()", "( )", "[]", "[ ]", "{}", "{ }", "a", "true", "false",
    "TRUE", "nil", "_:b0", "<urn:x>", "<urn:x:secret>", "urn:x:secret", "'a'", '"a"', '"a"@en', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', "@en",
    "^^xsd:date", "#", "//", "/*", "*/", "--", "-- ", "%", "\\", "<http://a> } SERVICE <http://b> { ?s ?p ?o", "http://a> } { ?s ?p ?o } #",
    "http://a\\u003e", "http://a\\u003E . ?s ?p ?o", "http://a/\\U0000003E", "http://a/%3E", "http://a/%3e%20}", "http://a/%", "http://a/%zz", "http://[::1",
    "http://[::1]/", "http://a:99999999/", "http://a:b/", "http://", "urn:", "urn:x", "urn:x:", "://", "x://", "x://y", "//a/b", "http:", "http:a", "a:b",
    "mailto:a@b", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "HTTP://A/", "http://A/b/../c", "http://a/./b", "http://é/", "http://a/é",
    "http://a/e\u0301", "http://a/\u202e", "http://a/\ufdd0", "http://a/\ue000", "http://a/b c", "http://a/\t", " http://a/ ", "http://a/?q=a&b=c#d",
    "http://user:pass@a/", "http://a/'", "http://a/(b)", "http://a/*", "http://a/,;!$", "id:", "id:forum", "id:forum/", "id:forum/efus", "ID:forum/efus",
    "id:forum/efus>", "id:forum/efus#x", "id:forum/efus?x", "id:forum/../forum/efus", "id:forum//efus", "id: forum/efus", "id:forum/efus ", "id:forum/efu",
    "id:forum/EFUS", "id:city/essen", "urb:", "urb:Forum", "urb:Forum>", "xsd:date", "rdf:nil", "://id:forum/efus", "efus", "forum/efus", "Efus", "all",
    "any", "*efus*", "https://w3id.org/urbansec/id/forum/efus", "http://w3id.org/urbansec/id/forum/efus", "https://w3id.org/urbansec/id/forum/efus/",
    "HTTPS://W3ID.ORG/urbansec/id/forum/efus", "https://w3id.org/urbansec/id/forum/efus\u200b", "https://w3id.org/urbansec/id/forum/%65fus",
    "https://w3id.org/urbansec/id/forum/efus\x00", "0", "-0", "+0", "00", "1", "-1", "+1", "01", "007", "42", "1.0", "1.", ".1", ".", "-", "+", "--1", "+-1",
    "1e3", "1E3", "1e400", "-1e-400", "0x10", "0b1", "0o7", "1_000", "1,000", "1 000", "1\u00a0000", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999", "0.1", "0.10", "00.1", "0.1e1", "3.0000000000000000001",
    "١٢", "१", "１", "½", "Ⅷ", "∞", "NaN", "nan", "INF", "-INF", "Infinity", "null", "None", "undefined", "NULL", "yes", "no", "on", "off", "True", "FALSE",
    "t", "f", "2", "tru", "truee", "2020", "2020-02", "2020-02-29", "2019-02-29", "2020-02-30", "2020-13-01", "2020-00-01", "2020-1-1", "20200229",
    "2020-W01-1", "2020-060", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-2020-01-01", "+2020-01-01", "2020-01-01Z", "2020-01-01+01:00",
    "2020-01-01T00:00:00", "2020/01/01", "01.01.2020", "2020-01-01 ", "today", "TODAY", " today ", "tomorrow", "now", "NOW()", "2020-01-01\x00", "٢٠٢٠-٠١-٠١",
    "2020\u201101\u201101", "2020-", "2020-02-", "202", "20200", "2020-2", "0000", "9999", "2020-00", "2020-13", "en", "EN", "en-GB", "en_GB", "en-", "-en",
    "*", "e n", "123456789", "english12", "x-private", "i-klingon", "de-Latn-DE-1996", "en'", 'en"', "en)", "é", "first", "second", "third", "First",
    "first ", "fir", "firstsecond", "first,second", "first second", "first|second", "SELECT", "select * { ?s ?p ?o }", "ASK {}", "PREFIX a: <urn:a>",
    "BASE <urn:a>", "LIMIT 0", "OFFSET 1", "ORDER BY ?s", "GROUP BY ?s", "DROP ALL", "CLEAR ALL", "LOAD <http://a>", "DELETE WHERE { ?s ?p ?o }", "%s", "%n",
    "%d%d%d", "%7D", "%00", "%0a", "%22", "%27", "%3C", "%", "%%", "{0}", "{x}", "{x!r}", "{{7*7}}", "${x}", "#{x}", "$(id)", "`id`", "|id", "; id", "& id",
    "&& id", "../../etc/passwd", "..\\..\\x", "1 OR 1=1", "' OR '1'='1", "'; DROP TABLE x; --", '" OR ""="', "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "&lt;b&gt;", "&amp;", "&#34;", "<!--", "-->", "<![CDATA[", "]]>", "=1+1", "@SUM(1)", "=HYPERLINK(\"http://a\")", "+1+1",
    "-1+1", "\tx", "x\t", "a,b", "a;b", 'a"b', "a'b", "a\nb", "a\rb", "a\r\nb", "\n", "\r", "\t", " ", "  ", "", "a b", " a", "a ", "\u00a0a", "\u3000",
    "\u200b", "a\u200bb", "\u2060", "--x", "-x", "--help", "-", "--", "-f", "--format=json", "@file", "x=y", "=x", "x=", "=", "a=b=c", "&x=1", "x&beside=2",
    "?x=1", "#x", "+", "a+b", "%2B", "x[]=1", "[1]", '["a"]', '{"a": 1}', "a: b", "- a", "!!str a", "&a", "*a", "| a", "> a", "\\n", "\\t", "\\u0022",
    "\\\\u0022", "\\U00000022", "\\u", "\\u00", "\\U0010FFFF", "\\uD800", "\\x41", "\\101", "a\\", "\\'", "\\\"", "\\\\", "Ł", "ß", "ẞ", "ſ", "ﬀ", "İ", "ı",
    "Å", "Å", "é", "e\u0301", "\u0301", "日本", "עברית", "\u202eabc", "\u2066a\u2069", "😀", "👩‍👩‍👧", "\U0010ffff", "\U000e0041", "\ufffd", "\ufffe", "\uffff",
    "\ufeff", "\ufeffa", "＂", "＇", "〈", "〉", "｝", "｛", "）", "‹", "›", "“", "”", "´", "｀", "\u2028", "\u2029", "a\u2028b", "\u037e", "\u2024",
]  # fmt: skip
_LONG = [
    "x" * 10_000, "x" * 10_001, "x" * LONGEST, "é" * 9_000, "😀" * 4_000, "9" * 18, "9" * 19, "9" * 400, "9" * 5_000, "-" * 3_000, "(" * 3_000, "{" * 3_000,
    "}" * 3_000, '"' * 3_000, "'" * 3_000, "\\" * 3_000, "\\u0022" * 500, "!" * 3_000, "^" * 3_000, "<" * 3_000, ">" * 3_000, " " * 3_000, " " * 3_000 + "x",
    "\n" * 3_000, "#" * 3_000, "a " * 3_000, "http://a/" + "b" * 9_000, "http://a/" + "%20" * 3_000, "id:" + "x" * 9_000, "urn:" + "x" * 15_000,
    "0." + "1" * 5_000, "1" + "0" * 5_000, "e" + "\u0301" * 2_000, "a@" * 3_000, "?x" * 3_000, "UNDEF " * 1_500, "de-" * 3_000, "2020-" * 2_000, "{{" * 2_000,
    "%" * 3_000,
]  # fmt: skip


@cache
def hostile_values() -> list[str]:
    """The values, each once, in an order that is always the same."""
    found = dict.fromkeys(itertools.chain(_PLAIN, _LONG, _characters(), _broken_out()))
    found.update(dict.fromkeys(itertools.islice(_mutants(list(found)), 2 * COUNT)))
    # What is written down by hand comes first and is all kept.
    values = list(found)[:COUNT]
    if len(values) < COUNT:
        raise AssertionError(f"only {len(values)} hostile values")
    return values


def _characters() -> Iterator[str]:
    """Every control character and some that look empty, alone and inside a value."""
    for code in [*range(0x21), 0x7F, *range(0x80, 0xA1), 0xAD, 0x2000, 0x200D, 0x200E, 0x2060, 0xFFF9]:
        yield f"a{chr(code)}b"


def _broken_out() -> Iterator[str]:
    """A value that ends too early, and goes on as a query."""
    chance = random.Random(6)  # noqa: S311 - the same on every run is what is wanted
    chosen = chance.sample(list(itertools.product(_CLOSERS, _PAYLOADS, _TAILS)), 260)
    for closer, payload, tail in chosen:
        yield f"x{closer} {payload}{tail}"
    for closer, payload in itertools.product(_CLOSERS[:12], _PAYLOADS[:4]):
        yield f"http://a/{closer} {payload} #"


def _mutants(values: list[str]) -> Iterator[str]:
    """Values with pieces of others in them, in another form of Unicode or another case."""
    chance = random.Random(7)  # noqa: S311 - the same
    short = [value for value in values if 0 < len(value) < 200]
    while True:
        one, other = chance.choice(short), chance.choice(short)
        cut = chance.randrange(len(one) + 1)
        match chance.randrange(5):
            case 0:
                yield one[:cut] + other + one[cut:]
            case 1:
                yield one[:cut] + other
            case 2:
                yield unicodedata.normalize("NFKC", one) + other
            case 3:
                yield "".join(f"\\u{ord(char):04X}" if ord(char) < 0x10000 and chance.random() < 0.5 else char for char in one)
            case _:
                yield one.swapcase() + chance.choice("\"'<>{}()\\#\n\t\x00\u202e")
