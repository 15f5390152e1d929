"""Languages by their names."""

from babel import Locale, UnknownLocaleError


def tongue(code: str, language: str) -> str:
    """What the language with this code is called in ``language``; the code itself if it is none.

    >>> tongue("fr", "de")
    'Französisch'
    """
    try:
        found = Locale.parse(code.replace("-", "_")).get_display_name(language)
    except (ValueError, UnknownLocaleError):
        return code
    return found or code
