"""The outlines of countries that ``service/web/outlines.mjs`` has built: a file of SVG, shared by all maps and kept by browsers."""

import json
from functools import lru_cache
from pathlib import Path

from urbansec.pages.built import BUILT

_TOLD = BUILT / "outlines.json"


@lru_cache
def outlines_file(told: Path = _TOLD) -> str:
    """The path of the file below ``static/``; empty without a build."""
    try:
        return f"built/{json.loads(told.read_text('utf-8'))['file']}"
    except FileNotFoundError:
        return ""


def outlines_address(root: str = "") -> str:
    """The address of the outlines for a service mounted at ``root``; empty without a build."""
    file = outlines_file()
    return f"{root}/static/{file}" if file else ""
