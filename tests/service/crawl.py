"""Follow every link of every page, on one host."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """The addresses a page leads to, the fragments it has, and how its elements nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.identifiers: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element links."""
        found = dict(attrs)
        self.elements.append((tag, found))
        if found.get("id"):
            self.identifiers.append(str(found["id"]))
        address = found.get(_LINKS.get(tag, ""))
        if address is None or (tag == "link" and found.get("rel") == "canonical"):
            return
        self.links.append(address)
        if tag not in {"a", "form"} and found.get("rel") != "alternate":
            self.loaded.append(address)


# Results of each format that are read, and permalinks.
_RESULTS = 4


parse = lru_cache(maxsize=None)(Page)
"""A page, read once though several tests look at it."""


def sampler(things: int) -> Callable[[str], bool]:
    """Whether to read an address: any page, ``things`` things of each kind, and one document of each kind and format.

    Things of a kind share a template and documents of a format a writer, so a few stand for all. The same holds for the
    results and citations of saved queries, and for the pages of their versions, to which their permalinks lead.
    """
    seen: Counter[tuple[str, str]] = Counter()

    def wanted(address: str) -> bool:
        folder, _, name = urlsplit(address).path.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        if "/doc/" in address and dot and stem:
            limit, key = 1, (folder, suffix)
        elif "/queries/" in address and ("@" in folder or "@" in name):
            limit, key = min(things, _RESULTS), ("@", suffix if "@" in folder else "")
        elif "/queries/" in address and stem in {"result", "citation", "citation.csl"}:
            limit, key = min(things, _RESULTS), ("/queries/", suffix)
        elif "/id/" in address:
            limit, key = things, (folder, "")
        else:
            return True
        seen[key] += 1
        return seen[key] <= limit

    return wanted


def crawl(start: str, *, things: int) -> Iterator[tuple[str, str, httpx.Response]]:
    """Every local page reachable from ``start`` by links in pages: where it was found, the address, the answer.

    ``things`` limits how many things of each kind are read.
    """
    wanted = sampler(things)
    host = urlsplit(start).netloc
    seen, waiting = {start}, deque([("", start)])
    with httpx.Client(headers={"Accept": "text/html,*/*;q=0.5"}, timeout=30) as http:
        while waiting:
            origin, address = waiting.popleft()
            answer = http.get(address, follow_redirects=True)
            yield origin, address, answer
            if answer.headers.get("content-type", "").startswith("text/html"):
                for link in parse(answer.text).links:
                    target = urldefrag(urljoin(str(answer.url), link)).url
                    if urlsplit(target).netloc == host and target not in seen and wanted(target):
                        seen.add(target)
                        waiting.append((address, target))
