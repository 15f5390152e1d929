"""Choose a content coding (RFC 9110, section 12.5.3). Pure: a header in, a choice out."""

from functools import lru_cache
from typing import NamedTuple

CODINGS = ("zstd", "br", "gzip")
"""What can be sent, the best first."""
_ALIASES = {"x-gzip": "gzip"}
# Clients send one of few headers. A longer one is somebody's experiment and not worth the memory.
_REMEMBERED_BYTES = 200


class Choice(NamedTuple):
    """How to send an answer: ``coding`` is empty for no coding; ``plain`` says whether sending it without any is acceptable too."""

    coding: str
    plain: bool


PLAIN = Choice("", plain=True)


def choose_coding(header: bytes | None) -> Choice | None:
    """The coding that the client likes best; ``None`` if it accepts nothing that can be sent, not even no coding."""
    if not header:
        return PLAIN
    return _remembered(header) if len(header) <= _REMEMBERED_BYTES else _choose(header)


def _choose(header: bytes) -> Choice | None:
    qualities = _qualities(header.decode("latin-1"))
    others = qualities.get("*", 0.0)
    plain = qualities.get("identity", qualities.get("*", 1.0)) > 0
    best = max(CODINGS, key=lambda coding: qualities.get(coding, others))  # max takes the first among equals
    quality = qualities.get(best, others)
    if quality <= 0:
        return PLAIN if plain else None
    if qualities.get("identity", 0.0) > quality:
        return PLAIN
    return Choice(best, plain)


_remembered = lru_cache(maxsize=256)(_choose)


def _qualities(header: str) -> dict[str, float]:
    """What the header says of each coding; a weight that is no number counts as refusal."""
    qualities: dict[str, float] = {}
    for element in header.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        if not name:
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        # The comparison is false for NaN.
        qualities[_ALIASES.get(name, name)] = min(1.0, quality) if quality > 0 else 0.0
    return qualities
