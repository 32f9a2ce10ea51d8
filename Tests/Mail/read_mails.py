"""Reads the mails that smtp_server.py kept, as a mail program and a calendar would, and prints them as JSON.

The calendar entries are parsed by icalendar and by vobject, which have to find the same in them, and each recipient's calendar is kept up as RFC 5546 says: a request puts an entry
in or updates it, a cancellation takes it out, and what has a lower sequence number than what is there counts for nothing.
"""

import datetime
import email
import email.policy
import json
import pathlib
import sys

import icalendar
import vobject


def moment(value):
    assert value.tzinfo is not None, "a time without a zone means another one to everybody"
    return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def entry(part):
    raw = part.get_payload(decode=True)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "a line is longer than 75 bytes"
    calendar = icalendar.Calendar.from_ical(raw)
    [event] = calendar.walk("VEVENT")
    method = str(calendar["METHOD"])
    assert part.get_param("method") == method, "the part and the object have two methods"
    start = event.decoded("DTSTART")
    zones = [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")]
    for zone in calendar.walk("VTIMEZONE"):
        offset = zone.to_tz(lookup_tzid=False).utcoffset(start.replace(tzinfo=None))
        assert offset == start.utcoffset(), f"the zone says {offset}, the world {start.utcoffset()}"
    check_again(raw, event, method)
    return {
        "method": method,
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "start": moment(start),
        "end": moment(event.decoded("DTEND")),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "organizer": str(event["ORGANIZER"]),
        "attendee": str(event["ATTENDEE"]),
        "zones": zones,
    }


def check_again(raw, event, method):
    """Whether another library finds the same."""
    calendar = vobject.readOne(raw.decode())
    other = calendar.vevent
    assert calendar.method.value == method
    assert other.uid.value == str(event["UID"])
    assert other.sequence.value == str(event["SEQUENCE"])
    assert other.summary.value == str(event["SUMMARY"])
    for name in ["DTSTART", "DTEND"]:
        found, expected = getattr(other, name.lower()).value, event.decoded(name)
        assert found == expected, f"{name} is {found} to one, {expected} to the other"
    calendar.validate(raiseException=True)


def read(path):
    record = json.loads(path.read_text())
    message = email.message_from_bytes(path.with_suffix(".eml").read_bytes(), policy=email.policy.default)
    assert not message.defects, message.defects
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    calendar = parts.get("text/calendar")
    return record | {
        "id": message["Message-ID"],
        "subject": message["Subject"],
        "text": parts["text/plain"].get_content(),
        "html": parts["text/html"].get_content() if "text/html" in parts else None,
        "calendar": entry(calendar) if calendar else None,
    }


def calendars(mails):
    all_of_them = {}
    for mail in mails:
        new = mail["calendar"]
        if new is None:
            continue
        calendar = all_of_them.setdefault(mail["to"][0], {})
        known = calendar.get(new["uid"])
        if known is None or new["sequence"] >= known["sequence"]:
            calendar[new["uid"]] = new
    return {
        person: {uid: event for uid, event in calendar.items() if event["method"] != "CANCEL"}
        for person, calendar in all_of_them.items()
    }


mails = [read(path) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json"))]
print(json.dumps({"mails": mails, "calendars": calendars(mails)}))
