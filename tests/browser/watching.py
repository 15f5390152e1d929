"""A page that is watched: what it says on the console, what it asks for, and what a glance at it tells."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.kinds import FAILING, KINDS

_POLICY = "document.addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
# What is laid out only when somebody comes near it, as if they had: what is not painted cannot be looked at.
_LAY_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { content-visibility: visible !important }');
  document.adoptedStyleSheets.push(sheet);
}"""
# What is wider than the window without being scrolled in a room of its own, to say more than that something is.
_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const sticksOut = box => box.right > width + 1 || box.left < -1;
  const found = [...document.body.querySelectorAll('*')].filter(e => sticksOut(e.getBoundingClientRect()) && !e.matches('.skip'));
  return ['scrollWidth ' + document.documentElement.scrollWidth, ...found.slice(0, 5).map(e => e.outerHTML.slice(0, 100))];
}"""


@dataclass
class Watched:
    """A page and what went wrong in it."""

    page: Page
    host: str
    troubles: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    expected: int = 200
    scripted: bool = True
    """Whether scripts run in it."""

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._hear(message.text, message.location["url"]))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))
        self.page.add_init_script(_POLICY)

    def open(self, path: str) -> int:
        """Go to a path of the service and wait until nothing more is asked for; the status of the answer."""
        answer = self.page.goto(f"{self.host}{path}", wait_until="load")
        assert answer is not None
        return answer.status

    def show(self, kind: str) -> None:
        """The page of that kind, which answers as it should."""
        self.expected = FAILING.get(kind, 200)
        assert self.open(KINDS[kind]) == self.expected
        if self.scripted and kind.startswith("editor"):
            self.await_editor()

    def await_editor(self) -> None:
        """Wait until script has put the editor into the place of the text area."""
        expect(self.page.locator("#editor textarea")).to_be_hidden()

    def too_wide(self) -> list[str]:
        """What does not fit into the width of the window."""
        return [str(found) for found in self.page.evaluate(_WIDE)]

    def barriers(self) -> list[str]:
        """What axe finds wrong in the page as it is now, all of it laid out."""
        self.page.evaluate(_LAY_OUT)
        return [
            f"{rule['id']}: {_told(node)}"
            for rule in violations(self.page)
            for node in rule["nodes"][:3]
            if not _is_editor(rule, node) and not _is_footnote(rule, node)
        ]

    def _hear(self, text: str, address: str) -> None:
        if self.expected < 400 or f"status of {self.expected}" not in text:  # that an answer is an error is what the browser itself says
            self.troubles.append(f"{text} {address}" if text.startswith("Failed to load") else text)

    def _note(self, url: str) -> None:
        self.asked.append(url)
        if not url.startswith((f"{self.host}/", "data:")):
            self.troubles.append(f"asked elsewhere: {url}")


def opened(browser: Browser, **options: Any) -> BrowserContext:
    """A context for pages, in which waiting too long is told soon."""
    context = browser.new_context(**options)
    context.set_default_timeout(20_000)
    return context


def _is_editor(rule: dict[str, Any], node: dict[str, Any]) -> bool:
    """The room in which the editor scrolls: what one writes in there has the focus, but axe does not count editable text among what can have it."""
    return rule["id"] == "scrollable-region-focusable" and 'class="cm-scroller"' in node["html"]


def _is_footnote(rule: dict[str, Any], node: dict[str, Any]) -> bool:
    """Targets within text whose size is that of its lines are excepted by WCAG 2.5.8: the mark of a footnote, and the words that it stands at."""
    near = [other["html"] for check in node["any"] for other in check["relatedNodes"]]
    return rule["id"] == "target-size" and any('class="footnote"' in html for html in (node["html"], *near))


def _told(node: dict[str, Any]) -> str:
    why = [check["message"] for check in (*node["any"], *node["all"], *node["none"])]
    return re.sub(r"\s+", " ", f"{node['target']} {node['html'][:140]} — {'; '.join(why)[:300]}")
