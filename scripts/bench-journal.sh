#!/usr/bin/env bash
# Measures the journal with a release build: docs/performance/journal.md. Usage: see below, or --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<TEXT
Usage: scripts/bench-journal.sh write [OPTIONS]     rows a second beside bare SQLite, and acknowledgement times
       scripts/bench-journal.sh snapshots [OPTIONS] acknowledgement times with and without snapshots of big consultations
       scripts/bench-journal.sh history [OPTIONS]   the cost of a message and of a load, by the length of the history
       scripts/bench-journal.sh start [OPTIONS]     from the start of the process to the first answers, with 100,000 consultations
       scripts/bench-journal.sh lists [OPTIONS]     lists, statistics and transcripts over REST, from 1,000 consultations up

Each prints tables in Markdown; --record FILE adds them to a file, --help shows the other options. The databases are made
in a folder below .build, on the disk that is measured, and removed again.
TEXT
}

case "${1:-}" in
  write | snapshots | history | start | lists) ;;
  -h | --help)
    usage
    exit
    ;;
  *)
    usage >&2
    exit 64
    ;;
esac

# As in run.sh.
readonly RELEASE=(--configuration release --static-swift-stdlib)

export LASO_JOURNAL_BENCHMARK=1
swift build "${RELEASE[@]}" --product journal-benchmark
[[ "$1" != start && "$1" != lists ]] || swift build "${RELEASE[@]}" --product hub
folder=.build/journal-benchmark
mkdir -p "$folder"
exec "$(swift build "${RELEASE[@]}" --show-bin-path)/journal-benchmark" "$1" --folder "$folder" "${@:2}"
