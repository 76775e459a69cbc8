"""The one way to say no."""


class Refused(Exception):
    """A refusal: a stable code for programs and one sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
