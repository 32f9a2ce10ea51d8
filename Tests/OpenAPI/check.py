"""Sends what Schemathesis makes of a hub's OpenAPI document to that hub, as several people and as nobody.

Fails at a server error, and at a status, media type or body that the document doesn't name. `LASO_HUB_URL` and
`LASO_HUB_CREDENTIALS` (demo.json of `hub serve --dev`) say which hub; an argument says how many requests an operation gets in each
run. The seed is printed; `LASO_OPENAPI_SEED` sets it.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "unsupported_method",
]

# What ends the sign-in under which the run goes on.
ENDS_SIGN_IN = r"/auth/(logout|password|sessions|totp)/"

PEOPLE = [None, "patient", "doctor", "staff", "admin"]


def main():
    url = os.environ["LASO_HUB_URL"].rstrip("/")
    with open(os.environ["LASO_HUB_CREDENTIALS"], encoding="utf-8") as file:
        people = {person["role"]: person for person in json.load(file)["people"]}
    examples = sys.argv[1] if len(sys.argv) > 1 else "20"
    seed = os.environ.get("LASO_OPENAPI_SEED", str(random.randrange(2**32)))
    print(f"LASO_OPENAPI_SEED={seed}", flush=True)
    failed = [role or "nobody" for role in PEOPLE if not passes(url, people.get(role), examples, seed)]
    if failed:
        sys.exit(f"The hub and its document disagree, seen as {', '.join(failed)}.")


def passes(url, person, examples, seed):
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"), "run", f"{url}/telemedicine/api/openapi.json",
        "--url", url, "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
        "--max-examples", examples, "--seed", seed, "--warnings", "off", "--no-color",
    ]
    if person is not None:
        command += ["--header", f"Authorization: Bearer {token(url, person)}", "--exclude-path-regex", ENDS_SIGN_IN]
    print(f"\nAs {person['role'] if person else 'nobody'}:", flush=True)
    with tempfile.TemporaryDirectory() as folder:  # for what Schemathesis remembers of a run
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    print(run.stdout if run.returncode else "\n".join(run.stdout.splitlines()[-12:]), flush=True)
    return run.returncode == 0


def token(url, person):
    body = json.dumps({"email": person["email"], "password": person["password"]}).encode()
    request = urllib.request.Request(
        f"{url}/telemedicine/api/auth/login/", data=body, headers={"Content-Type": "application/json"}
    )
    for _ in range(10):
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)["access_token"]
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
            # The runs before have guessed many passwords.
            time.sleep(int(error.headers["Retry-After"]))
    sys.exit("The hub takes no more sign-ins.")


if __name__ == "__main__":
    main()
