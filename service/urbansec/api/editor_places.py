"""Where the editor sends queries: the data of this service, and the other endpoints that a setting lists. No address comes from a visitor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

from urbansec.api.context import Context
from urbansec.engine import Caps, Engine
from urbansec.engine.workers import Schedule
from urbansec.errors import ParameterError
from urbansec.queries.assist import Example, read_examples

ENDPOINT = "page-endpoint"
SETTING = "URBANSEC_EDITOR_ENDPOINTS"
# Others publish examples seldom; and whoever looks at them shall not ask for them each time.
_EXAMPLES_KEPT = 3600.0


@dataclass
class Place:
    """Somewhere to ask; ``address`` is empty for the data of this service."""

    address: str
    name: str
    engine: Engine
    _examples: dict[str, tuple[str, float, tuple[Example, ...]]] = field(default_factory=dict)

    @property
    def here(self) -> bool:
        """Whether it is this service."""
        return not self.address

    def examples(self, language: str) -> tuple[Example, ...]:
        """The queries that it publishes. Others are asked for them at most once an hour. Raises what the engine raises."""
        state = self.engine.version if self.here else ""
        kept = self._examples.get(language)
        if kept is None or kept[0] != state or monotonic() - kept[1] > _EXAMPLES_KEPT:
            kept = self._examples[language] = (state, monotonic(), read_examples(self.engine, language))
        return kept[2]


class Places:
    """All of them, by address."""

    def __init__(self, context: Context) -> None:
        """Nothing is asked yet. Raises :class:`~urbansec.errors.SettingsError` for an address that is none."""
        here = Place("", "", context.engine)
        self._places: Mapping[str, Place] = {"": here, **{place.address: place for place in _others(context)}}

    @property
    def here(self) -> Place:
        """The data of this service."""
        return self._places[""]

    @property
    def others(self) -> tuple[Place, ...]:
        """The other endpoints, in the order of the setting."""
        return tuple(place for place in self._places.values() if not place.here)

    def named(self, address: str) -> Place:
        """The place with this address; :class:`~urbansec.errors.ParameterError` if the setting does not list it."""
        found = self._places.get(address)
        if found is None:
            listed = ", ".join(place.address for place in self.others) or "none"
            raise ParameterError(f"{ENDPOINT} must be one of the endpoints that this service asks: {listed}.", parameter=ENDPOINT)
        return found


def _others(context: Context) -> Iterator[Place]:
    settings = context.settings
    if not settings.editor_endpoints:
        return
    from urbansec.engine.remote import Endpoint, RemoteEngine  # noqa: PLC0415 - few services need it

    schedule = Schedule(
        fast=settings.workers,
        workers=settings.workers,
        share=settings.client_queries or max(1, settings.workers - 1),
        length=settings.queue_length,
        seconds=settings.queue_seconds,
    )
    make = partial(
        RemoteEngine,
        schedule=schedule,
        seconds=settings.query_seconds,
        retries=settings.engine_retries,
        stall_seconds=settings.stall_seconds,
        caps=Caps(settings.max_rows, settings.max_result_bytes),
    )
    for address in settings.editor_endpoints:
        name = _name(address)
        yield Place(address, name, context.engine.beside(make(Endpoint(address, setting=SETTING)), name))


def _name(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")
