"""One settings class; environment variables start with ``URBANSEC_``. Built once, then passed down."""

from pathlib import Path
from typing import Annotated, Literal

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
        Field(description="Addresses or networks of proxies whose Forwarded or X-Forwarded-For header tells the client, separated by commas"),
    ] = ()
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
    service_allow: Annotated[
        tuple[str, ...], NoDecode, Field(description="Addresses of the endpoints that SERVICE may ask, separated by commas; none otherwise")
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

    @field_validator("trusted_proxies", "service_allow", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """An environment variable lists its values with commas between them."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def read_settings(home: Path | None = None) -> Settings:
    """The settings from the environment, with ``home`` if given; :class:`SettingsError` names a value that is not right."""
    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        problems = [f"URBANSEC_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}, not {e['input']!r}." for e in error.errors()]
        raise SettingsError(" ".join(problems)) from None
