#!/usr/bin/env bash
# Replays the corpus of the fuzz targets in a build that counts, and prints what of the decoders it reaches.
# Usage: scripts/fuzz-coverage.sh [FILE...]   (without files: a table of all decoders; with files: their lines, with counts)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly SCRATCH=.build-coverage
readonly DECODERS=(
  Sources/Wire/Frames/FrameDecoder.swift
  Sources/Wire/Frames/UTF8Check.swift
  Sources/Wire/Messages/MessageFormat.swift
  Sources/Wire/Messages/InboundCommand.swift
  Sources/Wire/Messages/Words.swift
  Sources/Core/Storage/StorageReader.swift
  Sources/Core/Storage/StorageWriter.swift
  Sources/Core/Consultations/ConsultationEvent+Storage.swift
  Sources/Core/Consultations/Audience.swift
  Sources/Core/People/DirectoryEvent.swift
  Sources/Core/People/User.swift
  Sources/Core/Identifiers/DeviceID.swift
  Sources/Core/Identifiers/Identifier.swift
  Sources/Actors/Consultations/Consultation+Snapshot.swift
  Sources/Actors/Consultations/Consultation+Folding.swift
  Sources/Actors/Consultations/CommandHistory.swift
)

# The tools have to be of the same LLVM as the compiler, so those beside it come first.
tool() {
  local beside
  beside=$(dirname "$(readlink -f "$(command -v swift)")")/$1
  if [ -x "$beside" ]; then echo "$beside"; else command -v "$1"; fi
}

# Not the test product: only what the corpus reaches is to be counted, not what other tests do.
LASO_FUZZ=1 swift build --product Replay --scratch-path "$SCRATCH" \
  -Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping >&2
profile=$SCRATCH/corpus.profraw
LLVM_PROFILE_FILE=$profile "$SCRATCH/debug/Replay" fuzz/corpus >&2
"$(tool llvm-profdata)" merge -sparse "$profile" -o "$SCRATCH/corpus.profdata"

cov() {
  local command=$1
  shift
  "$(tool llvm-cov)" "$command" "$SCRATCH/debug/Replay" -instr-profile="$SCRATCH/corpus.profdata" "$@"
}

if [ $# -gt 0 ]; then
  cov show "$@"
  exit
fi
cov export -summary-only "${DECODERS[@]}" | python3 -c '
import json, os, sys

print("| decoder | lines | reached | regions | reached |\n|---|--:|--:|--:|--:|")

def row(name, summary):
    cells = []
    for kind in ("lines", "regions"):
        counts = summary[kind]
        cells += [str(counts["count"]), "{:.1f} %".format(counts["percent"])]
    print("| " + " | ".join([name] + cells) + " |")

report = json.load(sys.stdin)["data"][0]
for file in report["files"]:
    row("`" + os.path.relpath(file["filename"]) + "`", file["summary"])
row("all", report["totals"])
'
