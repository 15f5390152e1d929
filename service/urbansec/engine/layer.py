"""An engine on top of another one, for what is looked at or changed on the way."""

from urbansec.engine.formats import Format
from urbansec.engine.protocol import Answer, Engine, Formats, Request, Stream, is_exact, state_of


class EngineLayer:
    """See :class:`urbansec.engine.protocol.Engine`: passes everything on; a subclass changes what it is there for."""

    def __init__(self, inner: Engine) -> None:
        self._inner = inner

    @property
    def version(self) -> str:
        """The version of the data of the engine below."""
        return self._inner.version

    @property
    def union(self) -> bool:
        """Whether its default graph is the union of all graphs."""
        return self._inner.union

    @property
    def exact(self) -> bool:
        """Whether its version names an answer exactly."""
        return is_exact(self._inner)

    @property
    def state(self) -> str:
        """What its answers are known by."""
        return state_of(self._inner)

    def execute(self, request: Request, result_format: Format) -> Answer:
        """See :meth:`urbansec.engine.protocol.Engine.execute`."""
        return self._inner.execute(request, result_format)

    async def stream(self, request: Request, formats: Formats) -> Stream:
        """See :meth:`urbansec.engine.protocol.Engine.stream`."""
        return await self._inner.stream(request, formats)
