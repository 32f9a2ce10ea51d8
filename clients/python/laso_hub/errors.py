"""What can go wrong on a live connection, in the terms in which a program decides what to do next."""


class HubClosed(Exception):
    """The hub closed the socket, or it broke. 3000–3499: come back; 3500–3999: stop."""

    def __init__(self, code: int, text: str = ""):
        super().__init__(f"closed with {code} {text}".rstrip())
        self.code = code

    @property
    def is_final(self) -> bool:
        """Broken connections and 1001 (going away) are worth another try, protocol errors are not."""
        return not (3000 <= self.code < 3500 or self.code in (1001, 1006))


class CommandRefused(Exception):
    """The hub's answer to a command was an error that a repeat would not cure."""

    def __init__(self, error):
        super().__init__(f"{error.code} {error.name}: {error.text}")
        self.code = error.code
        self.name = error.name


class OutcomeUnknown(Exception):
    """The hub forgot this client instance, so the command can't be repeated safely: read the state again."""
