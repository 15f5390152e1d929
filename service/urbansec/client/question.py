"""A saved query as a client shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from urbansec.queries.header import Example, Parameter, View
from urbansec.queries.run import SavedQuery
from urbansec.results import formats_of


@dataclass(frozen=True)
class Question:
    """What a saved query answers, and what can be given to it."""

    _query: SavedQuery

    @property
    def name(self) -> str:
        """The name to run it by."""
        return self._query.name

    @property
    def summary(self) -> str:
        """One line on what it answers."""
        return self._query.summary

    @property
    def description(self) -> str:
        """What the answer means."""
        return self._query.header.description

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by."""
        return self._query.header.tags

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by name, each with ``type``, ``description``, ``default``, ``list`` and more."""
        return self._query.header.params

    @property
    def examples(self) -> tuple[Example, ...]:
        """Calls worth trying."""
        return self._query.header.examples

    @property
    def view(self) -> View:
        """How the answer is best shown."""
        return self._query.header.view

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that an answer can be saved in."""
        return tuple(offer.suffix for offer in formats_of(self._query))

    @property
    def version(self) -> str:
        """The hash of its text: an equal version is an equal query."""
        return self._query.version

    @property
    def deprecated(self) -> str | None:
        """Why not to use it any more."""
        return self._query.header.deprecated

    @property
    def text(self) -> str:
        """The query as it stands in its file."""
        return self._query.text

    def __repr__(self) -> str:
        return f"<{self.name}: {self.summary}>"

    def __str__(self) -> str:
        lines = [
            f"{self.name}: {self.summary}",
            *([self.description] if self.description else []),
            *(f"  {name}: {words}" for name, words in self._parameters()),
        ]
        return "\n".join(lines)

    def _parameters(self) -> Iterator[tuple[str, str]]:
        for name, parameter in self.parameters.items():
            kind = parameter.resource_class or " | ".join(parameter.values) or parameter.type
            default = f", default {', '.join(parameter.defaults)}" if parameter.defaults else ", needed" if parameter.required else ""
            yield name, f"{'several of ' if parameter.list else ''}{kind}{default}. {parameter.description}".rstrip(". ") + "."

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{escape(name)}</th><td style='text-align:left'>{escape(words)}</td></tr>" for name, words in self._parameters())
        return f"<p><b>{escape(self.name)}</b>: {escape(self.summary)}</p><p>{escape(self.description)}</p>" + (f"<table>{rows}</table>" if rows else "")
