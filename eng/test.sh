#!/usr/bin/env bash
# Runs the tests. Usage: bash eng/test.sh [--changed [COMMIT] | --quick | --fast-fail | --full-matrix | --slowest]
#
#   (no option)    all tests, also after a stage with failures.
#   --changed      those of the modules that differ from COMMIT (HEAD if none is named), and the journeys through changed pages: a loop of
#                  minutes for one change (eng/tests/changed.mjs).
#   --quick        the unit and module tests on SQLite, without processes of their own, browsers, suites, clients, and the check of style.
#   --fast-fail    all tests; a stage with failures is the last one that runs.
#   --full-matrix  all tests, and all rules of axe for each page in light and dark, on a desktop and on a phone.
#   --slowest      no tests: prints the 30 slowest classes of the last run.
#
# Failed tests run again, alone, at most twice (eng/tests/stage.mjs). One that passes then is listed as FLAKY; more than five of them fail
# the run. The results of each stage are in artifacts/tests.
#
# Installs what is missing on a new machine: Chromium for the browser tests, PostgreSQL, PgBouncer and SQLite's shell for the store tests,
# nginx and HAProxy for those behind a proxy, an identity provider and the official SDKs from npm. The coding agents (2.6 GB) are tested
# only if `bash eng/clients.sh` has installed them.
# The last line shows how many tests passed, failed and were skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-}
case $#$mode in
  0 | 1--quick | 1--fast-fail | 1--changed | 2--changed) ;;
  1--full-matrix) export JUSINFER_E2E_FULL_MATRIX=1 ;;
  1--slowest) exec node eng/tests/slowest.mjs artifacts/tests ;;
  *) sed -n '2,18s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac

install_missing() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  command -v sqlite3 >/dev/null || missing+=(sqlite3)
  local program
  for program in pgbouncer nginx haproxy; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || missing+=("$program")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Install them to run all tests; tests that need them are skipped." >&2
    return
  fi

  echo "Installing ${missing[*]}"
  # Keeps apt-get from starting services: the tests start their own.
  local policy=/usr/sbin/policy-rc.d made=0
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; made=1; }
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  [ $made = 0 ] || rm -f $policy
}

# A machine with Chromium can do without it.
install_faster_browser() {
  command -v chromium-headless-shell >/dev/null && return
  { command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] && timeout 180 sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell'; } >/dev/null 2>&1 ||
    echo "chromium-headless-shell could not be installed; the browser tests use Chromium, which takes longer." >&2
}

install_clients() {
  timeout 600 bash eng/clients.sh sdks || echo "The SDKs could not be installed; their tests are skipped." >&2
  [ -e JusInfer.Clients/npm/agents/node_modules/.installed-from ] ||
    echo "The coding agents are not installed; their tests are skipped. To run them, install the agents first: bash eng/clients.sh" >&2
}

install_identity_provider() {
  (cd JusInfer.E2E/identity-provider && { cmp -s package-lock.json node_modules/.installed-from || { timeout 300 npm ci --loglevel=error && cp package-lock.json node_modules/.installed-from; }; }) ||
    echo "The identity provider could not be installed; the journey with it is skipped." >&2
}

# Most of the processor time of the tests is that of portals that start, and most of that of a start is the compiler.
precompile() {
  node eng/tests/precompile.mjs JusInfer.Portal.Tests/bin/Release/net10.0 JusInfer.Portal/bin/Release/net10.0 ||
    echo "The assemblies could not be compiled to machine code; the tests take longer." >&2
}

# Puts the stores of the tests in memory where there is room for them. A disk that stands still for five seconds is an error in the log of
# a portal, and tests that wait for it are a quarter of the time.
use_memory() {
  local gigabyte=$((1024 * 1024)) space memory
  space=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1) || return 0
  memory=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo 2>/dev/null) || return 0
  [ "${space:-0}" -gt $((6 * gigabyte)) ] && [ "${memory:-0}" -gt $((12 * gigabyte)) ] || return 0
  memory_folder=$(mktemp -d /dev/shm/jusinfer-XXXXXX)
  trap 'rm -rf "$memory_folder"' EXIT

  # PostgreSQL runs as another user, and some tests run programs that they have written.
  chmod 1777 "$memory_folder"
  if cp "$(type -P true)" "$memory_folder/true" && "$memory_folder/true" 2>/dev/null; then export TMPDIR=$memory_folder; fi
}

# Pages and the control plane run on threads with this nice value. Without it, tests beside them take ten times their processor time, and a
# lock of SQLite is held for seconds by a thread that does not run.
nice=10

results=artifacts/tests not_run=() failed=0 stop=0 found=0
trap 'stop=130' INT

# Runs a stage: one test project, or those of its tests that the further arguments select. After Ctrl-C, and after a failure with
# --fast-fail, nothing more runs.
run() {
  local status=0
  nice -n "$nice" node eng/tests/stage.mjs "$results" "$1" dotnet "$2/bin/Release/net10.0/$2.dll" -noColor "${@:3}" || status=$?
  [ $status = 0 ] || failed=1
  if [ $status -gt 1 ] || { [ $status = 1 ] && [ "$mode" = --fast-fail ]; }; then stop=$status; fi
}

may_run() {
  [ "$stop" = 0 ] || { not_run+=("$@"); return 1; }
}

# The tests that need no process of their own: those of the namespaces, and the journeys.
run_selected() {
  local one filter=(-trait- Speed=Slow -class- '*OnPostgres') classes=()
  for one in ${namespaces/\*/}; do filter+=(-namespace "JusInfer.Portal.Tests.$one*"); done
  for one in $journeys; do classes+=(-class "*.$one"); done
  [ -z "$namespaces" ] || run JusInfer.Portal.Tests JusInfer.Portal.Tests "${filter[@]}"
  if [ -n "$journeys" ] && may_run JusInfer.E2E; then run JusInfer.E2E JusInfer.E2E "${classes[@]}"; fi

  not_run+=("($mode) tests on PostgreSQL and with processes of their own")
  [ "$mode" = --quick ] || not_run+=('tests of other modules')
  [ -n "$journeys" ] || not_run+=(JusInfer.E2E)
  not_run+=(suites JusInfer.Clients style)
}

# One build compiles everything and runs all analyzers, with warnings as errors. What they find fails the check of style and not the tests,
# which then run with a build without them.
build_all() {
  dotnet build -c Release -p:Analyze=true --nologo -v q && return
  [ "$stop" = 0 ] || exit "$stop"
  found=1
  dotnet build -c Release -p:Analyze=false --nologo -v q
}

# What the analyzers found in the build, and white space.
check_style() {
  dotnet format whitespace --folder --verify-no-changes --exclude '**/node_modules' '**/bin' '**/obj' && [ "$found" = 0 ]
}

# The tests with clients mostly wait, so the check of style runs beside them, with what they leave of the processors.
start_style() {
  style_log=$(mktemp)
  set -m # A process group of its own, which Ctrl-C does not reach.
  { renice -n 19 $BASHPID >/dev/null || true; check_style; } >"$style_log" 2>&1 &
  style=$!
  set +m
}

end_style() {
  local failures='[]'
  if [ "$stop" = 130 ]; then
    kill -- -$style 2>/dev/null || true
    not_run+=(style)
    return
  fi

  wait $style || { cat "$style_log"; failures='[{ "name": "style: see above, or the first build; `dotnet format` mends most of it", "text": "" }]'; }
  echo '{ "stage": "style", "passed": 0, "skipped": 0, "failed": '"$failures"', "flaky": [] }' >>"$results/stages.jsonl"
  rm -f "$style_log"
}

# What the change needs, and what to build for it. Without journeys, the other projects are not needed.
namespaces='*' journeys='' project=()
if [ "$mode" = --changed ]; then
  selection=$(node eng/tests/changed.mjs . "${@:2}")
  { read -r namespaces; read -r journeys || true; } <<<"$selection"
  [ -n "$namespaces$journeys" ] || { echo "Nothing that these tests cover has changed since ${2:-HEAD}."; exit 0; }
fi
case $mode in
  --quick | --changed)
    [ -n "$journeys" ] || project=(JusInfer.Portal.Tests)
    dotnet build -c Release -p:Analyze=false --nologo -v q "${project[@]}"
    ;;
  *)
    install_missing
    build_all
    ;;
esac
rm -rf "$results"
mkdir -p "$results"
use_memory

if [ "$mode" = --quick ] || [ "$mode" = --changed ]; then
  run_selected
else
  precompile
  if may_run JusInfer.Portal.Tests; then run JusInfer.Portal.Tests JusInfer.Portal.Tests -trait- Stage=Suites; fi
  if may_run JusInfer.E2E; then
    install_identity_provider
    install_faster_browser
    run JusInfer.E2E JusInfer.E2E
  fi

  if may_run suites; then
    install_clients
    run suites JusInfer.Portal.Tests -trait Stage=Suites
  fi

  if may_run JusInfer.Clients style; then
    start_style
    run JusInfer.Clients JusInfer.Clients
    end_style
  fi
fi

node eng/tests/report.mjs "$results" "${not_run[@]}" || failed=1
[ "$stop" != 130 ] || { echo "Interrupted."; exit 130; }
exit $failed
