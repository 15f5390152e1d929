"""How fast pages come to a reader with a slow device: ``python -m tests.bench.pages``; figures go to docs/page-benchmarks.json, the page is made from them.

Each kind of page is opened in Chromium with an empty cache, on a processor slowed down by the browser and a network as slow as
many phones have, in rounds over all kinds, so that a moment in which the machine is busy spoils one round of a page and no median.
"""

import argparse
import json
import statistics
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.bench.measure import machine, say
from tests.browser.conftest import launched
from tests.browser.kinds import KINDS, WIDTHS
from tests.browser.speed import BYTES, CPU, LATENCY, MOST_IN_THE_EDITOR, MOST_SHIFT, Cost, visit
from tests.running import ROOT, serving

FIGURES = ROOT / "docs" / "page-benchmarks.json"
PAGE = ROOT / "docs" / "page-benchmarks.md"
WIDTH = 390
LIMITS = {"first": 1000, "blocked": 200, "shift": MOST_SHIFT, "script": MOST_IN_THE_EDITOR}
"""What no page may exceed: milliseconds until something is seen, milliseconds in which it does not react, movement, bytes of script."""


def measure(rounds: int) -> dict[str, Any]:
    """All figures."""
    found: dict[str, list[Cost]] = {kind: [] for kind in KINDS}
    with serving() as server, launched() as browser:
        for kind in KINDS:  # the service keeps answers: what is measured is the reader's device, not the first question after a start
            visit(browser, f"{server.url}{KINDS[kind]}", width=WIDTH, height=WIDTHS[WIDTH])
        for number in range(rounds):
            for kind, costs in found.items():
                costs.append(_slow(browser, f"{server.url}{KINDS[kind]}"))
            say(f"round {number + 1} of {rounds}")
        version = browser.version
    return {
        "machine": machine(), "chromium": version.partition(".")[0], "measured": date.today().isoformat(), "rounds": rounds,
        "pages": {kind: {"path": KINDS[kind], **median(costs)} for kind, costs in found.items()},
    }  # fmt: skip


def _slow(browser: Browser, address: str) -> Cost:
    return visit(browser, address, width=WIDTH, height=WIDTHS[WIDTH], profile="slow", rest=1_000)


def median(costs: list[Cost]) -> dict[str, float]:
    """The middle of each figure over the rounds."""
    rows = [asdict(cost) for cost in costs]
    return {name: round(statistics.median(row[name] for row in rows), 4) for name in rows[0] if name != "blocking"}


def exceeded(figures: Mapping[str, Any]) -> list[str]:
    """What is above a limit: the page, what, and how much."""
    return [f"{kind}: {name} {row[name]:,.10g}" for kind, row in figures["pages"].items() for name, limit in LIMITS.items() if row[name] >= limit]


def page(figures: Mapping[str, Any]) -> str:
    """The whole page."""
    found, above = figures["machine"], exceeded(figures)
    rounds = "One round" if figures["rounds"] == 1 else f"Median of {figures['rounds']} rounds"
    verdict = "No page is above any of them." if not above else "Above a limit: " + "; ".join(above) + "."
    lines = [
        "# Benchmarks of the pages",
        "",
        "<!-- Generated from page-benchmarks.json by `python -m tests.bench.pages --write`; do not edit. -->",
        "",
        "How fast pages come to somebody with a slow phone: Chromium with an empty cache, a window of 390 by 844 pixels,",
        f"a processor {CPU} times as slow as that of this machine, a network of {BYTES * 8 / 1e6:.1f} Mbit/s that answers {LATENCY} ms late;",
        "the browser itself slows down both. The service runs beside it and has been asked for each page before.",
        "",
        f"Limits: something is seen within {LIMITS['first']:,} ms, the page does not react for less than {LIMITS['blocked']} ms in all",
        f"(total blocking time), moves by less than {LIMITS['shift']} (cumulative layout shift), and loads less than {LIMITS['script'] // 1000} kB",
        f"of compressed script. {verdict}",
        "",
        f"Machine: {found['processor']}, {found['cores']} processors, {found['memory_gib']} GiB, {found['system']}. Chromium {figures['chromium']}.",
        f"{rounds}, {figures['measured']}.",
        "",
        "| Page | Seen after ms | Largest part after ms | Blocked ms | Moves | Script kB | All kB | Requests |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, row in figures["pages"].items():
        lines.append(
            f"| {kind} | {row['first']:,.0f} | {row['largest']:,.0f} | {row['blocked']:,.0f} | {row['shift']:.3f} | {row['script'] / 1000:.1f}"
            f" | {row['transferred'] / 1000:.1f} | {row['requests']:.0f} |"
        )
    return "\n".join([*lines, "", *_method()])


def _method() -> list[str]:
    return [
        "## How it is measured",
        "",
        "`python -m tests.bench.pages` does it again ([script](../tests/bench/pages.py), [visits](../tests/browser/speed.py)). Seen: first contentful paint.",
        "Blocked: what tasks took beyond 50 ms each between then and a second after the last request. Sizes are what came over the network, compressed.",
        "That pages do not move and what they load is tested with each change ([test](../tests/browser/test_kinds.py)).",
        "",
    ]


def main() -> None:
    """Measure, and write figures and page; or write the page alone."""
    parser = argparse.ArgumentParser(description="Measure the pages in a slow browser.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write the page from the figures that there are")
    parser.add_argument("--json", type=Path, default=FIGURES, help="where the figures are kept")
    options = parser.parse_args()
    if not options.write:
        options.json.write_text(json.dumps(measure(options.rounds), indent=1) + "\n", encoding="utf-8")
    if options.json == FIGURES:
        PAGE.write_text(page(json.loads(FIGURES.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
