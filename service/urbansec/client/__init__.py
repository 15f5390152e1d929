"""The graph in notebooks and scripts: ``urbansec.Client``.

>>> from urbansec import Client
>>> with Client() as graph:
...     members = graph.run("members-of-forum", forum="id:forum/defus", on="2016-01-01")
"""

from urbansec.client.client import Client
from urbansec.client.extras import MissingExtraError
from urbansec.client.problems import ServiceError
from urbansec.client.question import Question
from urbansec.client.result import Result

__all__ = ["Client", "MissingExtraError", "Question", "Result", "ServiceError"]
