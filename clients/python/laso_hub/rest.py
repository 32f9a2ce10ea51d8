"""The few REST calls that a live client needs, with nothing but the standard library."""

import asyncio
import http.client
import json
from urllib.parse import quote, urlsplit

_TIMEOUT_SECONDS = 30
_PREFIX = "/telemedicine/api/"


class RestError(Exception):
    """The hub refused. ``code`` is the name from the table of error codes in ``docs/protocol.md``."""

    def __init__(self, status: int, code: str, detail: str):
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


class Rest:
    """One signed-in person, or nobody yet."""

    def __init__(self, base_url: str, token: str | None = None):
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"{base_url!r} is not an http or https address")
        self._secure = parts.scheme == "https"
        self._authority = parts.netloc
        self.token = token
        self.user: dict = {}

    def websocket_url(self, path: str) -> str:
        return f"{'wss' if self._secure else 'ws'}://{self._authority}{path}"

    async def login(self, email: str, password: str) -> dict:
        answer = await self.call("POST", "auth/login/", {"email": email, "password": password})
        self.token = answer["access_token"]
        self.user = answer["user"]
        return answer

    async def create(self, title: str, scheduled_start: str, emails: list[str], duration_minutes: int = 30) -> dict:
        body = {
            "title": title,
            "scheduled_start": scheduled_start,
            "duration_minutes": duration_minutes,
            "provider": "direct",
            "participants": [{"email": email} for email in emails],
        }
        return await self.call("POST", "consultations/", body)

    async def consultation(self, consultation: str) -> dict:
        return await self.call("GET", f"consultations/{quote(consultation)}/")

    async def join(self, consultation: str) -> dict:
        """A one-time ticket, and where to take it."""
        return await self.call("POST", f"consultations/{quote(consultation)}/join/", {})

    async def messages(self, consultation: str) -> list[dict]:
        """Every chat message that this person may see, oldest first."""
        found: list[dict] = []
        after = 0
        while after is not None:
            page = await self.call("GET", f"consultations/{quote(consultation)}/messages/?after={after}")
            found += page["results"]
            after = page["next_after"]
        return found

    async def call(self, method: str, path: str, body: dict | None = None) -> dict:
        return await asyncio.to_thread(self._call, method, path, body)

    def _call(self, method: str, path: str, body: dict | None) -> dict:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._authority, timeout=_TIMEOUT_SECONDS)
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.request(method, _PREFIX + path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        return _answer(response.status, data)


def _answer(status: int, data: bytes) -> dict:
    try:
        answer = json.loads(data) if data else {}
    except ValueError:
        answer = {}
    if 200 <= status < 300:
        return answer
    raise RestError(status, answer.get("code", "unknown"), answer.get("detail", f"HTTP status {status}"))
