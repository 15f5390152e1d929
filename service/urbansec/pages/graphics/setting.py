"""Where a graphic is shown: the language of its words, days and numbers, and where the service is mounted."""

from dataclasses import dataclass

from urbansec.pages.catalogues import translated
from urbansec.pages.dates import day, number
from urbansec.pages.language import DEFAULT


@dataclass(frozen=True)
class Setting:
    """Gives texts as plain text; what draws them escapes them."""

    root: str = ""
    language: str = DEFAULT

    def say(self, text: str, **values: str | float) -> str:
        """``text`` in the language, with ``values`` in their places; a text that is in no catalogue stays as it is."""
        said = translated(text, language=self.language)
        return said % {name: value if isinstance(value, str) else self.number(value) for name, value in values.items()} if values else said

    def day(self, text: str) -> str:
        """A day, also a partial one, in words."""
        return day(text, self.language)

    def number(self, value: float) -> str:
        """A number with its groups of digits."""
        return number(round(value, 6), self.language)
