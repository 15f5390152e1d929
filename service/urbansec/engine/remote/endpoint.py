"""Where queries are sent, and as whom."""

import base64
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from urbansec.errors import SettingsError

ENGINE_SETTING = "URBANSEC_ENGINE"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Endpoint:
    """The address of a SPARQL service, with a user name and password, or a bearer token. Secrets are never shown."""

    address: str
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    setting: str = ENGINE_SETTING
    """What to change if the address is not right."""

    def __post_init__(self) -> None:
        """Refuse an address that no query could be sent to."""
        try:
            parts = urlsplit(self.address)
            right = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0 and not parts.username and not parts.password
        except ValueError:
            right = False
        if not right or not self.address.isascii() or any(character <= " " for character in self.address):
            shown = self.address if "@" not in self.address else "an address with a password in it"
            who = "; who asks belongs in URBANSEC_ENGINE_USER and URBANSEC_ENGINE_PASSWORD" if self.setting == ENGINE_SETTING else ""
            raise SettingsError(f"{self.setting}: {shown} is no address of a SPARQL service. Write https://host/path{who}.")
        if self.token and (self.user or self.password):
            raise SettingsError("URBANSEC_ENGINE_TOKEN and URBANSEC_ENGINE_USER are both set; set one of them.")

    @property
    def place(self) -> str:
        """Scheme, host and port, to tell people where: an address may hold a key in its query."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"

    @property
    def name(self) -> str:
        """What to call it before people: those who ask need not know where the engine is."""
        return "The engine behind this service" if self.setting == ENGINE_SETTING else "The endpoint"

    @property
    def authorization(self) -> str:
        """The value of the Authorization header, if there is something to say."""
        if self.token:
            return f"Bearer {self.token}"
        if self.user:
            return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")
        return ""

    def redirected(self, location: str) -> "Endpoint | None":
        """The endpoint a redirect leads to, if it may be followed: the same host and port, or the same host on https."""
        target = urljoin(self.address, location)
        try:
            before, after = urlsplit(self.address), urlsplit(target)
            same_host = before.hostname == after.hostname
            same_port = (before.scheme, _port(before)) == (after.scheme, _port(after))
            safer = (before.scheme, _port(before), after.scheme, _port(after)) == ("http", 80, "https", 443)
            return Endpoint(target, self.user, self.password, self.token, self.setting) if same_host and (same_port or safer) else None
        except (ValueError, SettingsError):
            return None


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)
