"""The engine of the service: a zygote holds the data, workers forked from it answer the queries."""

from urbansec.engine.workers.engine import WorkerEngine
from urbansec.engine.workers.schedule import Schedule
from urbansec.engine.workers.zygote import Plan, start_launcher

__all__ = ["Plan", "Schedule", "WorkerEngine", "start_launcher"]
