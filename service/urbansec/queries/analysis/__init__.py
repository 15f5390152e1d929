"""Analyses: a saved query gives the edges of a network, and its header names the measure that is taken of them.

``#+ analysis: network-measures`` makes the table of edges that the query selects into a table of measures, wherever the
query is asked. Each is a pure function of the edges: the same edges give the same rows, in an order of their own.
"""

from urbansec.queries.analysis.registry import ANALYSES, Analysis, analyse, analysis_named, write_table

__all__ = ["ANALYSES", "Analysis", "analyse", "analysis_named", "write_table"]
