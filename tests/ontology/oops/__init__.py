"""Checks in the manner of OOPS!, the OntOlogy Pitfall Scanner."""

from . import modelling, naming, publishing
from .common import CHECKS, IDS, LEFT_OUT, Pitfall

__all__ = ["CHECKS", "IDS", "LEFT_OUT", "Pitfall", "modelling", "naming", "publishing"]
