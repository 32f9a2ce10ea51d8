"""Whole consultations against a running hub: see README.md for how to start one."""

import asyncio

import pytest

from laso_hub import BINARY, JSON, CommandRefused, HubClient, RestError, hub
from laso_hub.visit import OFFER, book, both, comparable, meeting, sign_in, visit

FORMATS = pytest.mark.parametrize(
    ("doctor_codec", "patient_codec"), [(BINARY, JSON), (JSON, BINARY)], ids=["binary-json", "json-binary"]
)


def kinds(events: list[dict]) -> list[str]:
    """The names of the events' bodies: what is not part of every event."""
    return [(event.keys() - {"seq", "timeMs", "command"}).pop() for event in events]


def texts(events: list[dict]) -> list[str]:
    return [event["chatPosted"]["text"] for event in events if "chatPosted" in event]


async def code_of(refused) -> int:
    """The number with which the hub refuses a command."""
    with pytest.raises(CommandRefused) as error:
        await refused
    return error.value.code


@FORMATS
async def test_both_sides_see_the_same_visit(url, people, doctor_codec, patient_codec):
    record = await visit(url, people, doctor_codec, patient_codec)
    doctor, patient = record["doctor"], record["patient"]

    start = max(doctor["first_seq"], patient["first_seq"])
    doctor_saw = {event["seq"]: event for event in doctor["events"] if int(event["seq"]) >= start}
    patient_saw = {event["seq"]: event for event in patient["events"] if int(event["seq"]) >= start}
    # A host may know everything that a patient may.
    assert patient_saw.items() <= doctor_saw.items()
    only_doctor = [doctor_saw[seq] for seq in sorted(doctor_saw.keys() - patient_saw.keys(), key=int)]
    assert "noteWritten" in kinds(only_doctor)
    assert set(kinds(only_doctor)) <= {"noteWritten", "roomEntered", "statusChanged"}
    assert "noteWritten" not in kinds(patient["events"])

    assert doctor["gaps"] == patient["gaps"] == 0
    assert doctor["recoveries"] == ["RECOVERY_SNAPSHOT"]
    assert patient["recoveries"] == ["RECOVERY_SNAPSHOT", "RECOVERY_REPLAY"]
    assert doctor["closed"] == patient["closed"] == 3500
    statuses = [event["statusChanged"]["status"] for event in patient["events"] if "statusChanged" in event]
    assert statuses == [f"CONSULTATION_STATUS_{name}" for name in ("ACTIVE", "ON_HOLD", "ACTIVE", "ENDED")]


@FORMATS
async def test_the_transcript_is_what_was_said(url, people, doctor_codec, patient_codec):
    record = await visit(url, people, doctor_codec, patient_codec)
    for side in ("doctor", "patient"):
        transcript = record["transcripts"][side]
        said = [event for event in record[side]["events"] if "chatPosted" in event]
        assert [message["text"] for message in transcript] == texts(record[side]["events"])
        assert [message["seq"] for message in transcript] == [int(event["seq"]) for event in said]
        assert {message["from_seat"] for message in transcript} == {
            record["doctor"]["seat"],
            record["patient"]["seat"],
        }


@FORMATS
async def test_admission_brings_a_fresh_snapshot(url, people, doctor_codec, patient_codec):
    async with meeting(url, people, doctor_codec, patient_codec) as (doctor, patient):
        before, after = patient.snapshots[0], patient.snapshots[-1]
        assert len(patient.snapshots) == 2
        assert [participant.seat for participant in before.participants] == [patient.view.own_seat]
        assert before.waiting_position == 1
        assert {participant.seat for participant in after.participants} == {
            doctor.view.own_seat,
            patient.view.own_seat,
        }
        assert after.waiting_position == 0


@FORMATS
async def test_a_repeated_command_gives_the_first_result(url, people, doctor_codec, patient_codec):
    async with meeting(url, people, doctor_codec, patient_codec) as (doctor, patient):
        command = patient.command(post_chat=hub.PostChat(text="Once."))
        first = await patient.perform(command)
        assert await patient.perform(command) == first
        last = await patient.do(post_chat=hub.PostChat(text="The next one."))
        await both(doctor, patient, lambda me: me.view.seq >= last)
        assert texts([comparable(event) for event in doctor.events]) == ["Once.", "The next one."]


@FORMATS
async def test_a_repeat_after_a_lost_connection_gives_the_first_result(url, people, doctor_codec, patient_codec):
    async with meeting(url, people, doctor_codec, patient_codec) as (_, patient):
        command = patient.command(post_chat=hub.PostChat(text="Did that arrive?"))
        first = await patient.perform(command)
        await patient.drop()
        await patient.connect()
        assert await patient.perform(command) == first


@FORMATS
async def test_the_same_id_for_another_command_is_an_error(url, people, doctor_codec, patient_codec):
    async with meeting(url, people, doctor_codec, patient_codec) as (_, patient):
        command = patient.command(post_chat=hub.PostChat(text="This."))
        await patient.perform(command)
        other = hub.Command(counter=command.counter, post_chat=hub.PostChat(text="That."))
        assert await code_of(patient.perform(other)) == 313


@FORMATS
async def test_a_patient_may_not_moderate(url, people, doctor_codec, patient_codec):
    async with meeting(url, people, doctor_codec, patient_codec) as (doctor, patient):
        seat = doctor.view.own_seat
        assert await code_of(patient.do(admit=hub.Admit(seat=seat))) == 302
        assert await code_of(patient.do(end=hub.End())) == 302
        assert await code_of(patient.do(write_note=hub.WriteNote(text="I feel fine."))) == 302


async def test_commands_that_make_no_sense_are_refused_one_by_one(url, people):
    async with meeting(url, people, BINARY, JSON) as (doctor, patient):
        assert await code_of(doctor.do()) == 315
        assert await code_of(doctor.do(admit=hub.Admit(seat=99))) == 307
        assert await code_of(doctor.do(post_chat=hub.PostChat())) == 310
        assert await code_of(doctor.do(set_consent=hub.SetConsent())) == 310
        assert await code_of(doctor.do(admit=hub.Admit(seat=patient.view.own_seat))) == 309
        nowhere = hub.SendSignal(
            to_seat=patient.view.own_seat, to_device="nowhere", kind=hub.SIGNAL_KIND_OFFER, payload=OFFER
        )
        assert await code_of(doctor.do(send_signal=nowhere)) == 308
        assert await doctor.do(post_chat=hub.PostChat(text="And still connected.")) > 0


async def test_a_signal_reaches_one_device_only(url, people):
    async with meeting(url, people, BINARY, JSON) as (doctor, patient):
        tablet = HubClient(patient.rest, patient.consultation, BINARY, device="python-tablet")
        async with tablet:
            seat = patient.view.own_seat
            await doctor.wait_for(lambda me: "python-tablet" in me.view.devices.get(seat, ()))
            signal = hub.SendSignal(
                to_seat=seat, to_device="python-tablet", kind=hub.SIGNAL_KIND_OFFER, payload=OFFER
            )
            await doctor.do(send_signal=signal)
            await tablet.wait_for(lambda me: any(t.signal.payload == OFFER for t in me.transients))
            # What was sent later has arrived, so an offer sent earlier would have, too.
            last = await doctor.do(post_chat=hub.PostChat(text="Did you get it?"))
            await patient.wait_for(lambda me: me.view.seq >= last)
            assert not any(t.WhichOneof("body") == "signal" for t in patient.transients)


async def test_the_same_device_again_replaces_its_older_socket(url, people):
    async with meeting(url, people, BINARY, JSON) as (_, patient):
        async with HubClient(patient.rest, patient.consultation, BINARY, device=patient.device):
            assert (await patient.wait_closed()).code == 3503


async def test_a_removed_patient_is_closed_and_stays_out(url, people):
    async with meeting(url, people, BINARY, JSON) as (doctor, patient):
        await doctor.do(remove=hub.Remove(seat=patient.view.own_seat, reason="Wrong person."))
        assert (await patient.wait_closed()).code == 3502
        with pytest.raises(Exception) as refused:
            await patient.connect()
        # By REST at the join, or by the socket's close.
        assert getattr(refused.value, "code", None) in ("turned_away", 3502)


async def test_a_stranger_learns_nothing(url, people):
    doctor = await sign_in(url, people["doctor"])
    with pytest.raises(RestError) as refused:
        await doctor.join("00000000-0000-7000-8000-000000000000")
    assert (refused.value.status, refused.value.code) == (404, "not_found")


async def test_a_wrong_password_is_refused(url, people):
    doctor = people["doctor"]
    with pytest.raises(RestError) as refused:
        await sign_in(url, type(doctor)(doctor.email, "not the password", doctor.role, doctor.name))
    assert (refused.value.status, refused.value.code) == (401, "bad_credential")


async def test_many_messages_from_both_sides_arrive_in_one_order(url, people):
    async with meeting(url, people, BINARY, JSON) as (doctor, patient):

        async def talk(client: HubClient, name: str) -> list[int]:
            sent = [client.do(post_chat=hub.PostChat(text=f"{name} {number}")) for number in range(100)]
            return list(await asyncio.gather(*sent))

        seqs = sum(await asyncio.gather(talk(doctor, "doctor"), talk(patient, "patient")), [])
        await both(doctor, patient, lambda me: me.view.seq >= max(seqs))
        said = [[comparable(e) for e in side.events if e.HasField("chat_posted")] for side in (doctor, patient)]
        assert said[0] == said[1]
        for name in ("doctor", "patient"):
            own = [text for text in texts(said[0]) if text.startswith(name)]
            assert own == [f"{name} {number}" for number in range(100)]
