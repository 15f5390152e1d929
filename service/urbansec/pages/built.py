"""What Vite has built of ``service/web``: which file to load for a module. Without a build pages go without their modules."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
BUILT = STATIC / "built"
_MANIFEST = BUILT / ".vite" / "manifest.json"


@dataclass(frozen=True)
class Module:
    """A module as paths below ``static/``: its file, and those that it imports, at once or in time."""

    file: str
    imports: tuple[str, ...] = ()


@lru_cache
def modules() -> Mapping[str, Module]:
    """The modules that pages load, by the names of their sources in ``service/web/src``; empty without a build."""
    try:
        manifest: dict[str, dict[str, Any]] = json.loads(_MANIFEST.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    found = {}
    for chunk in manifest.values():
        if chunk.get("isEntry"):
            imports = tuple(f"built/{manifest[name]['file']}" for name in _imported(manifest, chunk))
            found[chunk["name"]] = Module(f"built/{chunk['file']}", imports)
    return found


def _imported(manifest: Mapping[str, dict[str, Any]], chunk: Mapping[str, Any]) -> list[str]:
    """All chunks that ``chunk`` imports and theirs, once each; also those that it imports only when it runs."""
    found: list[str] = []
    waiting: list[Mapping[str, Any]] = [chunk]
    while waiting:
        one = waiting.pop()
        for name in (*one.get("imports", ()), *one.get("dynamicImports", ())):
            if name not in found:
                found.append(name)
                waiting.append(manifest[name])
    return found
