#!/usr/bin/env bash
# Makes or refreshes .venv and the generated code of the Python client. Quick when nothing has changed.
# Needs Python 3.10 or newer; installs protoc and venv by apt where it may.
set -euo pipefail
cd "$(dirname "$0")/.."

schema=Sources/Wire/Schema
generated=clients/python/.generated
requirements=(clients/python/requirements.txt Tests/{OpenAPI,Mail,FHIR}/requirements.txt)
python=${PYTHON:-python3}

install_missing() {
  local missing=()
  command -v protoc >/dev/null || missing+=(protobuf-compiler)
  command -v "$python" >/dev/null || missing+=(python3)
  "$python" -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "python-env: please install ${missing[*]}" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_missing
stamp=$(cat "${requirements[@]}" <("$python" --version) | cksum)
if [ "$(cat .venv/.laso-stamp 2>/dev/null)" != "$stamp" ]; then
  "$python" -m venv --clear .venv
  .venv/bin/pip install --quiet --disable-pip-version-check "${requirements[@]/#/--requirement=}"
  echo "$stamp" > .venv/.laso-stamp
fi

if [ ! "$generated/hub_pb2.py" -nt "$schema/hub.proto" ]; then
  mkdir -p "$generated"
  protoc --proto_path="$schema" --python_out="$generated" hub.proto
fi

echo "python-env: $(.venv/bin/python --version), $(protoc --version), $generated is up to date"
