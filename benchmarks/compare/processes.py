"""Child processes on cores of their own."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

START_SECONDS = 60
STOP_SECONDS = 30


class Child:
    """A process that writes into a file, and ends with this program at the latest."""

    def __init__(self, arguments: list, cores: set[int], log: Path, environment: dict[str, str] | None = None):
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                preexec_fn=lambda: os.sched_setaffinity(0, cores),
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def wait_for(self, find: Callable[[str], str | None]) -> str:
        """What `find` finds in the output; looks until it does."""
        deadline = monotonic() + START_SECONDS
        while (found := find(self.said())) is None:
            if self._process.poll() is not None or monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self._process.args[0]} did not start:\n{self.said()}")
            sleep(0.01)
        return found

    def ends_within(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """Asks it to end, and insists after a while. Does nothing if it has ended."""
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        if not self.ends_within(STOP_SECONDS):
            self._process.kill()
            self._process.wait()
