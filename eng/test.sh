#!/usr/bin/env bash
# Runs all tests. Installs what is missing on a new machine: Chromium for the browser tests, PostgreSQL for the store tests, an identity provider
# and the official SDKs from npm. The coding agents (2.6 GB) are tested only if `bash eng/clients.sh` has installed them.
# The last line shows how many tests passed, failed and were skipped. Usage: bash eng/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."

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

passed=0 failed=0 skipped=0 broken=0 unformatted=0 failures=

# Runs one test project and adds its results to the counts. Parses the runner's summary: "Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0".
run() {
  local name=$1 log status=0 summary
  log=$(mktemp)
  echo "Running $name"
  dotnet "$name/bin/Release/net10.0/$name.dll" -noColor 2>&1 | tee "$log" | grep -vE '^ +(Discover|Start|Finish)' || status=${PIPESTATUS[0]}
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1 || true)
  failures+=$(grep -A 12 -F '[FAIL]' "$log" || true)
  rm -f "$log"
  if [ -z "$summary" ]; then
    echo "$name ended without a test summary." >&2
    broken=1
    return
  fi

  read -r total errors wrong left <<<"$(tr -cd '0-9,' <<<"$summary" | tr ',' ' ')"
  passed=$((passed + total - wrong - left)) failed=$((failed + wrong + errors)) skipped=$((skipped + left))
  [ "$status" -eq 0 ] || [ $((wrong + errors)) -gt 0 ] || broken=1
}

install_missing
dotnet build -c Release -p:Analyze=true --nologo -v q
run JusInfer.Portal.Tests
install_identity_provider
install_faster_browser
run JusInfer.E2E

# The check takes four minutes of one core, and the tests with clients mostly wait.
format_log=$(mktemp)
dotnet format --no-restore --verify-no-changes >"$format_log" 2>&1 &
format=$!
install_clients
run JusInfer.Clients
wait $format || { cat "$format_log"; echo "The code is not formatted. Run: dotnet format" >&2; unformatted=1; }
rm -f "$format_log"

# Failures are repeated at the end, because the skipped tests of the last project can fill a screen.
[ -z "$failures" ] || printf 'Failed tests:\n%s\n' "$failures"
[ $broken -eq 0 ] || echo "A test project ended abnormally; see its output above." >&2
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $broken -eq 0 ] && [ $unformatted -eq 0 ]
