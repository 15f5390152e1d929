"""Fair use: who has used up its share of work is told so, and when to come again. Raw ASGI, below the cache: hits are free."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from urbansec.api.budget import Budget
from urbansec.api.cache import local_path
from urbansec.api.errors import Problems
from urbansec.engine.caller import Caller, current
from urbansec.errors import ClientBudgetError

# These need no engine; and who is refused must be able to read why.
_FREE = ("/health/", "/metrics", "/static/", "/problems", "/openapi.json", "/ontology/context.jsonld", "/shapes")


class Limits:
    """The layer."""

    def __init__(self, app: ASGIApp, budget: Budget, problems: Problems) -> None:
        self._app = app
        self._budget = budget
        self._problems = problems
        self._policy = (b"ratelimit-policy", b'"query-seconds";q=%d;w=60' % budget.burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        caller = current.get()
        if scope["type"] != "http" or caller is None or scope["method"] == "OPTIONS" or local_path(scope).startswith(_FREE):
            await self._app(scope, receive, send)
            return
        budget, client = self._budget, caller.client

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *self._headers(caller)]}
            await send(message)

        wait = budget.wait(client)
        if wait:
            await self._problems.response(scope, self._refusal(wait))(scope, receive, telling)
            return
        before = caller.seconds
        try:
            await self._app(scope, receive, telling)
        finally:
            budget.charge(client, caller.seconds - before)

    def _headers(self, caller: Caller) -> list[tuple[bytes, bytes]]:
        left = self._budget.left(caller.client) - caller.seconds
        return [self._policy, (b"ratelimit", b'"query-seconds";r=%d;t=%d' % (max(0, left), self._budget.full_in(left)))]

    def _refusal(self, wait: int) -> ClientBudgetError:
        budget = self._budget
        return ClientBudgetError(
            f"A client is given {budget.per_minute:g} seconds of query time a minute and can save up {budget.burst:g}; yours is used up. "
            f"Ask again in {wait} seconds. Answers to queries asked before cost nothing while the data stay the same; add LIMIT or join fewer "
            "patterns, or take all data from /dataset and query them at home.",
            limit="client_seconds",
            value=budget.per_minute,
            burst=budget.burst,
            retry_after=wait,
        )
