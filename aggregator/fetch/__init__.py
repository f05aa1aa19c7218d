"""The only room that opens sockets: addresses in, :class:`~aggregator.model.Response` out."""

from aggregator.fetch.client import Client
from aggregator.fetch.guard import AddressRule

__all__ = ["AddressRule", "Client"]
