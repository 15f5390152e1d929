"""``Client``: saved queries, queries of one's own and searches, asked of this process or of a service."""

import warnings
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from urbansec.client.question import Question
from urbansec.client.result import Result
from urbansec.client.source import Source, own_query
from urbansec.client.typed import typed
from urbansec.queries.find import find
from urbansec.queries.header import View
from urbansec.search import Hit
from urbansec.settings import read_settings

Files = str | PathLike[str]


class Client:
    """Asks the graph: in this process if no address is given, else the service at that address. Both give equal answers.

    >>> graph = Client()
    >>> graph.run("members-of-forum", forum="id:forum/defus", on="2016-01-01").to_pandas()
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        data: Files | Iterable[Files] | None = None,
        home: Files | None = None,
        timeout: float = 60.0,
        patience: float = 60.0,
    ) -> None:
        """``url`` is the address of a service; without one, the data are loaded into this process with the first question.

        ``data`` names files or folders to ask instead of the shipped data, ``home`` a folder with ``ontology``, ``data`` and
        ``queries`` in place of the shipped ones. For a service, ``timeout`` are the seconds that an answer may take, and
        ``patience`` those for which to try again while it is busy. Raises :class:`~urbansec.client.ServiceError` if ``url`` is
        no address, and :class:`~urbansec.errors.SettingsError` if ``data`` or ``home`` is given with it.
        """
        if url is not None:
            if data is not None or home is not None:
                raise TypeError("a service has its own data: give url, or data and home, not both")
            from urbansec.client.http import HttpSource  # noqa: PLC0415 - who asks this process needs no httpx

            self._source: Source = HttpSource(url, timeout=timeout, patience=patience)
        else:
            from urbansec.client.embedded import EmbeddedSource  # noqa: PLC0415 - who asks a service needs no engine

            paths = [] if data is None else [data] if isinstance(data, str | PathLike) else list(data)
            settings = read_settings(None if home is None else Path(home))
            self._source = EmbeddedSource(settings, [Path(path) for path in paths])

    def queries(self, search: str = "", *, tag: str | Iterable[str] = ()) -> list[Question]:
        """The saved queries, those that fit the words ``search`` best first; with ``tag`` only those that have it (or all of them)."""
        tags = [tag] if isinstance(tag, str) else list(tag)
        return [Question(query) for query in find(self._source.queries(), search, [each for each in tags if each])]

    def describe(self, name: str) -> Question:
        """What the saved query ``name`` answers, and its parameters. :class:`~urbansec.errors.NotFoundError` if there is none."""
        return Question(self._source.query(name))

    def run(self, query: str, parameters: Mapping[str, Any] | None = None, /, **more: Any) -> Result:
        """The answer to the saved query of that name; ``name@version`` asks for an old version of it.

        Parameters are given by name; those whose names Python does not take (``from``) in a mapping. A value is text, a
        number, a truth value, a date, a hit of :meth:`search`, or several of them where the query takes a list; ``None`` is
        no value. Raises :class:`~urbansec.errors.NotFoundError` for an unknown query, and
        :class:`~urbansec.errors.ParameterError` for a parameter that is unknown, missing or not right.
        """
        given = {name: typed(name, value) for name, value in {**(parameters or {}), **more}.items()}
        answered = self._source.run(self._source.query(query), {name: value for name, value in given.items() if value is not None})
        for notice in answered.call.notices:
            warnings.warn(notice, FutureWarning, stacklevel=2)
        return Result(answered)

    def sparql(self, query: str, *, view: Mapping[str, Any] | None = None) -> Result:
        """The answer to a SPARQL query of your own; a graph is a table of its triples.

        ``view`` says how to show it, as the header of a saved query does: ``{"kind": "map", "lat": "lat", "lon": "long"}``.
        Raises what engines raise, such as :class:`~urbansec.errors.QuerySyntaxError` with line and column.
        """
        return Result(self._source.ask(own_query(query, View.model_validate(view or {}))))

    def search(self, text: str, *, kind: str | Iterable[str] = (), language: str | Iterable[str] = (), limit: int = 10) -> list[Hit]:
        """The things that ``text`` may name, the likeliest first; misspelled, in another language, without accents, or only begun.

        ``kind`` is one or several of ``city``, ``forum`` … or classes such as ``urb:Forum``, ``language`` tags such as ``de``.
        A hit can be given to :meth:`run` as a value.
        """
        kinds, languages = ([each] if isinstance(each, str) else list(each) for each in (kind, language))
        return self._source.search(text, kinds, languages, limit)

    def close(self) -> None:
        """Let go of connections and data."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return "urbansec.Client()" if self._source.service is None else f"urbansec.Client({self._source.service!r})"
