"""An independent client of LASO Hub, generated from the hub's schema. Read ``docs/protocol.md`` beside it."""

from .client import HubClient
from .codec import BINARY, JSON, Codec
from .errors import CommandRefused, HubClosed, OutcomeUnknown
from .rest import Rest, RestError
from .schema import hub
from .view import Gap, View

__all__ = [
    "BINARY",
    "JSON",
    "Codec",
    "CommandRefused",
    "Gap",
    "HubClient",
    "HubClosed",
    "OutcomeUnknown",
    "Rest",
    "RestError",
    "View",
    "hub",
]
