"""What the tools are made from, and what they say of where an answer comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from urbansec import __version__
from urbansec.citation import Citation
from urbansec.citation.record import AUTHOR
from urbansec.engine import Engine
from urbansec.mcp.answers import Source
from urbansec.namespaces import BASE
from urbansec.queries import Catalogue

LICENSE, UNKNOWN = "CC BY 4.0", "not known to this server"


@dataclass(frozen=True)
class Limits:
    """What one answer may hold and take; an assistant may ask for less, never for more."""

    rows: int = 1_000
    bytes: int = 40_000
    """Of JSON, for the rows; about ten thousand words and signs of a language model."""
    seconds: float = 20.0
    text: int = 100_000
    """The longest query text, in characters."""


@dataclass(frozen=True)
class Parts:
    """The engine, which must be able to end a query, the saved queries, and the limits.

    ``base`` is the address of a service that shows the same data, for permalinks; ``shipped`` says whether they are those of the
    project, whose authors and licence are known; ``now`` gives the time in UTC.
    """

    engine: Engine
    catalogue: Catalogue
    limits: Limits = field(default_factory=Limits)
    base: str | None = None
    shipped: bool = True
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def source(self, what: str) -> Source:
        """The source of an answer to ``what``, a question in words, that no saved query gives."""
        version, moment = self.engine.version, self.now()
        author, place = (f"{AUTHOR} ({moment.year}): ", f" {self.base or BASE}") if self.shipped else ("", f" {self.base}" if self.base else "")
        told = f"{author}{what}. Data version {version}.{place} (answered {moment.date().isoformat()})."
        return Source(data_version=version, answered=_second(moment), software=f"urbansec {__version__}", license=self._license, reference=told)

    @property
    def _license(self) -> str:
        return LICENSE if self.shipped else UNKNOWN

    def cited(self, citation: Citation) -> Source:
        """The source of the answer that ``citation`` is about."""
        return Source(
            data_version=citation.data_version,
            answered=citation.moment,
            software=citation.software,
            license=self._license,
            reference=citation.sentence(self.base),
            permalink=citation.permalink(self.base),
            document=citation.document(self.base),
        )


def _second(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
