"""Plays a whole consultation against a running hub and tells what each side saw.

``python -m laso_hub.visit`` prints the record as JSON. ``LASO_HUB_URL`` and ``LASO_HUB_CREDENTIALS`` say where and who.
With ``--consultation`` it visits one that exists already, so that another client can look on from the same seats.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone

from .client import HubClient
from .codec import Codec, plain
from .people import Person, from_environment
from .rest import Rest
from .schema import hub

OFFER = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
ANSWER = "v=0\r\no=- 2 1 IN IP4 192.0.2.2\r\ns=-\r\n"


async def sign_in(url: str, person: Person) -> Rest:
    rest = Rest(url)
    await rest.login(person.email, person.password)
    return rest


async def book(doctor: Rest, people: dict[str, Person], title: str = "Follow-up") -> str:
    """A consultation of the doctor and the patient that begins in five minutes."""
    start = (datetime.now(timezone.utc) + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    emails = [people["doctor"].email, people["patient"].email]
    return (await doctor.create(title, start, emails))["id"]


async def meet(doctor: HubClient, patient: HubClient) -> None:
    """The patient waits, the doctor comes and lets them in; both know that they are in the room."""
    await patient.wait_for(lambda me: me.view.me and me.view.me.presence != hub.PRESENCE_AWAY, "the waiting room")
    seat = patient.view.own_seat
    await doctor.wait_for(lambda me: seat in me.view.seats and me.view.seats[seat].presence != hub.PRESENCE_AWAY)
    if not doctor.view.is_in_room(seat):
        admitted = await doctor.do(admit=hub.Admit(seat=seat))
        await patient.wait_for(lambda me: any(s.seq >= admitted - 1 for s in me.snapshots), "a snapshot")
    await both(doctor, patient, lambda me: me.view.is_in_room(seat), "the patient in the room")
    await doctor.wait_for(lambda me: patient.device in me.view.devices.get(seat, ()), "the patient's device")
    await patient.wait_for(lambda me: doctor.device in me.view.devices.get(doctor.view.own_seat, ()))


@asynccontextmanager
async def meeting(
    url: str, people: dict[str, Person], doctor_codec: Codec, patient_codec: Codec, consultation: str | None = None
) -> AsyncIterator[tuple[HubClient, HubClient]]:
    """A doctor and a patient who have just met, each in the given format."""
    doctor_rest, patient_rest = await sign_in(url, people["doctor"]), await sign_in(url, people["patient"])
    consultation = consultation or await book(doctor_rest, people)
    patient = HubClient(patient_rest, consultation, patient_codec, device="python-patient")
    doctor = HubClient(doctor_rest, consultation, doctor_codec, device="python-doctor")
    async with patient, doctor:
        await meet(doctor, patient)
        yield doctor, patient


async def both(doctor: HubClient, patient: HubClient, fact, what: str = "it") -> None:
    await asyncio.gather(doctor.wait_for(fact, what), patient.wait_for(fact, what))


async def visit(
    url: str, people: dict[str, Person], doctor_codec: Codec, patient_codec: Codec, consultation: str | None = None
) -> dict:
    """The whole visit, from the waiting room to the end."""
    async with meeting(url, people, doctor_codec, patient_codec, consultation) as (doctor, patient):
        await doctor.do(start=hub.Start())
        await _talk(doctor, patient)
        await _signal(doctor, patient)
        await _tunnel(doctor, patient)
        await _paperwork(doctor, patient)
        await doctor.do(hold=hub.Hold())
        await doctor.do(resume=hub.Resume())
        await doctor.do(end=hub.End())
        await asyncio.gather(doctor.wait_closed(), patient.wait_closed())
    return {
        "consultation": doctor.consultation,
        "doctor": _side(doctor),
        "patient": _side(patient),
        "transcripts": {
            "doctor": await doctor.rest.messages(doctor.consultation),
            "patient": await patient.rest.messages(patient.consultation),
        },
    }


async def _talk(doctor: HubClient, patient: HubClient) -> None:
    await patient.do(set_typing=hub.SetTyping(typing=True))
    await doctor.wait_for(lambda me: any(t.WhichOneof("body") == "typing" for t in me.transients), "typing")
    asked = await patient.do(post_chat=hub.PostChat(text="Good morning. Can you hear me?"))
    await doctor.wait_for_event("chat_posted", after=asked - 1)
    answered = await doctor.do(post_chat=hub.PostChat(text="Good morning. I can, and I see you as well."))
    await patient.wait_for_event("chat_posted", after=answered - 1)
    private = hub.PostChat(text="Only for you: the results are fine. 👍", to_seat=patient.view.own_seat)
    whispered = await doctor.do(post_chat=private)
    await patient.wait_for_event("chat_posted", after=whispered - 1)
    await patient.do(mark_seen=hub.MarkSeen(up_to_seq=whispered))


async def _signal(doctor: HubClient, patient: HubClient) -> None:
    await _send_signal(doctor, patient, hub.SIGNAL_KIND_OFFER, OFFER)
    await _send_signal(patient, doctor, hub.SIGNAL_KIND_ANSWER, ANSWER)
    camera = hub.MediaState(audio=True, video=True)
    await patient.do(set_media=hub.SetMedia(media=camera))
    await doctor.wait_for(lambda me: any(t.media_changed.media == camera for t in me.transients), "the camera")


async def _send_signal(sender: HubClient, receiver: HubClient, kind: int, payload: str) -> None:
    signal = hub.SendSignal(to_seat=receiver.view.own_seat, to_device=receiver.device, kind=kind, payload=payload)
    await sender.do(send_signal=signal)
    expected = hub.Signal(
        from_seat=sender.view.own_seat, from_device=sender.device, kind=kind, payload=payload
    )
    await receiver.wait_for(lambda me: any(t.signal == expected for t in me.transients), "the signal")


async def _tunnel(doctor: HubClient, patient: HubClient) -> None:
    """The patient's connection breaks, the doctor goes on, and the patient gets what was missed."""
    seat = patient.view.own_seat
    await patient.drop()
    await doctor.wait_for(
        lambda me: seat in me.view.reconnecting or patient.device not in me.view.devices.get(seat, ()),
        "the patient's connection to be missed",
    )
    await doctor.do(post_chat=hub.PostChat(text="Are you still there?"))
    missed = await doctor.do(post_chat=hub.PostChat(text="I'll wait for you."))
    await patient.connect()
    await patient.wait_for(lambda me: me.view.seq >= missed, "what was missed")
    await doctor.wait_for(lambda me: patient.device in me.view.devices.get(seat, ()), "the patient's return")


async def _paperwork(doctor: HubClient, patient: HubClient) -> None:
    await patient.do(set_consent=hub.SetConsent(purpose=hub.CONSENT_PURPOSE_RECORDING, given=True))
    issue = hub.ReportIssue(
        category=hub.ISSUE_CATEGORY_AUDIO, severity=hub.ISSUE_SEVERITY_MINOR, description="There is an echo."
    )
    reported = await patient.do(report_issue=issue)
    await doctor.wait_for_event("issue_reported", after=reported - 1)
    await doctor.do(write_note=hub.WriteNote(text="Results discussed. No medication needed."))


def comparable(event) -> dict:
    """An event without ``prev``, which belongs to the connection and not to the event."""
    copy = type(event)()
    copy.CopyFrom(event)
    copy.ClearField("prev")
    return plain(copy)


def _side(client: HubClient) -> dict:
    return {
        "seat": client.view.own_seat,
        "format": client.codec.name,
        "recoveries": [hub.Recovery.Name(welcome.recovery) for welcome in client.welcomes],
        "first_seq": client.welcomes[0].snapshot.seq + 1,
        "gaps": client.gaps,
        "events": [comparable(event) for event in client.events],
        "closed": client.closed.code,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m laso_hub.visit", description=__doc__.partition("\n")[0])
    parser.add_argument("--doctor", choices=("binary", "json"), default="binary", help="the doctor's subprotocol")
    parser.add_argument("--patient", choices=("binary", "json"), default="json", help="the patient's subprotocol")
    parser.add_argument("--consultation", help="the id of a consultation of both that exists already")
    options = parser.parse_args()
    known = from_environment()
    if known is None:
        parser.error("LASO_HUB_URL and LASO_HUB_CREDENTIALS are not set")
    doctor, patient = Codec.named(options.doctor), Codec.named(options.patient)
    record = asyncio.run(visit(*known, doctor, patient, options.consultation))
    json.dump(record, sys.stdout, indent=1, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
