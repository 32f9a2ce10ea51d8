#!/usr/bin/env bash
# Fuzzes the decoders: docs/fuzzing.md. Usage: see below, or --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly SCRATCH=.build-fuzz
readonly FOUND=.build-fuzz/found
# No single input may take longer than this, nor more memory.
readonly INPUT_SECONDS=10 MEMORY_MEGABYTES=2048

usage() {
  cat <<TEXT
Usage: scripts/fuzz.sh [SECONDS] [TARGET]      run each target, or one, for so long (60 seconds)
       scripts/fuzz.sh replay TARGET FILE...   run inputs again, one by one
       scripts/fuzz.sh minimise [FOLDER]       make the corpus as small as it can be, with what was found, and with FOLDER/TARGET

Targets: $(targets | tr '\n' ' ')
LASO_FUZZ_SEED=NUMBER repeats the random choices of a run with the same corpus and -runs.
LASO_FUZZ_RUNS=NUMBER ends each target after so many inputs, if the time is not over before.
TEXT
}

targets() { ls fuzz/corpus; }

fail() {
  printf 'fuzz.sh: %s\n' "$*" >&2
  exit 1
}

build() {
  LASO_FUZZ=1 swift build --product Fuzz --scratch-path "$SCRATCH" --sanitize=fuzzer
}

# The Swift runtime's own report of a crash would come before libFuzzer writes the input down, and takes long.
fuzzer() {
  local target=$1
  shift
  LASO_FUZZ_TARGET=$target SWIFT_BACKTRACE=enable=no "$SCRATCH/debug/Fuzz" \
    -timeout="$INPUT_SECONDS" -rss_limit_mb="$MEMORY_MEGABYTES" "$@"
}

dictionary() {
  local file=fuzz/dictionaries/$1.dict
  [ ! -e "$file" ] || echo "-dict=$file"
}

# New inputs go to a folder of the scratch path, and crashes beside it; the corpus in the tree is only read.
run_target() {
  local target=$1 seconds=$2 seed=${LASO_FUZZ_SEED:-$RANDOM} log=$FOUND/$1.log
  mkdir -p "$FOUND/$target"
  printf '%s: %s s, seed %s\n' "$target" "$seconds" "$seed"
  # shellcheck disable=SC2046
  if fuzzer "$target" -max_total_time="$seconds" -runs="${LASO_FUZZ_RUNS:--1}" -seed="$seed" -print_final_stats=1 \
    -artifact_prefix="$FOUND/$target-" $(dictionary "$target") "$FOUND/$target" "fuzz/corpus/$target" >"$log" 2>&1
  then
    grep -E 'DONE' "$log" | tail -n 1
    return
  fi
  tail -n 60 "$log" >&2
  local input
  input=$(sed -nE 's/.*Test unit written to (.*)/\1/p' "$log" | tail -n 1)
  fail "$target failed with the seed $seed. The input is ${input:-not known}; the log is $log.
Run it again with: scripts/fuzz.sh replay $target ${input:-FILE}"
}

run() {
  local seconds=${1:-60} only=${2:-}
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || { usage >&2; exit 64; }
  [ -z "$only" ] || [ -d "fuzz/corpus/$only" ] || fail "there is no target $only, only: $(targets | tr '\n' ' ')"
  build
  local target
  for target in ${only:-$(targets)}; do run_target "$target" "$seconds"; done
}

replay() {
  [ $# -ge 2 ] || { usage >&2; exit 64; }
  build
  local target=$1
  shift
  fuzzer "$target" "$@"
}

# -merge=1 keeps the smallest inputs that together reach every place in the code that the given ones reach; without
# -use_counters=0 also how often, which makes thousands of files.
minimise() {
  local more=${1:-} target
  build
  for target in $(targets); do
    local new=$FOUND/$target.new folders=("fuzz/corpus/$target")
    rm -rf "$new" && mkdir -p "$new" "$FOUND/$target"
    folders+=("$FOUND/$target")
    [ -z "$more" ] || [ ! -d "$more/$target" ] || folders+=("$more/$target")
    fuzzer "$target" -merge=1 -use_counters=0 "$new" "${folders[@]}" 2>&1 | grep -E 'MERGE-OUTER: .* new files'
    rm -rf "fuzz/corpus/$target" "${FOUND:?}/$target"
    mv "$new" "fuzz/corpus/$target"
  done
  du -sh --apparent-size fuzz/corpus
}

case "${1:-}" in
  -h | --help) usage ;;
  replay) shift && replay "$@" ;;
  minimise) shift && minimise "$@" ;;
  *) run "$@" ;;
esac
