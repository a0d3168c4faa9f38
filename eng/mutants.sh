#!/usr/bin/env bash
# Shows that the tests notice faults. Each file of eng/mutants is one deliberate fault of the portal, and names the tests that notice it.
# Builds a copy of HEAD with one fault at a time and runs those tests. Ends with 1 if none fails, or if a fault does not apply or build.
# Usage: bash eng/mutants.sh [name part]
set -euo pipefail
cd "$(dirname "$0")/.."

mutants=()
for file in "$PWD"/eng/mutants/*.patch; do
  if [[ $(basename "$file" .patch) == *"${1:-}"* ]]; then mutants+=("$file"); fi
done
if [ ${#mutants[@]} = 0 ]; then
  echo "No mutant has '$1' in its name. These are the names:" >&2
  basename -s .patch eng/mutants/*.patch >&2
  exit 64
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
git -c advice.detachedHead=false clone -q . "$folder/copy"
cd "$folder/copy"

fail() {
  tail -n 20 "$folder/log" >&2
  echo "$1" >&2
  exit 1
}

build() { dotnet build JusInfer.Portal.Tests -c Release --nologo -v q >"$folder/log" 2>&1 || fail "$1 does not build."; }

# Runs the tests that these mutants name, and counts the cases that failed.
run_tests() {
  local class classes=()
  for class in $(sed -n 's/^Tests: //p' "$@" | tr ',' '\n' | sort -u); do
    grep -rq --include='*.cs' "class $class\b" JusInfer.Portal.Tests || fail "There is no test class $class."
    classes+=(-class "*.$class")
  done
  local tests=JusInfer.Portal.Tests/bin/Release/net10.0/JusInfer.Portal.Tests.dll
  timeout --foreground 900 dotnet $tests -noColor "${classes[@]}" >"$folder/log" 2>&1 || true
  failed=$(sed -n 's/.* Total: .* Errors: \([0-9]*\), Failed: \([0-9]*\),.*/\1 + \2/p' "$folder/log")
  [ -n "$failed" ] || fail "The tests did not end."
  failed=$((failed))
}

build "HEAD"
run_tests "${mutants[@]}"
[ $failed = 0 ] || fail "$failed cases fail without a mutant: $(grep '\[FAIL\]' "$folder/log" || true)"

survived=0
for file in "${mutants[@]}"; do
  name=$(basename "$file" .patch)
  git apply "$file" 2>"$folder/log" || fail "$name does not apply."
  build "$name"
  run_tests "$file"
  if [ $failed = 0 ]; then survived=1; echo "SURVIVED $name"; else echo "caught   $name ($failed cases failed)"; fi
  git checkout -q .
done
exit $survived
