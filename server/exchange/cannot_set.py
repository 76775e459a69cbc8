"""The one fault of documents out."""

from server.domain.refusal import Refused


class CannotSet(Refused):
    """The document cannot be set; the message says why, in a sentence."""

    def __init__(self, message: str) -> None:
        super().__init__("cannot_set", message)
