"""Match names of a table against the graph, by the W3C reconciliation protocol (OpenRefine)."""
