"""The start page is light and stands still, and what tells that is right. Of the other pages ``test_kinds.py`` tells it; how fast they are is
measured in ``tests/bench/pages.py``."""

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import WIDTHS
from tests.browser.speed import MOST_SCRIPT, visit
from tests.running import Server

pytestmark = pytest.mark.browser


def test_the_start_page_is_light_and_still_at_every_width(browser: Browser, server: Server) -> None:
    for width, height in WIDTHS.items():
        cost = visit(browser, f"{server.url}/", width=width, height=height)
        assert cost.shift < 0.1
        assert 1_000 < cost.script < MOST_SCRIPT
        assert cost.transferred < 300_000


def test_what_moves_and_blocks_is_measured(browser: Browser, server: Server) -> None:
    """A page whose script pushes its text down, late and for long, and for which the browser waits."""
    work = "const end = performance.now() + 300; while (performance.now() < end); a.style.marginTop = '400px'"
    # Not before something is seen, whenever that is.
    script = f"new PerformanceObserver(() => setTimeout(() => {{ {work} }}, 50)).observe({{type: 'paint', buffered: true}})"
    cost = visit(browser, f"data:text/html,<meta charset=utf-8><p id=a>text<p>more<script>{script}</script>", width=390, height=844, rest=1_500)
    assert cost.shift > 0.1
    assert cost.blocked > 100
    assert cost.script == 0
    editor = visit(browser, f"{server.url}/editor", width=1280, height=900)
    assert editor.script > visit(browser, f"{server.url}/", width=1280, height=900).script
