"""Wrong data made on purpose, to measure whether validation finds what is wrong and points at the right place."""
