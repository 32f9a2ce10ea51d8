"""Reads consultations of a running hub as FHIR, and lets an independent implementation of FHIR R4B judge every resource.

Plays a whole visit over the public protocol and books another, then reads both as each person who may. The references are judged
here: each has to lead to an entry of its bundle, of a type that may stand there. `LASO_HUB_URL` and `LASO_HUB_CREDENTIALS`
(demo.json of `hub serve --dev`) say which hub.
"""

import asyncio
import datetime
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients" / "python"))

from fhir.resources.R4B import get_fhir_model_class  # noqa: E402
from fhir.resources.R4B.bundle import Bundle  # noqa: E402

from laso_hub.codec import Codec  # noqa: E402
from laso_hub.people import from_environment  # noqa: E402
from laso_hub.rest import RestError  # noqa: E402
from laso_hub.visit import sign_in, visit  # noqa: E402

# Where a reference may lead (FHIR R4, the definitions of the resources).
PEOPLE = {"Patient", "Practitioner", "RelatedPerson"}
TARGETS = {
    ("Appointment", "participant.actor"): PEOPLE,
    ("Encounter", "subject"): {"Patient"},
    ("Encounter", "participant.individual"): {"Practitioner", "RelatedPerson"},
    ("Encounter", "appointment"): {"Appointment"},
    ("RelatedPerson", "patient"): {"Patient"},
    ("Communication", "subject"): {"Patient"},
    ("Communication", "encounter"): {"Encounter"},
    ("Communication", "sender"): PEOPLE,
    ("Communication", "recipient"): PEOPLE,
    ("Consent", "patient"): {"Patient"},
    ("Consent", "performer"): PEOPLE,
    ("DocumentReference", "subject"): {"Patient"},
    ("DocumentReference", "author"): PEOPLE,
    ("DocumentReference", "context.encounter"): {"Encounter"},
    ("AuditEvent", "agent.who"): PEOPLE,
    ("AuditEvent", "entity.what"): PEOPLE | {"Encounter"},
}
# Codes that FHIR R4 requires, and the library does not look at.
ENCOUNTER = {"planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled"}
CODES = {
    ("Appointment", "status"): {"booked", "arrived", "fulfilled", "cancelled", "noshow"},
    ("Appointment", "participant.status"): {"accepted", "declined", "tentative", "needs-action"},
    ("Appointment", "participant.required"): {"required", "optional", "information-only"},
    ("Encounter", "status"): ENCOUNTER,
    ("Encounter", "statusHistory.status"): ENCOUNTER,
    ("Communication", "status"): {"completed"},
    ("Consent", "status"): {"active", "inactive", "rejected"},
    ("Consent", "provision.provision.type"): {"permit", "deny"},
    # Only rules inside of the first one have a type.
    ("Consent", "provision.type"): set(),
    ("DocumentReference", "status"): {"current", "superseded"},
    ("DocumentReference", "docStatus"): {"final"},
    ("AuditEvent", "action"): {"C", "R", "U", "D", "E"},
    ("AuditEvent", "outcome"): {"0", "4", "8", "12"},
    ("AuditEvent", "agent.network.type"): {"1", "2", "3", "4", "5"},
}
# Codes with their words, of the code systems that others define; those of the hub itself begin with urn:laso-hub:.
CODINGS = {
    "http://loinc.org": {
        "59284-0": "Consent Document", "34133-9": "Summary of episode note", "11506-3": "Progress note",
    },
    "http://dicom.nema.org/resources/ontology/DCM": {"110110": "Patient Record"},
    "http://terminology.hl7.org/CodeSystem/v3-ActCode": {"VR": "virtual"},
    "http://terminology.hl7.org/CodeSystem/v3-ParticipationType": {
        "PPRF": "primary performer", "SPRF": "secondary performer", "PART": "Participation",
    },
    "http://terminology.hl7.org/CodeSystem/participant-type": {"translator": "Translator"},
    "http://terminology.hl7.org/CodeSystem/consentscope": {"patient-privacy": "Privacy Consent"},
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TIMES = {"start", "end", "recorded", "sent", "dateTime", "date", "created", "creation"}
EVERY_TYPE = {
    "Encounter", "Appointment", "Patient", "Practitioner", "Communication", "Consent", "DocumentReference", "AuditEvent",
}
TEXTS = ["Good morning", "No medication", "There is an echo", "Only for you", "Come again", "The cough is back"]


def references(value, path=()):
    """Every reference below a value, with the names that lead to it."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield ".".join(path), value
        for name, inner in value.items():
            yield from references(inner, path + (name,))
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner, path)


def values(value, path):
    """What stands at a path, in every entry of the lists on the way."""
    if isinstance(value, list):
        return [found for inner in value for found in values(inner, path)]
    if not path:
        return [value]
    return values(value[path[0]], path[1:]) if path[0] in value else []


def judge_codes(resource):
    for (type_, path), allowed in CODES.items():
        if type_ == resource["resourceType"]:
            found = set(values(resource, path.split(".")))
            assert found <= allowed and (found or "." in path), (type_, path, found)


def elements(value):
    """Every object below a value, and itself."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from elements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from elements(inner)


def judge_element(element):
    """What FHIR says in words, and no schema sees."""
    for name in TIMES & element.keys():
        assert TIME.fullmatch(element[name]), (name, element[name])
    if {"start", "end"} <= element.keys():
        moments = [datetime.datetime.fromisoformat(element[name].replace("Z", "+00:00")) for name in ("start", "end")]
        assert moments[0] <= moments[1], element
    if "coding" in element:
        assert element["coding"], element
    system, code = element.get("system"), element.get("code")
    if system is not None:
        assert re.match(r"(https?://|urn:)", system), system
    if isinstance(code, str) and system in CODINGS:
        assert CODINGS[system].get(code) == element.get("display"), element
    elif isinstance(code, str):
        assert system == "http://unitsofmeasure.org" or system.startswith("urn:laso-hub:"), element
    if system == "urn:ietf:rfc:3986":
        assert re.match(r"[a-z][a-z0-9+.-]*:", element["value"]), element
    if "data" in element:
        assert "contentType" in element, "an attachment without a type (att-1)"


def judge_resource(resource):
    """The invariants of FHIR R4 that concern what the hub makes."""
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", resource["id"]), resource["id"]
    for element in elements(resource):
        judge_element(element)
    match resource["resourceType"]:
        case "Appointment":
            assert resource["participant"], "somebody takes part"
            assert all({"type", "actor"} & entry.keys() for entry in resource["participant"]), "app-1"
            assert ("start" in resource) == ("end" in resource), "app-2"
        case "Consent":
            assert {"policy", "policyRule"} & resource.keys(), "ppc-1"
            is_privacy = "patient-privacy" in str(resource["scope"])
            assert not is_privacy or "patient" in resource, "ppc-2"
        case "AuditEvent":
            assert all(isinstance(agent["requestor"], bool) for agent in resource["agent"]), resource
            assert not any({"name", "query"} <= entity.keys() for entity in resource["entity"]), "sev-1"


def judge(bundle):
    """Fails at the first thing that is not right FHIR; returns the resources."""
    Bundle.model_validate(bundle)
    types = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert len(types) == len(bundle["entry"]), "an entry comes twice"
    for entry in bundle["entry"]:
        resource = entry["resource"]
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        judge_codes(resource)
        judge_resource(resource)
        assert entry["fullUrl"] == f"urn:uuid:{resource['id']}", entry["fullUrl"]
        for path, reference in references(resource):
            target = types[reference["reference"]]
            assert target == reference["type"], reference
            assert target in TARGETS[resource["resourceType"], path], (resource["resourceType"], path, target)
    return [entry["resource"] for entry in bundle["entry"]]


def judge_encounter(resources):
    """The statuses follow each other without a gap, and the last one is the present one."""
    encounter = next(r for r in resources if r["resourceType"] == "Encounter")
    history = encounter["statusHistory"]
    for one, next_one in zip(history, history[1:]):
        assert one["period"]["end"] == next_one["period"]["start"], history
    assert history[-1]["status"] == encounter["status"], history


async def read(person, consultation):
    return judge(await person.call("GET", f"consultations/{consultation}/fhir/"))


async def judge_visit(people, consultation):
    for role in ("doctor", "patient"):
        resources = await read(people[role], consultation)
        judge_encounter(resources)
        types = {resource["resourceType"] for resource in resources}
        assert types == EVERY_TYPE, (role, types ^ EVERY_TYPE)
        told = len(await people[role].messages(consultation))
        assert sum(r["resourceType"] == "Communication" for r in resources) == told
    for role in ("staff", "admin"):
        resources = await read(people[role], consultation)
        judge_encounter(resources)
        assert not any(text in str(resources) for text in TEXTS), f"{role} reads what was said"
        readers = [r for r in resources if r["resourceType"] == "AuditEvent" and "site" in r["source"]]
        assert bool(readers) == (role == "admin"), f"{role} reads {len(readers)} rows of the audit"
    try:
        await people["interpreter"].call("GET", f"consultations/{consultation}/fhir/")
        raise AssertionError("an interpreter gets the record")
    except RestError as refusal:
        assert refusal.status == 403, refusal


async def judge_booking(people):
    """What was said at the booking is in the appointment."""
    doctor, patient = people["doctor"], people["patient"]
    id = (await doctor.call("GET", "auth/me/"))["id"]
    week = [{"weekday": day, "start": "00:00", "end": "24:00"} for day in range(1, 8)]
    hours = {"time_zone": "Europe/Berlin", "weekly": week, "slot_minutes": 30}
    await doctor.call("PUT", f"doctors/{id}/availability/", hours)
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    slots = await patient.call("GET", f"doctors/{id}/slots/?from={tomorrow:%Y-%m-%dT%H:%M:%SZ}&limit=1")
    wish = {"doctor_id": id, "start": slots["results"][0]["start"], "reason": "The cough is back"}
    booking = await patient.call("POST", "bookings/", wish)
    for role in ("doctor", "patient"):
        resources = await read(people[role], booking["id"])
        appointment = next(r for r in resources if r["resourceType"] == "Appointment")
        assert appointment["status"] == "booked", appointment
        assert appointment.get("reasonCode") == [{"text": "The cough is back"}], appointment
        judge_encounter(resources)


async def main():
    known = from_environment()
    if known is None:
        sys.exit("LASO_HUB_URL and LASO_HUB_CREDENTIALS are not set")
    url, persons = known
    record = await visit(url, persons, Codec.named("binary"), Codec.named("json"))
    people = {role: await sign_in(url, person) for role, person in persons.items()}
    summary = f"consultations/{record['consultation']}/summary/"
    for text in ("Come again.", "Come again in a week."):
        await people["doctor"].call("PUT", summary, {"text": text})
    await judge_visit(people, record["consultation"])
    await judge_booking(people)
    print("Every bundle is right FHIR R4B, as each person who may read it.")


if __name__ == "__main__":
    asyncio.run(main())
