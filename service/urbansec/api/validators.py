"""Strong validators: what names an answer so exactly that the same name means the same bytes.

Data of one version, a query, the graphs it asks and a format fix the answer, together with the settings that may cut
it and the release that writes it. So a conditional request is answered without running anything.
"""

from hashlib import blake2b

from urbansec import __version__
from urbansec.engine import Request
from urbansec.settings import Settings


class Validators:
    """Makes the entity tags of one service."""

    def __init__(self, settings: Settings, *, union: bool) -> None:
        """``union`` says whether the default graph of queries is the union of all graphs."""
        self._salt = f"{__version__} {settings.max_rows} {settings.max_result_bytes} {union}"

    def etag(self, version: str, query: Request, media_type: str) -> str:
        """The entity tag, in quotes, of the answer to ``query`` on the data ``version``, written as ``media_type``."""
        made = blake2b(digest_size=16)
        parts = (self._salt, version, query.text, media_type, *query.default_graphs, "", *query.named_graphs)
        for part in parts:
            data = part.encode()
            made.update(len(data).to_bytes(4, "big"))
            made.update(data)
        return f'"{made.hexdigest()}"'


def entity_tags(header: str) -> frozenset[str]:
    """The tags of an If-None-Match header, in quotes; weak ones count like strong ones (RFC 9110, section 13.1.2)."""
    return frozenset(tag.strip().removeprefix("W/") for tag in header.split(","))
