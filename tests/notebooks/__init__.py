"""The notebooks of the documentation run, and the same call gives the same rows wherever it is made."""
