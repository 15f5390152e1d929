"""A reader with a keyboard alone: Tab, Enter, arrows and typing, never the mouse; and what holds of each place where the focus comes."""

from typing import Any

from playwright.sync_api import Page

# Where the focus is: what it is called, whether one sees that it is there, and whether something covers it.
_HERE = """() => {
  let at = document.activeElement;
  const outer = at;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const label = at.getAttribute('aria-label') || (at.labels?.[0]?.textContent) || at.textContent || '';
  const shown = element => { const style = getComputedStyle(element);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none'; };
  // A sign in a picture shows the focus by its own lines: they differ from those that it has without.
  const lines = () => [...at.querySelectorAll('*')].map(part => { const style = getComputedStyle(part);
    return [style.stroke, style.strokeWidth, style.fill, style.display].join() }).join();
  const changes = () => { const focused = lines(); at.blur(); const bare = lines(); at.focus({preventScroll: true}); return focused !== bare };
  const around = [at, outer, outer.parentElement, at.closest('.cm-editor'), ...at.children];
  const outlined = at.ownerSVGElement ? changes() : around.some(element => element && shown(element));
  const part = window.formerStop === at;  // a part of a control that the browser made, such as the year of a day, which shows the focus itself
  window.formerStop = at;
  const boxes = [...at.getClientRects(), at.getBoundingClientRect()].filter(box => box.width > 0 && box.height > 0);
  const mine = (x, y) => { const hit = document.elementFromPoint(x, y);
    return hit && (outer.contains(hit) || hit.contains(outer) || hit.closest('label')?.contains(outer)
      || hit.closest('svg') && hit.closest('svg') === outer.closest('svg')); };
  const seen = boxes.some(box => [0.5, 0.1, 0.9].some(x => [0.5, 0.15, 0.85].some(y => mine(box.x + box.width * x, box.y + box.height * y))));
  return {name: label.trim().replace(/\\s+/g, ' ').slice(0, 120), id: outer.id || String(outer.className), href: at.getAttribute('href') || '',
    tag: at.tagName.toLowerCase(), outlined: outlined || part,
    seen, last: outer === [...document.querySelectorAll('footer a[href]')].filter(e => e.checkVisibility()).at(-1)};
}"""
# Behind a handful of links and things to unfold more follow: go to the last but one of them. Other controls are never passed over.
_SKIP = """() => {
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(element => element.tabIndex >= 0 && !element.disabled && element.type !== 'hidden')
    .filter(element => element.checkVisibility({visibilityProperty: true}));
  const first = stops.indexOf(document.activeElement);
  let end = first;
  while (end + 1 < stops.length && stops[end + 1].matches('a[href], summary') && !stops[end + 1].closest('footer')) end += 1;
  if (first >= 0 && end - first > 2) stops[end - 1].focus();
}"""
_MANY = 6


class Keyboard:
    """Keys on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def here(self) -> dict[str, Any] | None:
        """Where the focus is."""
        found: dict[str, Any] | None = self.page.evaluate(_HERE)
        return found

    def to(self, *, name: str = "", href: str = "", tag: str = "", ident: str = "", inside: str = "", at_most: int = 400) -> dict[str, Any]:
        """Press Tab until the focus is at what has this name, leads there, or is such an element."""
        for _ in range(at_most):
            self.press("Tab")
            here = self.here
            found = here and name in {"", here["name"]} and tag in {"", here["tag"]} and href in here["href"] and ident in here["id"]
            if here and found and (not inside or self.inside(inside)):
                return here
        raise AssertionError(f"Tab does not lead to {name or href or tag} on {self.page.url}")

    def inside(self, selector: str) -> bool:
        """Whether the focus is in such an element."""
        return bool(self.page.evaluate("selector => document.activeElement.closest(selector) !== null", selector))

    def follow(self, **wanted: Any) -> None:
        """Go to a link with Tab and open it with Enter."""
        self.to(**wanted)
        with self.page.expect_navigation():
            self.press("Enter")

    def through(self, at_most: int = 400) -> list[str]:
        """Go through the whole page with Tab; what is wrong on the way."""
        wrong, links, before = list[str](), 0, ""
        for _ in range(at_most):
            self.press("Tab")
            here = self.here
            if here is None:
                return [*wrong, f"the focus is lost behind {before}"]
            before = f"{here['tag']} {here['name'][:60]!r} {here['href'][:60]}"
            if not here["outlined"]:
                wrong.append(f"the focus does not show: {before}")
            if not here["seen"]:
                wrong.append(f"covered: {before}")
            if here["last"]:
                return wrong
            links = links + 1 if here["tag"] in {"a", "summary"} else 0
            if links >= _MANY:
                self.page.evaluate(_SKIP)
                links = 0
        return [*wrong, f"the end is not reached in {at_most} steps: {before}"]
