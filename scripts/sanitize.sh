#!/usr/bin/env bash
# Builds the tests with a sanitizer, in a scratch path of its own, and runs them: docs/fuzzing.md.
# Usage: scripts/sanitize.sh address|thread [FILTER]      (FILTER: what `swift test --filter` takes)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  address) scratch=.build-asan ;;
  thread) scratch=.build-tsan ;;
  *)
    sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2
    exit 64
    ;;
esac
sanitizer=$1

# These start the executable that stands in .build, which has no sanitizer: there is nothing to see.
skipped=(--skip CrashTests --skip SignalTests --skip HostileTests)

# The report of the sanitizer says more than the Swift runtime's, and comes at once.
export SWIFT_BACKTRACE=enable=no
# Leaks are not looked for: tests drop whole worlds of actors that know each other, without ending them, and XCTest
# leaks by itself. In the hub these worlds live as long as the process.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:detect_stack_use_after_return=0:strict_string_checks=1}
# All reports of a run, and a failure at its end.
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=0:exitcode=66:history_size=4:suppressions=$PWD/scripts/tsan-suppressions.txt}

# lld comes with Swift, and takes the large files of these builds.
options=(--scratch-path "$scratch" --sanitize "$sanitizer" -Xswiftc -use-ld=lld)
swift build --build-tests "${options[@]}"
if [ "$sanitizer" = thread ]; then
  clang -shared -fPIC -O1 -Wall -Werror -o "$scratch/tsan-mutex.so" scripts/tsan-mutex.c
  export LD_PRELOAD=$PWD/$scratch/tsan-mutex.so
fi
# One test at a time: the sanitizers make everything several times slower, and tests have time limits.
swift test --skip-build --no-parallel "${options[@]}" "${skipped[@]}" ${2:+--filter "$2"}
