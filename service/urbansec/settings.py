"""One settings class; environment variables start with ``URBANSEC_``. Built once, then passed down."""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from urbansec.errors import SettingsError


class Settings(BaseSettings):
    """How the service runs. Every field has a safe default."""

    model_config = SettingsConfigDict(env_prefix="URBANSEC_", frozen=True, extra="ignore")

    home: Annotated[Path | None, Field(description="Folder with ontology/, data/ and queries/ in place of the shipped ones")] = None
    host: Annotated[str, Field(description="Address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on; 0 takes a free one")] = 8000
    query_seconds: Annotated[float, Field(gt=0, le=3600, description="Seconds that one query may take")] = 20.0
    workers: Annotated[int, Field(ge=1, le=64, description="Queries that run at the same time")] = 8
    worker_memory_mb: Annotated[int, Field(ge=64, description="Memory that one query may take beyond the data, in MiB")] = 1024
    queue_length: Annotated[int, Field(ge=0, description="Queries that may wait for a worker before further ones are turned away")] = 256
    queue_seconds: Annotated[float, Field(gt=0, description="Seconds that a query waits for a worker")] = 10.0
    client_queries: Annotated[int, Field(ge=0, description="Queries of one client that run at the same time; 0 for all workers but one")] = 0
    client_seconds: Annotated[float, Field(ge=0, description="Seconds of work that a client is given per minute; 0 for no limit")] = 0.0
    client_burst_seconds: Annotated[float, Field(ge=0, description="Seconds of work that a client can save up; 0 for twice those per minute")] = 0.0
    trusted_proxies: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Addresses or networks of the proxies in front, which are believed about the client and the address it asked for"),
    ] = ()
    proxy_header: Annotated[
        Literal["x-forwarded", "forwarded"],
        Field(
            description="The header that those proxies set themselves, X-Forwarded-For (with -Proto and -Host) or Forwarded; "
            "the other is not read, because a proxy may pass it on as a client made it up"
        ),
    ] = "x-forwarded"
    max_query_bytes: Annotated[int, Field(ge=1024, description="Size of the longest query text or form accepted, in bytes")] = 1_048_576
    max_url_bytes: Annotated[int, Field(ge=1024, le=65_536, description="Length of the longest address accepted, in bytes")] = 65_536
    max_rows: Annotated[int, Field(ge=0, description="Rows (or triples) of the longest result; a longer one is cut and says so; 0 for no limit")] = 0
    max_result_bytes: Annotated[int, Field(ge=0, description="Bytes of the largest result; a larger one is cut and says so; 0 for no limit")] = 0
    stall_seconds: Annotated[float, Field(gt=0, description="Seconds without the client taking a byte after which its result is ended")] = 30.0
    cache_mb: Annotated[int, Field(ge=0, description="Memory for ready answers, in MiB; 0 switches the cache off")] = 64
    cache_seconds: Annotated[int, Field(ge=0, description="Seconds for which browsers and proxies may use an answer without asking again")] = 60
    engine: Annotated[str, Field(description="embedded, or the address of a SPARQL 1.1 service that answers all queries instead")] = "embedded"
    engine_user: Annotated[str, Field(description="User name for that service (HTTP Basic)")] = ""
    engine_password: Annotated[SecretStr, Field(description="Password for that service")] = SecretStr("")
    engine_token: Annotated[SecretStr, Field(description="Bearer token for that service, in place of a user name")] = SecretStr("")
    engine_retries: Annotated[int, Field(ge=0, le=10, description="How often a query is sent again when that service cannot be reached")] = 2
    service_allow: Annotated[tuple[str, ...], NoDecode, Field(description="Addresses of the endpoints that SERVICE may ask; none otherwise")] = ()
    editor_endpoints: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Addresses of other SPARQL endpoints that the editor offers; this service asks them for the visitor"),
    ] = ()
    watch: Annotated[bool, Field(description="Load the data anew when a file changes")] = False
    reload_checks: Annotated[
        Literal["none", "queries", "all"],
        Field(description="What new shipped data must pass before they are served: nothing but syntax, the check queries, or the shapes as well"),
    ] = "all"
    drain_seconds: Annotated[float, Field(ge=0, description="Seconds that running requests are given to end when the service stops")] = 20.0
    drain_delay: Annotated[float, Field(ge=0, description="Seconds for which a stopping service still takes requests, so that a load balancer notices")] = 0.0
    log_format: Annotated[
        Literal["auto", "console", "json"], Field(description="How logs are written; auto takes console on a terminal and JSON elsewhere")
    ] = "auto"
    log_requests: Annotated[bool, Field(description="Log every request, not only slow and failed ones")] = False
    slow_seconds: Annotated[float, Field(ge=0, description="Queries that take this many seconds or longer are logged with their text; 0 logs none")] = 2.0
    metrics: Annotated[bool, Field(description="Serve Prometheus metrics at /metrics")] = True
    default_graph: Annotated[
        Literal["auto", "union", "own"],
        Field(
            description="What a query sees outside GRAPH: the union of all graphs, or the data's own default graph; "
            "auto takes the union for the shipped data and their own default graph for data given with --data"
        ),
    ] = "auto"

    @field_validator("trusted_proxies", "service_allow", "editor_endpoints", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """An environment variable lists its values with commas between them."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            ip_network(name, strict=False)  # a ValueError that names what is wrong
        return value

    @property
    def burst_seconds(self) -> float:
        """The seconds of work that a client can save up."""
        return self.client_burst_seconds or 2 * self.client_seconds


class Preset(NamedTuple):
    """A setting as ``serve --public`` and ``serve --private`` have it, and the reason."""

    public: float | bool
    private: float | bool
    why: str


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "query_seconds": Preset(20.0, 300.0, "anybody's query must not hold a worker for long; colleagues may ask what takes minutes"),
        "worker_memory_mb": Preset(512, 4096, "all workers together must fit into the machine whatever is asked; few colleagues ask at a time"),
        "queue_seconds": Preset(10.0, 60.0, "a stranger is better told soon to come again; a colleague rather waits"),
        "client_queries": Preset(4, 0, "one client leaves half of eight workers to the others; a colleague may take all but one"),
        "client_seconds": Preset(60.0, 0.0, "one worker's time for each client, as at the large public endpoints; colleagues talk to each other"),
        "client_burst_seconds": Preset(120.0, 0.0, "a notebook that asks much at once and then nothing is not turned away"),
        "max_rows": Preset(100_000, 0, "more than this is a copy of the data, and the dumps are that for less; a cut result says so"),
        "max_result_bytes": Preset(52_428_800, 0, "the same, for rows that are long"),
        "stall_seconds": Preset(30.0, 300.0, "who stops reading holds a worker; a notebook may pause while it computes"),
        "cache_seconds": Preset(300, 0, "proxies and browsers take load off; who edits the data wants to see the change at once"),
        "log_requests": Preset(public=True, private=False, why="abuse is found in the log; among colleagues slow and failed requests are enough"),
    }
)


def with_preset(settings: Settings, preset: Literal["public", "private"]) -> Settings:
    """``settings`` with those of the preset in place of defaults; what the environment gives explicitly stays."""
    values = {name: getattr(entry, preset) for name, entry in PRESETS.items() if name not in settings.model_fields_set}
    return settings.model_copy(update=values)


def read_settings(home: Path | None = None) -> Settings:
    """The settings from the environment, with ``home`` if given; :class:`SettingsError` names a value that is not right."""
    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        problems = [f"URBANSEC_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}, not {e['input']!r}." for e in error.errors()]
        raise SettingsError(" ".join(problems)) from None
