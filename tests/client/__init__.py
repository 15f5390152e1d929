"""The Python client: of this process and of a service, with equal answers and equal errors."""
