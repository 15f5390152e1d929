"""What a page costs its reader, as the browser itself tells: when something is seen, what moves afterwards, how long it does not react, what is loaded."""

from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Browser, Page, Request

from tests.browser.watching import opened

Profile = Literal["as it is", "slow"]
CPU = 4
"""Times that the slow device is slower than this machine."""
BYTES, LATENCY = 1_600_000 / 8, 150
"""Of its network: bytes in a second, each way, and milliseconds that each answer is late."""

OBSERVE = """
window.observed = {shift: 0, tasks: [], largest: 0};
const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
watch('layout-shift', entry => { if (!entry.hadRecentInput) observed.shift += entry.value; });
watch('longtask', entry => observed.tasks.push([entry.startTime, entry.duration]));
watch('largest-contentful-paint', entry => { observed.largest = entry.startTime; });
"""
_BLOCKING = "performance.getEntriesByType('resource').filter(entry => entry.renderBlockingStatus === 'blocking').map(entry => new URL(entry.name).pathname)"
_TELL = f"""async rest => {{
  await new Promise(done => setTimeout(done, rest));
  const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN;
  return {{...observed, first, blocking: {_BLOCKING}}};
}}"""
_WEIGHT = f"""() => {{
  const scripts = performance.getEntriesByType('resource').filter(entry => new URL(entry.name).pathname.endsWith('.js'));
  return {{shift: observed.shift, script: scripts.reduce((sum, entry) => sum + entry.encodedBodySize, 0), blocking: {_BLOCKING}}};
}}"""
MOST_SCRIPT, MOST_IN_THE_EDITOR = 150_000, 200_000
"""Bytes of script, compressed, that a page may load."""
MOST_SHIFT = 0.1
"""Cumulative layout shift that a page stays below."""


def too_heavy(page: Page, kind: str) -> list[str]:
    """What is wrong with how the page came, observed since it was opened by :data:`OBSERVE`: what moved, weighs too much, or was waited for."""
    found = page.evaluate(_WEIGHT)
    most = MOST_IN_THE_EDITOR if kind.startswith("editor") else MOST_SCRIPT
    wrong = [f"waited for: {path}" for path in found["blocking"] if not path.endswith(".css")]
    if found["shift"] >= MOST_SHIFT:
        wrong.append(f"moved by {found['shift']}")
    if found["script"] >= most:
        wrong.append(f"{found['script']} bytes of script")
    return wrong


@dataclass(frozen=True)
class Cost:
    """Of one visit with an empty cache. Times in milliseconds, sizes in bytes as they came over the network."""

    first: float
    largest: float
    blocked: float
    """What tasks took beyond 50 ms each, after the first thing was seen."""
    shift: float
    script: int
    transferred: int
    requests: int
    blocking: tuple[str, ...]
    """The paths that the browser waits for before it shows anything."""


def visit(browser: Browser, address: str, *, width: int, height: int, profile: Profile = "as it is", rest: int = 250) -> Cost:
    """Open an address as somebody does who was never here, and wait ``rest`` milliseconds after everything is loaded."""
    context = opened(browser, viewport={"width": width, "height": height}, locale="en")
    try:
        page = context.new_page()
        page.add_init_script(OBSERVE)
        asked = list[Request]()
        page.on("requestfinished", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright takes no built-in function
        if profile == "slow":
            session = context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES, "uploadThroughput": BYTES})
        page.goto(address, wait_until="networkidle")
        told: dict[str, Any] = page.evaluate(_TELL, rest)
        sizes = {request: request.sizes() for request in asked if not request.url.startswith("data:")}
        return Cost(
            first=told["first"],
            largest=told["largest"],
            blocked=sum(max(0.0, duration - 50) for start, duration in told["tasks"] if start + duration > told["first"]),
            shift=told["shift"],
            script=sum(size["responseBodySize"] for request, size in sizes.items() if request.resource_type == "script"),
            transferred=sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes.values()),
            requests=len(sizes),
            blocking=tuple(told["blocking"]),
        )
    finally:
        context.close()
