#!/usr/bin/env bash
# Runs every test. Sets up what it needs on a fresh machine: Chromium for the browser journeys, PostgreSQL for the store's contracts,
# the official SDKs for the second stage. The coding agents of that stage (2 GB) run where `bash eng/clients.sh` has installed them.
# The last line names the counts. Usage: bash eng/test.sh
set -euo pipefail
cd "$(dirname "$0")/.."

install_missing() {
  local missing=()
  command -v chromium >/dev/null || missing+=(chromium)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Install them to run every test; those that need them are skipped and say so." >&2
    return
  fi

  echo "Installing ${missing[*]}"
  # No service is started on this machine: the tests run a cluster of their own.
  local policy=/usr/sbin/policy-rc.d made=0
  [ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; made=1; }
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  [ $made = 0 ] || rm -f $policy
}

install_clients() {
  bash eng/clients.sh sdks || echo "The SDKs are not installed: the tests that drive them are skipped, and say so." >&2
  [ -e JusInfer.Clients/npm/agents/node_modules/.installed-from ] ||
    echo "The coding agents are not installed: their tests are skipped, and say so. To run them, first: bash eng/clients.sh" >&2
}

passed=0 failed=0 skipped=0 broken=0 failures=

# The runner's summary reads "Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0".
run() {
  local name=$1 log status=0 summary
  log=$(mktemp)
  echo "Running $name"
  dotnet "$name/bin/Release/net10.0/$name.dll" -noColor 2>&1 | tee "$log" | grep -vE '^ +(Discover|Start|Finish)' || status=${PIPESTATUS[0]}
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1 || true)
  failures+=$(grep -A 12 -F '[FAIL]' "$log" || true)
  rm -f "$log"
  if [ -z "$summary" ]; then
    echo "$name ended without a summary." >&2
    broken=1
    return
  fi

  read -r total errors wrong left <<<"$(tr -cd '0-9,' <<<"$summary" | tr ',' ' ')"
  passed=$((passed + total - wrong - left)) failed=$((failed + wrong + errors)) skipped=$((skipped + left))
  [ "$status" -eq 0 ] || [ $((wrong + errors)) -gt 0 ] || broken=1
}

install_missing
dotnet build -c Release --nologo -v q
dotnet format --no-restore --verify-no-changes
run JusInfer.Portal.Tests
run JusInfer.E2E
install_clients
run JusInfer.Clients

# Said again where it is looked for: the skipped ones of the last program fill a screen.
[ -z "$failures" ] || printf 'What failed:\n%s\n' "$failures"
[ $broken -eq 0 ] || echo "A test program broke off; see above." >&2
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $broken -eq 0 ]
