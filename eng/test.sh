#!/usr/bin/env bash
# Runs the tests. Usage: bash eng/test.sh [--quick | --all]
#
#   (no option)  all tests. A stage with failures is the last one that runs.
#   --quick      the unit and module tests on SQLite, without processes of their own, browsers, suites, clients, and the check of style.
#   --all        all tests; stages run also after one with failures.
#
# Installs what is missing on a new machine: Chromium for the browser tests, PostgreSQL for the store tests, an identity provider and the official SDKs
# from npm. The coding agents (2.6 GB) are tested only if `bash eng/clients.sh` has installed them.
# The last line shows how many tests passed, failed and were skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-}
case $#$mode in
  0 | 1--quick | 1--all) ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac

install_missing() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Install them to run all tests; tests that need them are skipped." >&2
    return
  fi

  echo "Installing ${missing[*]}"
  # Keeps apt-get from starting the PostgreSQL service: the tests start their own cluster.
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
  bash eng/clients.sh sdks || echo "The SDKs could not be installed; their tests are skipped." >&2
  [ -e JusInfer.Clients/npm/agents/node_modules/.installed-from ] ||
    echo "The coding agents are not installed; their tests are skipped. To run them, install the agents first: bash eng/clients.sh" >&2
}

install_identity_provider() {
  (cd JusInfer.E2E/identity-provider && { cmp -s package-lock.json node_modules/.installed-from || { npm ci --loglevel=error && cp package-lock.json node_modules/.installed-from; }; }) ||
    echo "The identity provider could not be installed; the journey with it is skipped." >&2
}

passed=0 failed=0 skipped=0 failures= not_run=

# Whether a stage may run: none has failed, or --all. The stages that do not run are named at the end.
may_run() {
  [ -z "$failures" ] || [ "$mode" = --all ] || { not_run+=" $1"; return 1; }
}

# Runs one test project, or those of its tests that the further arguments select, and adds its results to the counts. Parses the runner's summary: "Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0".
run() {
  local name=$1 log status=0 summary total errors wrong left
  log=$(mktemp)
  echo "Running $name"
  dotnet "$name/bin/Release/net10.0/$name.dll" -noColor "${@:2}" 2>&1 | tee "$log" | grep -vE '^ +(Discover|Start|Finish)' || status=${PIPESTATUS[0]}
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1 || true)
  failures+=$(grep -F '[FAIL]' "$log" | sed 's/^ */  /' || true)
  rm -f "$log"
  if [ -z "$summary" ]; then
    failures+=$'\n'"  $name ended without a test summary"
    failed=$((failed + 1))
    return
  fi

  read -r total errors wrong left <<<"$(tr -cd '0-9,' <<<"$summary" | tr ',' ' ')"
  passed=$((passed + total - wrong - left)) failed=$((failed + wrong + errors)) skipped=$((skipped + left))
  if [ "$status" -ne 0 ] && [ $((wrong + errors)) -eq 0 ]; then
    failures+=$'\n'"  $name ended with exit code $status"
    failed=$((failed + 1))
  fi
}

# All analyzers, with warnings as errors, and white space. It compiles into other folders than those that the tests use.
check_style() {
  dotnet build -c Debug -p:Analyze=true --nologo -v q && dotnet format whitespace --folder --verify-no-changes --exclude '**/node_modules' '**/bin' '**/obj'
}

[ "$mode" = --quick ] || install_missing
dotnet build -c Release -p:Analyze=false --nologo -v q ${mode:+$([ "$mode" = --quick ] && echo JusInfer.Portal.Tests)}

if [ "$mode" = --quick ]; then
  run JusInfer.Portal.Tests -trait- Speed=Slow -class- '*OnPostgres'
  not_run=" (--quick) tests on PostgreSQL and with processes of their own, JusInfer.E2E, suites, JusInfer.Clients, style"
else
  run JusInfer.Portal.Tests -trait- Stage=Suites
  if may_run JusInfer.E2E; then
    install_identity_provider
    install_faster_browser
    run JusInfer.E2E
  fi

  if may_run suites; then
    install_clients
    run JusInfer.Portal.Tests -trait Stage=Suites
  fi

  if may_run 'style JusInfer.Clients'; then
    # The tests with clients mostly wait, so the check of style runs beside them.
    style_log=$(mktemp)
    check_style >"$style_log" 2>&1 &
    style=$!
    run JusInfer.Clients
    wait $style || { cat "$style_log"; failures+=$'\n'"  style: see above; \`dotnet format\` mends most of it"; failed=$((failed + 1)); }
    rm -f "$style_log"
  fi
fi

[ -z "$failures" ] || printf 'Failed:\n%s\n' "${failures#$'\n'}"
[ -z "$not_run" ] || echo "Not run:$not_run"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
