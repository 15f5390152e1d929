"""Follow every link of every page, on one host."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urldefrag, urljoin, urlsplit

_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action", "iframe": "src", "source": "src"}


# A tag that begins an element; what is within a comment, a script or a style sheet is none.
_TAG = re.compile(
    r"""<!--.*?-->|(?P<raw><(?P<name>script|style)\b[^>]*>).*?</(?P=name)>|<[a-z](?:[^"'>]|"[^"]*"|'[^']*')*>""",
    re.DOTALL,
)

Element = tuple[str, dict[str, str | None]]


class Page:
    """The addresses a page leads to, the fragments it has, and its elements in their order. That it is well-formed is tested in ``test_html.py``."""

    def __init__(self, text: str) -> None:
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.identifiers: list[str] = []
        self.elements = [_element(found["raw"] or found[0]) for found in _TAG.finditer(text) if not found[0].startswith("<!")]
        for tag, attributes in self.elements:
            self._note(tag, attributes)

    def _note(self, tag: str, found: dict[str, str | None]) -> None:
        if found.get("id"):
            self.identifiers.append(str(found["id"]))
        address = found.get(_LINKS.get(tag, ""))
        if address is None or (tag == "link" and found.get("rel") == "canonical"):
            return
        self.links.append(address)
        if tag not in {"a", "form"} and found.get("rel") != "alternate":
            self.loaded.append(address)


class _First(HTMLParser):
    """The first element of a text."""

    found: Element | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = self.found or (tag, dict(attrs))


@cache
def _element(tag: str) -> Element:
    """What a tag says. Most are the same on many pages."""
    reader = _First()
    reader.feed(tag)
    assert reader.found, tag
    return reader.found


# Results of each format that are read, and permalinks; pages of one path that differ in their query; a part of a whole list.
_RESULTS, _ASKED = 4, 8
_PART = re.compile(r"page-number=\d+")
_VIEW = re.compile(r"(?:^|&)page-view=([a-z]+)")


parse = lru_cache(maxsize=None)(Page)
"""A page, read once though several tests look at it."""


def sampler(things: int, parts: int | None = None) -> Callable[[str], bool]:
    """Whether to read an address: any page, ``things`` things of each kind, and one document of each kind and format.

    Things of a kind share a template and documents of a format a writer, so a few stand for all. The same holds for the
    results and citations of saved queries, for the pages of their versions, to which their permalinks lead, and for pages
    with other values in their query, to which each thing leads. The parts of a list are read all, for they lead to the things, and
    the examples of all shapes, unless ``parts`` limits both.
    """
    seen: Counter[tuple[str, str]] = Counter()

    def wanted(address: str) -> bool:
        path, query = urlsplit(address)[2:4]
        folder, _, name = path.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        if "/doc/" in path and dot and stem:
            limit, key = 1, (folder, suffix)
        elif "/queries/" in path and ("@" in folder or "@" in name):
            limit, key = min(things, _RESULTS), ("@", suffix if "@" in folder else "")
        elif "/queries/" in path and stem in {"result", "citation", "citation.csl"}:
            limit, key = min(things, _RESULTS), ("/queries/", suffix)
        elif "/id/" in path:
            limit, key = things, (folder, "")
        elif view := _VIEW.search(query):
            limit, key = min(things, _RESULTS), ("view", view[1])
        elif query and (dot or not _PART.fullmatch(query)):
            limit, key = 1 if dot else min(things, _ASKED), (path, "?")
        elif parts is not None and (query or "/shapes/examples/" in path):
            limit, key = parts, (path if query else folder, "part")
        else:
            return True
        seen[key] += 1
        return seen[key] <= limit

    return wanted


@dataclass(frozen=True)
class Answer:
    """What was answered at an address; names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is one in HTML."""
        return self.status < 300 and self.headers.get("content-type", "").startswith("text/html")

    @cached_property
    def page(self) -> Page:
        """It, if it is one."""
        return parse(self.text)

    @cached_property
    def text(self) -> str:
        """Its content in letters."""
        return self.content.decode()


Found = dict[str, tuple[str, Answer]]
"""By address: where it was found, and the answer."""


def crawl(start: str, *, things: int, parts: int | None = None, language: str = "en", linked: set[str] | None = None) -> Found:
    """Every local page reachable from ``start`` by links in pages; a redirect leads on as a link does, so that no address is asked twice.

    ``things`` and ``parts`` limit how much is read of what is alike, see :func:`sampler`; ``linked`` gets all addresses that links lead to, read or not. No
    cookie is kept.
    """
    linked = set() if linked is None else linked
    wanted = sampler(things, parts)
    root = f"http://{urlsplit(start).netloc}"
    found: Found = {}
    seen, waiting = {start}, deque([("", start)])

    def note(address: str, target: str) -> None:
        seen.add(target)
        waiting.append((address, target))

    with closing(HTTPConnection(urlsplit(start).netloc, timeout=30)) as connection:
        while waiting:
            origin, address = waiting.popleft()
            answer = ask(connection, address.removeprefix(root) or "/", language)
            found[address] = (origin, answer)
            if 300 <= answer.status < 400:
                target = urldefrag(urljoin(address, answer.headers["location"])).url
                assert target.startswith(f"{root}/"), f"{address} leads to {target}"
                if target not in seen:
                    note(address, target)
            elif answer.is_page:
                for link in dict.fromkeys(answer.page.links):
                    # Most links are the same on many pages.
                    target = _resolved(root if link.startswith("/") else address, link)
                    linked.add(target)
                    if target.startswith(f"{root}/") and target not in seen and wanted(target):
                        note(address, target)
    return found


def read(start: str, addresses: Iterable[str], *, language: str) -> Found:
    """What is answered at local addresses, whose links are not followed."""
    root = f"http://{urlsplit(start).netloc}"
    with closing(HTTPConnection(urlsplit(start).netloc, timeout=30)) as connection:
        return {address: (start, ask(connection, address.removeprefix(root), language)) for address in addresses if address.startswith(f"{root}/")}


def pointed(found: Found) -> dict[tuple[str, str], str]:
    """The fragments that pages point to, by address and identifier: a page that does."""
    links = {(address, link) for address, (_, answer) in found.items() if answer.is_page for link in answer.page.links if "#" in link}
    targets = {urldefrag(urljoin(address, link)): address for address, link in sorted(links)}
    return {(target.url, target.fragment): address for target, address in targets.items() if target.fragment}


@cache
def _resolved(base: str, link: str) -> str:
    return urldefrag(urljoin(base, link)).url


def ask(connection: HTTPConnection, path: str, language: str) -> Answer:
    """What a browser is answered."""
    connection.request("GET", path, headers={"Accept": "text/html,*/*;q=0.5", "Accept-Language": language})
    answer = connection.getresponse()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
