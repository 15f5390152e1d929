"""What a script adds to the pictures: coming nearer, names on hover and focus, arrows from sign to sign; and that nothing needs it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.running import Server

pytestmark = pytest.mark.browser
NETWORK = "/queries/membership-network?page-view=graph"


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page at a desk; nothing may go wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", base_url=server.url)
    found = context.new_page()
    troubles: list[str] = []
    found.on("console", lambda message: troubles.append(message.text))
    found.on("pageerror", lambda error: troubles.append(str(error)))
    yield found
    context.close()
    assert troubles == []


def figure(page: Page, address: str) -> Locator:
    """The first picture of a page, ready to be used."""
    page.goto(address)
    found = page.locator("figure.graphic:has(.graphic-tools)").first
    expect(found.locator(".graphic-tools")).to_be_visible()
    return found


def box(found: Locator) -> list[float]:
    """What part of a picture is shown."""
    return [float(number) for number in (found.locator(".graphic-svg").get_attribute("viewBox") or "").split()]


def focused(page: Page) -> str:
    """What the sign with the focus is called."""
    return str(page.evaluate("document.activeElement.closest('.mark')?.querySelector('title')?.textContent ?? ''"))


def test_one_sign_is_a_stop_and_arrows_lead_on(page: Page) -> None:
    found = figure(page, "/map")
    skip = found.locator(".graphic-skip")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Tab")
    first = focused(page)
    assert first
    tip = found.locator(".graphic-tip")
    expect(tip).to_have_text(first)
    page.keyboard.press("ArrowRight")
    second = focused(page)
    assert second not in ("", first)
    expect(tip).to_have_text(second)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    assert focused(page) == second
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.do") == "in"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == second


def test_nearer_by_keys_and_buttons_and_back(page: Page) -> None:
    found = figure(page, "/map")
    whole = box(found)
    buttons = {name: found.locator(f"[data-do={name}]") for name in ("in", "out", "all", "to-left", "to-top")}
    expect(buttons["to-left"]).to_be_hidden()
    height = found.evaluate("element => element.offsetHeight")
    shown = found.locator(".label:visible").count()
    for _ in range(3):
        buttons["in"].click()
    assert box(found)[2] < whole[2] / 3
    assert found.evaluate("element => element.offsetHeight") == height, "nothing below may move"
    assert found.locator("svg").first.get_attribute("data-tiers") == "4"
    assert found.locator(".label:visible").count() > shown, "nearer, more names have room"
    before = box(found)
    buttons["to-left"].click()
    buttons["to-top"].click()
    assert box(found)[0] < before[0]
    assert box(found)[1] < before[1]
    page.keyboard.press("0")
    assert box(found) == pytest.approx(whole)
    expect(buttons["to-left"]).to_be_hidden()
    buttons["out"].focus()
    page.keyboard.press("+")
    assert box(found)[2] < whole[2]


def test_a_sign_keeps_its_size_and_is_shown_when_it_gets_the_focus(page: Page) -> None:
    found = figure(page, "/map")
    sign = found.locator(".mark .sign:visible").first
    size = float(sign.evaluate("element => element.getBoundingClientRect().width"))
    mark = found.locator("a.mark[tabindex='0']")
    for _ in range(4):
        found.locator("[data-do=in]").click()
    for _ in range(8):
        found.locator("[data-do=to-right]").click()
    assert float(sign.evaluate("element => element.getBoundingClientRect().width")) == pytest.approx(size, abs=0.6)
    mark.focus()
    place, around = mark.locator(".sign").bounding_box(), found.locator(".graphic-svg").bounding_box()
    assert place
    assert around
    assert around["x"] < place["x"] < around["x"] + around["width"]
    assert around["y"] < place["y"] < around["y"] + around["height"]


def test_ctrl_and_the_wheel_come_nearer_where_the_pointer_is_and_the_wheel_alone_moves_the_page(page: Page) -> None:
    found = figure(page, "/map")
    picture = found.locator(".graphic-svg")
    picture.scroll_into_view_if_needed()
    around = picture.bounding_box()
    assert around
    page.mouse.move(around["x"] + around["width"] * 0.75, around["y"] + around["height"] * 0.25)
    whole = box(found)
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(100)
    assert box(found) == pytest.approx(whole)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function("document.querySelector('.near') !== null")
    x, y, width, height = box(found)
    assert x - whole[0] > whole[0] + whole[2] - (x + width), "nearer at the right"
    assert y - whole[1] < whole[1] + whole[3] - (y + height), "nearer at the top"


def test_who_drags_follows_no_link(page: Page) -> None:
    found = figure(page, "/map")
    found.locator("[data-do=in]").click()
    before, address = box(found), page.url
    mark = found.locator("a.mark .sign:visible").first
    mark.scroll_into_view_if_needed()
    found.locator("a.mark[tabindex='0']").focus()
    place = found.locator("a.mark[tabindex='0'] .sign").bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 10, steps=4)
    page.mouse.up()
    assert box(found)[0] != before[0]
    assert page.url == address


def test_neighbours_stand_out_in_a_network(page: Page) -> None:
    found = figure(page, NETWORK)
    node = found.locator("a.mark[tabindex='0']")
    node.focus()
    expect(found.locator(".graphic-svg.lit")).to_have_count(1)
    number = node.get_attribute("data-node")
    joined = found.locator(f"[data-from='{number}'], [data-to='{number}']").count()
    assert joined > 0
    expect(found.locator(".edge.joined")).to_have_count(joined)
    page.keyboard.press("Tab")
    expect(found.locator(".joined")).to_have_count(0)


def test_the_tip_can_be_reached_by_the_pointer(page: Page) -> None:
    found = figure(page, "/map")
    mark = found.locator("a.mark[tabindex='0'] .sign")
    mark.scroll_into_view_if_needed()
    mark.hover(force=True)
    tip = found.locator(".graphic-tip")
    expect(tip).to_be_visible()
    words = tip.inner_text()
    tip.hover()
    page.wait_for_timeout(300)
    expect(tip).to_have_text(words)
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_without_script_the_picture_is_there_and_its_buttons_are_not(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False, base_url=server.url)
    page = context.new_page()
    page.goto("/map")
    found = page.locator("figure.graphic:has(.graphic-tools)").first
    expect(found.locator(".graphic-tools")).to_be_hidden()
    expect(found.locator("a.mark:visible").first).to_be_visible()
    address = found.locator("use.land").get_attribute("href") or ""
    assert page.request.get(address.partition("#")[0]).headers["content-type"].startswith("image/svg+xml")
    context.close()


def test_two_fingers_come_nearer_and_one_then_moves_the_map(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, base_url=server.url)
    page = context.new_page()
    found = figure(page, "/map")
    picture = found.locator(".graphic-svg")
    picture.scroll_into_view_if_needed()
    around = picture.bounding_box()
    assert around
    x, y = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
    session = context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": across, "y": down, "id": number} for number, (across, down) in enumerate(places)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x - 20, y))
    touch("touchStart", (x - 20, y), (x + 20, y))
    for step in range(1, 6):
        touch("touchMove", (x - 20 - 8 * step, y), (x + 20 + 8 * step, y))
    touch("touchEnd")
    page.wait_for_function("document.querySelector('.near') !== null")
    assert page.evaluate("visualViewport.scale") == 1, "the page itself stays as it is"
    before = box(found)
    touch("touchStart", (x, y))
    for step in range(1, 6):
        touch("touchMove", (x - 10 * step, y))
    touch("touchEnd")
    page.wait_for_timeout(100)
    assert box(found)[0] - before[0] > 30 / around["width"] * before[2]
    context.close()
