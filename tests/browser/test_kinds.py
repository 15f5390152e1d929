"""Every kind of page, on a phone, a tablet and a desk, light and dark, in three languages: it fits, says nothing on the console, keeps nobody out, and
does not move.

A page is loaded once in each language; then the window and the scheme change under it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.kinds import FOCUSED, KINDS, LANGUAGES, SCHEMES, WIDTHS
from tests.browser.screenshots import is_blank, take
from tests.browser.speed import OBSERVE, too_heavy
from tests.browser.watching import Watched, opened
from tests.running import Server

pytestmark = pytest.mark.browser
CALM = "fr"
"""The language whose reader wants nothing to move."""

_MOVING = """() => [...document.querySelectorAll('*')].filter(element => {
  const style = getComputedStyle(element);
  const lasts = text => text.split(',').some(part => parseFloat(part) > 0.01);
  return style.animationName !== 'none' && lasts(style.animationDuration) || lasts(style.transitionDuration) || style.scrollBehavior === 'smooth';
}).slice(0, 5).map(element => element.outerHTML.slice(0, 100))"""
_BRIGHT = """() => {
  const sum = colour => colour.match(/[\\d.]+/g).slice(0, 3).reduce((all, part) => all + Number(part), 0);
  const style = getComputedStyle(document.body);
  return sum(style.backgroundColor) > sum(style.color);
}"""


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """The reader's language."""
    return str(request.param)


@pytest.fixture(scope="module")
def watched(browser: Browser, server: Server, language: str) -> Iterator[Watched]:
    """One page for all kinds in a language."""
    context = opened(browser, locale=language, reduced_motion="reduce" if language == CALM else "no-preference")
    context.add_init_script(OBSERVE)
    yield Watched(context.new_page(), server.url)
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_it_fits_every_window_and_keeps_nobody_out(watched: Watched, language: str, kind: str, artefacts: Path) -> None:
    page = watched.page
    watched.troubles.clear()
    width, scheme = FOCUSED[language]
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.emulate_media(color_scheme=scheme)
    watched.show(kind)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert watched.barriers() == []
    assert too_heavy(page, kind) == []
    if language == CALM:
        assert moving(page) == []
    picture = take(page, artefacts / "screenshots" / f"{kind.replace(' ', '-')}-{language}-{width}-{scheme}.png")
    assert not is_blank(picture.read_bytes())
    for other, height in WIDTHS.items():
        page.set_viewport_size({"width": other, "height": height})
        for shade in SCHEMES:
            page.emulate_media(color_scheme=shade)
            assert watched.too_wide() == [], f"at a width of {other}"
            assert page.evaluate(_BRIGHT) == (shade == "light")
    assert watched.troubles == []


def moving(page: Page) -> list[str]:
    """What moves or fades by itself on this page."""
    return [str(found) for found in page.evaluate(_MOVING)]


def test_each_check_can_fail(browser: Browser, server: Server) -> None:
    context = opened(browser, viewport={"width": 390, "height": 844})
    context.add_init_script(OBSERVE)
    page = context.new_page()
    watched = Watched(page, server.url)
    assert is_blank(page.screenshot())
    watched.show("city")
    assert not is_blank(page.screenshot())
    page.evaluate(
        """() => {
          document.querySelector('h1').insertAdjacentHTML('afterend', '<p id=far>wide</p><input id=nameless><a id=tiny href=#>x</a><a id=other href=#>y</a>');
          const far = document.getElementById('far').style;
          far.width = '900px'; far.height = '600px'; far.color = '#ccc'; far.background = '#fff'; far.transition = 'color 2s';
          console.log('said');
          fetch('http://127.0.0.2:1/').catch(() => {});
          setTimeout(() => { throw new Error('thrown') });
        }"""
    )
    page.wait_for_timeout(100)
    assert watched.too_wide()[0] == "scrollWidth 916"
    assert [text[:8] for text in too_heavy(page, "city")] == ["moved by"]
    assert [text.split(":")[0] for text in watched.barriers()] == ["color-contrast", "label", "target-size", "target-size"]
    assert '<p id="far"' in moving(page)[0]
    assert {"said", "thrown", "policy: connect-src http://127.0.0.2:1/"} <= set(watched.troubles)
    page.goto("about:blank")  # where no policy keeps a page at home
    page.evaluate("fetch('http://127.0.0.2:1/').catch(() => {})")
    assert "asked elsewhere: http://127.0.0.2:1/" in watched.troubles
    context.close()


def test_one_pale_text_among_hundreds_alike_is_found(browser: Browser, server: Server) -> None:
    context = opened(browser, viewport={"width": 390, "height": 844})
    watched = Watched(context.new_page(), server.url)
    watched.show("preview")
    watched.page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<p class=alike>some words</p>'.repeat(300))")
    assert watched.barriers() == []
    watched.page.evaluate(
        """() => {
          const shadow = document.querySelector('.alike:nth-of-type(200)').attachShadow({mode: 'open'});
          shadow.innerHTML = '<p>in the shadow</p>';
          for (const pale of [document.querySelector('.alike:nth-of-type(137)'), shadow.firstChild]) pale.style.color = '#ccc';
        }"""
    )
    found = watched.barriers()
    assert len(found) == 2
    assert ":nth-child(138)" in found[0]
    assert "in the shadow" in found[1]
    context.close()
