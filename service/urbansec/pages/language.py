"""Which language a page is in: the reader's choice, else what the browser asks for. Pure functions of two headers."""

from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from types import MappingProxyType

from starlette.requests import HTTPConnection

LANGUAGES = MappingProxyType({"en": "English", "de": "Deutsch", "fr": "Français"})
"""The languages of the pages, each by its own name. The first is taken where none fits."""
DEFAULT = next(iter(LANGUAGES))
COOKIE = "urbansec-language"
"""Holds the choice of a reader who has used the switch, and nothing else."""
VARY = "Accept-Language, Cookie"
"""What an answer varies with if it depends on the language."""
_READ = 4096


def language_of(request: HTTPConnection) -> str:
    """The language, one of :data:`LANGUAGES`, in which to answer."""
    return negotiated(", ".join(request.headers.getlist("accept-language")), "; ".join(request.headers.getlist("cookie")))


def spoken_in(language: str, vary: str = "") -> dict[str, str]:
    """The headers of an answer in ``language``; ``vary`` names other headers of the request on which it depends."""
    return {"Vary": ", ".join(filter(None, (vary, VARY))), "Content-Language": language}


@lru_cache(maxsize=512)
def negotiated(accepted: str, cookies: str) -> str:
    """The language for an Accept-Language header (RFC 9110, section 12.5.4) and a Cookie header; either may be empty.

    >>> negotiated("da, fr-CH;q=0.8, en;q=0.7", "")
    'fr'
    """
    return _chosen(cookies[:_READ]) or _preferred(accepted[:_READ]) or DEFAULT


def _chosen(cookies: str) -> str:
    if COOKIE not in cookies:
        return ""
    found: SimpleCookie = SimpleCookie()
    try:
        found.load(cookies)
    except CookieError:
        return ""
    value = found[COOKIE].value if COOKIE in found else ""
    return value if value in LANGUAGES else ""


def _preferred(accepted: str) -> str:
    """The best of the ranges that name a language there is; of equal ones the first. A refused language (q=0) is none."""
    best, quality = "", 0.0
    for element in accepted.split(","):
        name, _, parameter = element.strip().partition(";")
        language = name.strip().lower().partition("-")[0]
        language = DEFAULT if language == "*" else language
        weight = _weight(parameter)
        if language in LANGUAGES and weight > quality:
            best, quality = language, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
