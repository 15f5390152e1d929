"""The package: HTTP, commands, queries, engine, data set."""
