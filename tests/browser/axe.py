"""What axe finds wrong in a page. The contrast of text, most of its work, is looked at once for each look that a text has, not for each of thousands."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()
_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""All rules of axe that are on by default (WCAG 2.2 A and AA, and good practice), and the size of targets, which is off by default."""

_MARK = "data-judged"
# What a verdict on contrast follows from: how an element and all that it is in are painted, and whether its text is one that axe judges. Of all elements
# that agree in that the first, one in the middle and the last are marked, for something may lie over one of them; of what is filled in, and its labels, all.
_MARK_LOOKS = """mark => {
  const looks = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize', 'fontWeight', 'textShadow', 'filter', 'mixBlendMode', 'position',
    'overflow', 'webkitTextFillColor', 'webkitTextStroke'];
  const numbers = new Map(), chains = new Map(), alike = new Map();
  const numbered = text => numbers.get(text) ?? (numbers.set(text, numbers.size), numbers.size - 1);
  const read = root => {
    for (const element of root.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      const outside = chains.get(element.parentElement ?? root.host);
      const chain = numbered([outside, element.tagName, element.getAttribute('class'), ...looks.map(name => style[name])].join('|'));
      chains.set(element, chain);
      if (element.shadowRoot) read(element.shadowRoot);
      const text = [...element.childNodes].map(node => node.nodeType === Node.TEXT_NODE ? node.data : '').join('').trim();
      const filled = element.matches('label, label *, input, select, textarea, button, [aria-disabled]');
      if (!text && !filled) continue;
      const told = filled ? `own ${alike.size}` : text.length < 2 ? 'letter' : /[\\p{L}\\p{N}]/u.test(text) ? 'words' : 'signs';
      const key = [chain, told, element.checkVisibility({visibilityProperty: true})].join('|');
      alike.has(key) ? alike.get(key).push(element) : alike.set(key, [element]);
    }
  };
  read(document);
  for (const group of alike.values()) for (const at of [0, group.length >> 1, group.length - 1]) group[at].setAttribute(mark, '');
  axe.configure({rules: [{id: 'color-contrast', selector: `[${mark}]`}]});
}"""


def violations(page: Page) -> list[dict[str, Any]]:
    """The rules that are broken in the page as it is now, each with the nodes that break it; of many nodes without contrast that look the same, three."""
    page.evaluate(_AXE.axe_script)
    page.evaluate(_MARK_LOOKS, _MARK)
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(options).then(found => found.violations)", _RULES)
    return found
