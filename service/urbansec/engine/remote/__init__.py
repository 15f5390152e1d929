"""Queries answered by a SPARQL 1.1 service elsewhere, for data that outgrow one machine."""

from urbansec.engine.remote.call import Call
from urbansec.engine.remote.client import Client
from urbansec.engine.remote.endpoint import Endpoint
from urbansec.engine.remote.engine import RemoteEngine

__all__ = ["Call", "Client", "Endpoint", "RemoteEngine"]
