"""Sends what Schemathesis makes of a hub's OpenAPI document to that hub, as several people and as nobody.

Fails at a server error, and at a status, media type or body that the document doesn't name. `LASO_HUB_URL` and
`LASO_HUB_CREDENTIALS` (demo.json of `hub serve --dev`) say which hub; an argument says how many requests an operation gets in each
run. The seed is printed; `LASO_OPENAPI_SEED` sets it.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
]

# What ends the sign-in under which the run goes on.
ENDS_SIGN_IN = r"/auth/(logout|password|sessions|totp)/"

# Administrators last: they may keep others out.
PEOPLE = [None, "patient", "doctor", "staff", "admin"]


def main():
    url = os.environ["LASO_HUB_URL"].rstrip("/")
    demo = json.loads(Path(os.environ["LASO_HUB_CREDENTIALS"]).read_text(encoding="utf-8"))
    examples = sys.argv[1] if len(sys.argv) > 1 else "20"
    seed = os.environ.get("LASO_OPENAPI_SEED", str(random.randrange(2**32)))
    print(f"LASO_OPENAPI_SEED={seed}", flush=True)
    # All at first: who guesses passwords, as nobody will, is made to wait.
    hubs = {person["role"]: Hub(url).signed_in(person) for person in demo["people"]}
    ids = resources(demo, hubs)
    failed = [role or "nobody" for role in PEOPLE if not passes(url, role, hubs.get(role), ids, examples, seed)]
    if failed:
        sys.exit(f"The hub and its document disagree, seen as {', '.join(failed)}.")


class Hub:
    def __init__(self, url, token=None):
        self._url = url
        self.token = token

    def signed_in(self, person):
        body = {"email": person["email"], "password": person["password"]}
        return Hub(self._url, self.call("POST", "auth/login/", body)["access_token"])

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/telemedicine/api/{path}", data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def resources(demo, hubs):
    """What the ids in the paths name: random ones would find nothing."""
    doctor, patient = (hubs[role].call("GET", "auth/me/")["id"] for role in ("doctor", "patient"))
    week = [{"weekday": day, "start": "00:00", "end": "24:00"} for day in range(1, 8)]
    hubs["doctor"].call("PUT", f"doctors/{doctor}/availability/", {"time_zone": "Europe/Berlin", "weekly": week, "slot_minutes": 30})
    tomorrow = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    slots = hubs["patient"].call("GET", f"doctors/{doctor}/slots/?from={tomorrow:%Y-%m-%dT%H:%M:%SZ}")["results"]
    booking = hubs["patient"].call("POST", "bookings/", {"doctor_id": doctor, "start": slots[0]["start"]})
    webhook = hubs["admin"].call("POST", "webhooks/", {"url": "https://hook.invalid/"})
    return {
        "consultations": demo["consultation"],
        "doctors": doctor,
        "users": patient,
        "bookings": booking["id"],
        "webhooks": webhook["id"],
    }


def passes(url, role, hub, ids, examples, seed):
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"{url}/telemedicine/api/openapi.json",
        "--url", url, "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
        "--max-examples", examples, "--seed", seed, "--warnings", "off", "--no-color",
    ]
    if hub is not None:
        command += ["--header", f"Authorization: Bearer {hub.token}", "--exclude-path-regex", ENDS_SIGN_IN]
    print(f"\nAs {role or 'nobody'}:", flush=True)
    with tempfile.TemporaryDirectory() as folder:  # also for what Schemathesis remembers of a run
        Path(folder, "schemathesis.toml").write_text(configuration(ids), encoding="utf-8")
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    print(run.stdout if run.returncode else "\n".join(run.stdout.splitlines()[-12:]), flush=True)
    return run.returncode == 0


def configuration(ids):
    return "\n".join(
        f'[[operations]]\ninclude-path-regex = "/{name}/"\nparameters = {{ "path.id" = "{id}" }}'
        for name, id in ids.items()
    )


if __name__ == "__main__":
    main()
