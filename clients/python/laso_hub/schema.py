"""The messages of ``hub.proto``, as ``protoc`` made them. ``scripts/python-env.sh`` generates the module."""

import importlib.util
from pathlib import Path
from types import ModuleType

_GENERATED = Path(__file__).resolve().parent.parent / ".generated" / "hub_pb2.py"


def _load() -> ModuleType:
    if not _GENERATED.exists():
        raise ImportError(f"{_GENERATED} is missing: run scripts/python-env.sh")
    spec = importlib.util.spec_from_file_location("hub_pb2", _GENERATED)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hub = _load()
