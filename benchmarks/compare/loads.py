"""The loads: who connects, what is sent, and what the hub's goal is."""

from dataclasses import dataclass, replace

DIRECT, COALESCED, HUB, HUB_TLS = "limit-direct", "limit-coalesced", "hub", "hub-tls"


@dataclass(frozen=True)
class Goal:
    """At most so many times what the base needs, or, without a base, at most so many units."""

    figure: str
    most: float
    base: str | None = None
    least_within_1_ms: float | None = None


@dataclass(frozen=True)
class Load:
    """What one run does. `figure` names what is compared; see `figures.py`."""

    name: str
    meaning: str
    sockets: int
    room_size: int
    pattern: str = "closed"
    in_flight: int = 1
    rate: float = 1
    text_bytes: int = 64
    joining: int = 64
    settle_seconds: float = 0.3
    is_stored: bool = False
    uses_tickets: bool = False
    persons: int = 4
    figure: str = "delivery"
    contenders: tuple[str, ...] = (DIRECT, COALESCED, HUB)
    goal: Goal | None = None

    @property
    def rooms(self) -> int:
        return self.sockets // self.room_size

    def smaller(self, sockets: int, persons: int) -> "Load":
        """The same with about so many sockets, for a look at correctness."""
        size = min(self.room_size, sockets)
        return replace(
            self, sockets=max(size, sockets // size * size), room_size=size, persons=persons, settle_seconds=0.1
        )


def _over_tls(load: Load, goal: Goal) -> Load:
    return replace(
        load,
        name=load.name + "-tls",
        meaning=load.meaning + "; with TLS against without",
        contenders=(HUB, HUB_TLS),
        goal=goal,
    )


# Tickets are 16 a person at most, and devices 16 a seat: see docs/limits.md of the hub.
TICKETS_PER_PERSON = 16
DEVICES_PER_SEAT = 16

_closed4 = Load(
    "closed4",
    "rooms of 4, 64 bytes, the next message when everybody has got the one before",
    sockets=1000,
    room_size=4,
    goal=Goal(HUB, 1.4, DIRECT),
)
_burst4 = Load(
    "burst4",
    "rooms of 4, 64 bytes, everybody publishes with 8 own messages under way",
    sockets=1000,
    room_size=4,
    pattern="window",
    in_flight=8,
    goal=Goal(HUB, 1.2, COALESCED),
)
_idle = Load(
    "idle",
    "rooms of 4, nothing is sent: resident memory per joined socket",
    sockets=4000,
    room_size=4,
    pattern="quiet",
    settle_seconds=3,
    figure="memory",
    goal=Goal(HUB, 6),
)

LOADS = [
    _closed4,
    replace(
        _closed4,
        name="closed4k",
        meaning="the same with 1 KiB",
        text_bytes=1024,
        goal=Goal(HUB, 1.5, DIRECT),
    ),
    Load(
        "closed2",
        "2,000 sockets in rooms of 2, 64 bytes",
        sockets=2000,
        room_size=2,
        goal=Goal(HUB, 1.5, DIRECT),
    ),
    Load(
        "room500",
        "one room of 500, 64 bytes, four messages under way from four senders",
        sockets=500,
        room_size=500,
        in_flight=4,
        persons=32,
        goal=Goal(HUB, 1.3, COALESCED),
    ),
    _burst4,
    Load(
        "open20",
        "rooms of 4, 64 bytes, 20 messages a second and room at fixed times",
        sockets=1000,
        room_size=4,
        pattern="open",
        rate=20,
        goal=Goal(HUB, 1.5, DIRECT, least_within_1_ms=0.99),
    ),
    _idle,
    Load(
        "join",
        "512 sockets at once, rooms of 4: processor time per join, hello included",
        sockets=512,
        room_size=4,
        pattern="quiet",
        joining=512,
        persons=32,
        uses_tickets=True,
        figure="join",
        goal=Goal(HUB, 80),
    ),
    Load(
        "chat4",
        "as closed4, but chat: stored before it is shown",
        sockets=1000,
        room_size=4,
        is_stored=True,
        contenders=(HUB,),
    ),
    _over_tls(_closed4, Goal(HUB_TLS, 1.8, HUB)),
    _over_tls(_burst4, Goal(HUB_TLS, 1.8, HUB)),
    _over_tls(_idle, Goal(HUB_TLS, 24)),
]

# What other servers are measured with: live messages, without TLS.
PEER_LOADS = ("closed4", "closed4k", "closed2", "room500", "burst4", "open20")

BY_NAME = {load.name: load for load in LOADS}
