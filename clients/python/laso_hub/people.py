"""The invented people of a development hub, as ``LASO_HUB_CREDENTIALS`` lists them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Person:
    email: str
    password: str
    role: str
    name: str


def people_from(path: str | Path) -> dict[str, Person]:
    """The first person of each role."""
    people: dict[str, Person] = {}
    for entry in json.loads(Path(path).read_text("utf-8"))["people"]:
        person = Person(entry["email"], entry["password"], entry["role"], entry["name"])
        people.setdefault(person.role, person)
    return people


def from_environment() -> tuple[str, dict[str, Person]] | None:
    """Where the hub is and who may sign in there; ``None`` if the environment does not say."""
    url, credentials = os.environ.get("LASO_HUB_URL"), os.environ.get("LASO_HUB_CREDENTIALS")
    return (url, people_from(credentials)) if url and credentials else None
