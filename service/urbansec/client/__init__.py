"""The graph in notebooks and scripts: ``urbansec.Client``."""
