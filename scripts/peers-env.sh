#!/usr/bin/env bash
# Makes or refreshes .venv-peers, for the servers of benchmarks/peers that are written in Python. Quick when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=benchmarks/peers/requirements.txt
python=${PYTHON:-python3}

stamp=$(cat "$requirements" <("$python" --version) | cksum)
if [ "$(cat .venv-peers/.laso-stamp 2>/dev/null)" != "$stamp" ]; then
  "$python" -m venv --clear .venv-peers
  .venv-peers/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
  echo "$stamp" >.venv-peers/.laso-stamp
fi
