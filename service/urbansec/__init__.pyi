from urbansec.client import Client as Client

__version__: str

__all__ = ["Client", "__version__"]
