#!/usr/bin/env bash
# The one script for people who work on LASO Hub: see usage() below, or run it without arguments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly SWIFT_MAJOR=6 SWIFT_MINOR=2
readonly HUB_START_SECONDS=60
# One build for all that is measured. Swift's libraries are linked in: calls into shared ones cost a tenth and more of a
# live message (docs/performance.md).
readonly RELEASE=(--configuration release --static-swift-stdlib)

usage() {
  cat <<TEXT
Usage: ./run.sh COMMAND

  dev [ARGUMENTS]   build the hub and serve on http://localhost:8005, with demo people and a consultation
  test              check the style, build everything and run every test, also against a running hub
  crash [ROUNDS]    the long run: kill the hub under load, and cut the power under the journal, many times
  fuzz [SECONDS] [TARGET]
                    give the decoders random input, each target for so long (60 seconds): docs/fuzzing.md
  sanitize address|thread [FILTER]
                    run the Swift tests under AddressSanitizer or ThreadSanitizer: docs/fuzzing.md
  drain [SOCKETS]   stop a hub with some thousand sockets under load
  hostile           two hundred clients that misbehave beside a hundred good ones: docs/hostile-clients.md
  bench [OPTION]… [LOAD]…
                    the hub against a bare C server under the same loads, --quick in two minutes: benchmarks/README.md
                    with --peers also other servers from packages, which it installs: benchmarks/peers/README.md
  bench instructions|allocations [--record] [--only NAME]
                    count what operations of the hot path cost, and compare with the thresholds of this toolchain
  bench profile [--only NAME]
                    where the instructions of these operations go
  bench suites [OPTION]…
                    time the same operations, and the journal on disk, for comparison on one machine
  bench journal     journaled chat beside bare SQLite on the same disk, acknowledgement times, and snapshots
  bench history     the cost of a message and of a load, by the length of the history
  bench requests    an HTTP request beside a plain Hummingbird route, and a login beside bare scrypt
  bench start       from the start of the process to the first answers, with 100,000 consultations
  bench rest        lists, statistics and transcripts over REST, from 1,000 to 100,000 consultations
  bench waiting     how far the estimate of the wait is off, on simulated days
  loadtest [SCENARIO] [OPTIONS]
                    load a hub, and check every message: a short mix, or one of loadtest/scenarios: docs/loadtest.md
  hub ARGUMENTS     run the hub that was built: ./run.sh hub demo, ./run.sh hub --help

dev and test install the system packages that are missing (apt, as root or with sudo).
TEXT
}

section() { printf '\n==> %s\n' "$*"; }

fail() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 1
}

# What has to be there --------------------------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

# Swift brings its compiler and linker, but uses the system's C and C++ headers.
packages_for_build() {
  has git || echo git
  [ -e /usr/include/stdio.h ] || echo libc6-dev
  [ -e /usr/include/c++ ] || echo g++
  [ -e /usr/include/sqlite3.h ] || echo libsqlite3-dev
}

packages_for_test() {
  has protoc || echo protobuf-compiler
  has python3 || echo python3
  python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || echo python3-venv
  has promtool || echo prometheus
}

# The bare C server, the load generator, and certificates for measuring with TLS.
packages_for_compare() {
  has cc || echo gcc
  [ -e /usr/include/openssl/ssl.h ] || echo libssl-dev
  has openssl || echo openssl
  has python3 || echo python3
}

packages_for_requests() {
  has wrk || echo wrk
  has python3 || echo python3
}

# callgrind, and what takes the debug information away that it can't read.
packages_for_counts() {
  has valgrind || echo valgrind
  has strip || echo binutils
  has python3 || echo python3
}

# The servers of benchmarks/peers that Debian has, and what those of PyPI need.
packages_for_peers() {
  has mosquitto || echo mosquitto
  has nginx || echo nginx-light
  [ -e /usr/lib/nginx/modules/ngx_nchan_module.so ] || echo libnginx-mod-nchan
  has node || echo nodejs
  [ -e /usr/share/nodejs/ws ] || echo node-ws
  has redis-server || echo redis-server
  ldconfig -p | grep -q 'libuv\.so\.1' || echo libuv1
  python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || echo python3-venv
}

# On anything but Debian and its kin, the packages are the user's business: a missing one shows in the build.
install_missing() {
  local missing=("$@") sudo=()
  [ ${#missing[@]} -gt 0 ] || return 0
  has apt-get || { echo "run.sh: these seem to be missing: ${missing[*]}" >&2; return 0; }
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || fail "please install what is missing, as root: apt-get install ${missing[*]}"
    sudo=(sudo)
    [ -t 0 ] || sudo=(sudo -n)
  fi
  section "Installing ${missing[*]}"
  if ! "${sudo[@]}" apt-get update -qq || ! "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    fail "that failed; please run, as root: apt-get install ${missing[*]}"
  fi
}

require_swift() {
  local get="Get it from https://www.swift.org/install/linux/ (swiftly installs it for one user)."
  has swift || fail "Swift $SWIFT_MAJOR.$SWIFT_MINOR or newer is needed, and there is no swift in PATH. $get"
  local version major minor
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
  major=${version%%.*} minor=${version##*.}
  if ! [[ $version =~ ^[0-9]+\.[0-9]+$ ]] || ((major < SWIFT_MAJOR || (major == SWIFT_MAJOR && minor < SWIFT_MINOR))); then
    fail "Swift $SWIFT_MAJOR.$SWIFT_MINOR or newer is needed, and this is ${version:-something else}. $get"
  fi
}

require() {
  local missing
  mapfile -t missing < <(for list in "$@"; do "$list"; done)
  install_missing "${missing[@]}"
  require_swift
}

hub_binary() { echo "$(swift build --show-bin-path)/hub"; }

# Commands --------------------------------------------------------------------------------------------------------

dev() {
  require packages_for_build
  section "Building the hub (the first time takes some minutes)"
  swift build --product hub
  section "Serving; stop with Ctrl-C"
  exec "$(hub_binary)" serve --dev "$@"
}

hub() {
  require_swift
  local binary
  binary=$(hub_binary)
  [ -x "$binary" ] || fail "the hub is not built yet: ./run.sh dev builds it"
  exec "$binary" "$@"
}

check_style() {
  section "Style"
  swift format lint --strict --parallel --recursive Sources Tests benchmarks fuzz loadtest Package.swift
}

test_swift() {
  section "Building everything (the first time takes some minutes)"
  swift build --build-tests
  section "Swift tests"
  local width=()
  # Hundreds of tests at once make each other wait beyond their limits. Swift 6.2 has no such option yet.
  if swift test --help-hidden | grep -q -e --experimental-maximum-parallelization-width; then
    width=(--experimental-maximum-parallelization-width 8)
  fi
  swift test --skip-build --skip LoadTestTests "${width[@]}"
  # A load beside them would only make them slow.
  section "The load test: its checks, and a short load with a kill"
  swift test --skip-build --filter LoadTestTests
}

# A few seconds a target: new code that traps at once is found here, and the fuzzer itself can't rot.
test_fuzz() {
  section "Fuzzing the decoders for a moment"
  LASO_FUZZ_RUNS=100000 ./scripts/fuzz.sh 5
}

fuzz() {
  require packages_for_build
  exec ./scripts/fuzz.sh "$@"
}

sanitize() {
  require packages_for_build
  exec ./scripts/sanitize.sh "$@"
}

# What a test run does a few times, as often as wanted. Both print their seeds, and read LASO_CRASH_SEED, LASO_POWER_SEED.
crash() {
  local rounds=${1:-50}
  [[ $rounds =~ ^[1-9][0-9]*$ ]] || fail "crash takes a number of rounds"
  require packages_for_build
  section "Building the tests"
  swift build --build-tests
  section "kill -9 under load, $rounds times"
  LASO_CRASH_ROUNDS=$rounds swift test --skip-build --filter CrashTests
  section "Power cuts, $((rounds * 10)) times"
  LASO_POWER_ROUNDS=$((rounds * 10)) swift test --skip-build --filter PowerCutTests
}

drain() {
  local sockets=${1:-4000}
  [[ $sockets =~ ^[1-9][0-9]*$ ]] || fail "drain takes a number of sockets"
  require packages_for_build
  section "Building the tests"
  swift build --build-tests
  section "Stopping a hub with $sockets sockets"
  LASO_DRAIN_SOCKETS=$sockets swift test --skip-build --filter DrainTests
}

# With release builds.
bench() {
  case "${1:-}" in
    journal | history | start | rest) bench_journal "$@" ;;
    instructions | allocations | profile) bench_counts "$@" ;;
    suites) shift && bench_suites "$@" ;;
    requests) shift && bench_requests "$@" ;;
    waiting) shift && bench_waiting "$@" ;;
    *) bench_compare "$@" ;;
  esac
}

bench_compare() {
  require packages_for_build packages_for_compare
  if [[ " $* " =~ [[:space:]]--peers?[=[:space:]] ]]; then
    require packages_for_peers
    ./scripts/peers-env.sh
  fi
  section "Building the hub for release (the first time takes some minutes)"
  swift build "${RELEASE[@]}" --product hub
  section "Comparing"
  exec python3 benchmarks/compare --hub "$(swift build "${RELEASE[@]}" --show-bin-path)/hub" "$@"
}

# Not part of the tests: a release build takes minutes, and what is counted is checked by BenchTests.
bench_counts() {
  require packages_for_build packages_for_counts
  section "Building for release"
  swift build "${RELEASE[@]}" --product CountedBench
  section "Counting"
  exec python3 benchmarks/counts/counts.py "$1" \
    "$(swift build "${RELEASE[@]}" --show-bin-path)/CountedBench" "${@:2}"
}

# In a scratch path of its own, so that the package which only this needs stays out of the others.
bench_suites() {
  require packages_for_build
  section "Building for release (the first time takes some minutes)"
  LASO_BENCHMARK=1 exec swift package --scratch-path .build-bench --disable-sandbox benchmark run --no-progress "$@"
}

bench_requests() {
  require packages_for_build packages_for_requests
  export LASO_REQUEST_BENCHMARK=1
  section "Building for release (the first time takes some minutes)"
  swift build "${RELEASE[@]}" --product hub
  swift build "${RELEASE[@]}" --product plain-server
  section "Measuring"
  local folder
  folder=$(swift build "${RELEASE[@]}" --show-bin-path)
  exec python3 benchmarks/requests --hub "$folder/hub" --plain "$folder/plain-server" "$@"
}

# See docs/performance/journal.md.
bench_waiting() {
  require packages_for_build
  LASO_RUNS=${LASO_RUNS:-1000} exec swift test --filter WaitSimulationTests "$@"
}

bench_journal() {
  local what=$1
  shift
  require packages_for_build
  case "$what" in
    journal) ./scripts/bench-journal.sh write "$@" && ./scripts/bench-journal.sh snapshots "$@" ;;
    history | start) ./scripts/bench-journal.sh "$what" "$@" ;;
    rest) ./scripts/bench-journal.sh lists "$@" ;;
  esac
}

# Against a release build of the hub, since it says how long things take.
hostile() {
  require packages_for_build
  section "Building the tests, and the hub for release"
  swift build --build-tests
  swift build "${RELEASE[@]}" --product hub
  section "Two hundred bad clients beside a hundred good ones"
  LASO_HUB_BINARY=${LASO_HUB_BINARY:-$(swift build "${RELEASE[@]}" --show-bin-path)/hub} LASO_HOSTILE=1 \
    swift test --skip-build --filter HostileTests
}

# A release build of both, since it says how fast the hub is.
loadtest() {
  local scenario=short
  if [ $# -gt 0 ] && [[ $1 != -* ]]; then scenario=$1 && shift; fi
  [ -e "$scenario" ] || scenario=loadtest/scenarios/$scenario.yaml
  [ -e "$scenario" ] || fail "there is no $scenario; there are: $(cd loadtest/scenarios && echo *.yaml)"
  require packages_for_build
  section "Building the hub and the load test for release (the first time takes some minutes)"
  swift build "${RELEASE[@]}" --product hub
  swift build "${RELEASE[@]}" --product loadtest
  section "Load test: $scenario"
  local folder
  folder=$(swift build "${RELEASE[@]}" --show-bin-path)
  exec "$folder/loadtest" "$scenario" --hub "$folder/hub" "$@"
}

hub_pid=
hub_folder=

stop_hub() {
  if [ -n "$hub_pid" ]; then
    kill "$hub_pid" 2>/dev/null || true
    wait "$hub_pid" 2>/dev/null || true
    hub_pid=
  fi
  [ -z "$hub_folder" ] || rm -rf "$hub_folder"
  hub_folder=
}

# Starts a hub with demo people on a free port. It writes demo.json once it serves.
start_hub() {
  hub_folder=$(mktemp -d)
  trap stop_hub EXIT
  LASO_DATA_DIR="$hub_folder" LASO_HOST=127.0.0.1 LASO_PORT=0 "$(hub_binary)" serve --dev >"$hub_folder/log" 2>&1 &
  hub_pid=$!
  local deadline=$((SECONDS + HUB_START_SECONDS))
  until [ -e "$hub_folder/demo.json" ]; do
    if ! kill -0 "$hub_pid" 2>/dev/null || ((SECONDS > deadline)); then
      cat "$hub_folder/log" >&2
      fail "the hub did not start"
    fi
    sleep 0.1
  done
}

hub_url() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["url"])' "$hub_folder/demo.json"; }

fail_with_log() {
  echo "The end of the hub's log:" >&2
  tail -n 50 "$hub_folder/log" >&2
  fail "$1"
}

test_running_hub() {
  section "Python tests against a running hub"
  start_hub
  local url
  url=$(hub_url)
  if ! LASO_HUB_URL=$url LASO_HUB_CREDENTIALS="$hub_folder/demo.json" \
    .venv/bin/python -m pytest --quiet clients/python; then
    fail_with_log "the Python tests failed"
  fi
  stop_hub
}

# More than anybody may ask in earnest, so that no rate hides what the hub would have answered.
test_openapi() {
  section "Schemathesis against a running hub"
  LASO_LIMIT_ADDRESS_REQUEST_RATE=100000/100000 LASO_LIMIT_PERSON_REQUEST_RATE=100000/100000 \
    LASO_LIMIT_ADDRESS_SIGN_IN_RATE=1000/1000 start_hub
  local url
  url=$(hub_url)
  if ! LASO_HUB_URL=$url LASO_HUB_CREDENTIALS="$hub_folder/demo.json" .venv/bin/python Tests/OpenAPI/check.py "$@"; then
    fail_with_log "the hub and its OpenAPI document disagree"
  fi
  stop_hub
}

# A FHIR implementation that is not ours judges what a running hub makes of a visit.
test_fhir() {
  section "FHIR from a running hub"
  LASO_LIMIT_ADDRESS_SIGN_IN_RATE=1000/1000 start_hub
  local url
  url=$(hub_url)
  if ! LASO_HUB_URL=$url LASO_HUB_CREDENTIALS="$hub_folder/demo.json" .venv/bin/python Tests/FHIR/check.py; then
    fail_with_log "the hub's FHIR is not right"
  fi
  stop_hub
}

test_alerts() {
  section "Alert rules and dashboard"
  .venv/bin/python Tests/Deploy/check_alerts.py
  if ! has promtool || ! has prometheus; then
    echo "Skipped, since there is no prometheus here: the rules, the metrics and the dashboard in its eyes."
    return 0
  fi
  promtool check rules deploy/prometheus/alerts.yml
  promtool test rules deploy/prometheus/alerts.test.yml
  start_hub
  local url
  url=$(hub_url)
  if ! LASO_HUB_URL=$url LASO_HUB_CREDENTIALS="$hub_folder/demo.json" .venv/bin/python Tests/Deploy/check_dashboard.py; then
    fail_with_log "Prometheus and the hub disagree"
  fi
  stop_hub
}

test_compare() {
  section "The comparison with other servers, small"
  python3 benchmarks/compare --check --hub "$(hub_binary)"
  python3 -m unittest discover --start-directory benchmarks/tests
}

run_tests() {
  require packages_for_build packages_for_test packages_for_compare
  section "Python environment"
  ./scripts/python-env.sh
  check_style
  test_swift
  test_fuzz
  test_compare
  test_running_hub
  test_fhir
  test_openapi
  test_alerts
  section "Everything passed"
}

case "${1:-}" in
  dev) shift && dev "$@" ;;
  test) run_tests ;;
  crash) shift && crash "$@" ;;
  fuzz) shift && fuzz "$@" ;;
  sanitize) shift && sanitize "$@" ;;
  drain) shift && drain "$@" ;;
  hostile) hostile ;;
  loadtest) shift && loadtest "$@" ;;
  bench) shift && bench "$@" ;;
  hub) shift && hub "$@" ;;
  "" | help | -h | --help) usage ;;
  *)
    usage >&2
    exit 64
    ;;
esac
