"""Pictures of pages, for people to look at, and whether anything is on them."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

TALLEST = 5_000
"""Pixels of a page that a picture holds: the ontology is some fifty windows long."""
WINDOW = 1_000
"""Pixels from the top of a page among which something is to be seen."""


def take(page: Page, file: Path) -> Path:
    """Keep a picture of the page as it is, from its top; the file."""
    size = page.viewport_size
    assert size is not None
    tall = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": tall}, animations="disabled")
    return file


def is_blank(picture: bytes) -> bool:
    """Whether a PNG shows hardly more than one colour in its first window: letters alone, smoothed at their edges, have dozens."""
    whole = Image.open(io.BytesIO(picture))
    image = whole.crop((0, 0, whole.width, min(whole.height, WINDOW))).convert("RGB")
    colours = image.getcolors(maxcolors=image.width * image.height) or []
    most = max(count for count, _ in colours)
    return len(colours) < 20 or most > 0.998 * image.width * image.height
