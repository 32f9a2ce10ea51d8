"""What a client knows of its consultation: the proof that nothing is missing, and the state that follows from it."""

from dataclasses import dataclass

from .schema import hub

_FINAL = {hub.CONSULTATION_STATUS_ENDED, hub.CONSULTATION_STATUS_CANCELLED, hub.CONSULTATION_STATUS_NO_SHOW}


class Gap(Exception):
    """A message is missing: come back with the resume point."""


@dataclass
class Seat:
    role: int
    name: str
    standing: int
    presence: int


class View:
    """Folds snapshots and events. It judges nothing: the hub has."""

    def __init__(self) -> None:
        self.history_id = ""
        self.seq = 0
        self.own_seat = 0
        self.status = hub.CONSULTATION_STATUS_UNSPECIFIED
        self.seats: dict[int, Seat] = {}
        self.reconnecting: set[int] = set()
        self.devices: dict[int, set[str]] = {}
        self.waiting_position = 0
        self.note_count = 0

    @property
    def me(self) -> Seat | None:
        return self.seats.get(self.own_seat)

    def is_in_room(self, seat: int) -> bool:
        return seat in self.seats and self.seats[seat].presence == hub.PRESENCE_IN_ROOM

    def welcome(self, welcome) -> None:
        if welcome.recovery == hub.RECOVERY_REPLAY and welcome.history_id != self.history_id:
            raise Gap("a replay of a history that this client does not have")
        self.history_id = welcome.history_id
        self.own_seat = welcome.seat
        if welcome.recovery == hub.RECOVERY_SNAPSHOT:
            self.snapshot(welcome.snapshot)
        self._replace_presence(welcome.presence)

    def snapshot(self, snapshot) -> None:
        """Replaces all that was known."""
        self.seq = snapshot.seq
        self.status = snapshot.status
        self.seats = {p.seat: Seat(p.role, p.name, p.standing, p.presence) for p in snapshot.participants}
        self.waiting_position = snapshot.waiting_position
        self.note_count = snapshot.note_count
        self._replace_presence(snapshot.presence)

    def _replace_presence(self, all_presence) -> None:
        self.reconnecting.clear()
        self.devices.clear()
        for presence in all_presence:
            self.presence(presence)

    def presence(self, presence) -> None:
        change = self.reconnecting.add if presence.reconnecting else self.reconnecting.discard
        change(presence.seat)
        self.devices[presence.seat] = {device.device_id for device in presence.devices}

    def ping(self, ping) -> None:
        if ping.seq > self.seq:
            raise Gap(f"the hub has sent {ping.seq}, {self.seq} is the last that arrived")

    def event(self, event) -> None:
        """Events of a kind that this client does not know count as well."""
        if event.prev != self.seq or event.seq <= event.prev:
            raise Gap(f"{event.seq} follows {event.prev}, but {self.seq} is the last that arrived")
        self.seq = event.seq
        kind = event.WhichOneof("body")
        fold = getattr(self, f"_{kind}", None)
        if fold:
            fold(getattr(event, kind))

    def _seat_added(self, body) -> None:
        is_host = body.role in (hub.ROLE_DOCTOR, hub.ROLE_STAFF)
        standing = hub.STANDING_CLEARED if is_host else hub.STANDING_HELD
        self.seats[body.seat] = Seat(body.role, body.name, standing, hub.PRESENCE_AWAY)

    def _waiting_room_entered(self, body) -> None:
        self._set(body.seat, presence=hub.PRESENCE_WAITING)

    def _room_entered(self, body) -> None:
        self._set(body.seat, presence=hub.PRESENCE_IN_ROOM)

    def _left(self, body) -> None:
        self._set(body.seat, presence=hub.PRESENCE_AWAY)

    def _admitted(self, body) -> None:
        """Other guests hear of this seat for the first time here."""
        known = self.seats.get(body.seat)
        presence = known.presence if known else hub.PRESENCE_AWAY
        self.seats[body.seat] = Seat(body.role, body.name, hub.STANDING_CLEARED, presence)

    def _denied(self, body) -> None:
        self._set(body.seat, standing=hub.STANDING_DENIED, presence=hub.PRESENCE_AWAY)

    def _removed(self, body) -> None:
        self._set(body.seat, standing=hub.STANDING_REMOVED, presence=hub.PRESENCE_AWAY)

    def _moved_to_waiting_room(self, body) -> None:
        was_in_room = self.is_in_room(body.seat)
        self._set(body.seat, standing=hub.STANDING_HELD)
        if was_in_room:
            self._set(body.seat, presence=hub.PRESENCE_WAITING)

    def _status_changed(self, body) -> None:
        self.status = body.status
        if body.status in _FINAL:
            for seat in self.seats.values():
                seat.presence = hub.PRESENCE_AWAY

    def _note_written(self, body) -> None:
        self.note_count += 1

    def _set(self, number: int, **changes: int) -> None:
        seat = self.seats.get(number)
        for name, value in changes.items() if seat else ():
            setattr(seat, name, value)
