#!/usr/bin/env bash
# Compares what a call costs at two commits: CPU of calls of 2 KB, 60 KB and streams, and memory.
# Usage: bash benchmarks/compare.sh OLD NEW [minutes, 30 unless told]
# Linux with two cores that nothing else uses. A ratio is called changed only if its interval of 99 % excludes 1.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "$*" >&2; exit 1; }
[[ $# -ge 2 && $# -le 3 ]] || fail "Usage: bash benchmarks/compare.sh OLD NEW [minutes]. OLD and NEW are commits."
minutes=${3:-30}
[[ $minutes =~ ^[0-9]+$ && $minutes -ge 10 ]] || fail "'$minutes' is not a number of minutes of at least 10: five rounds take nine."
for commit in "$1" "$2"; do
  git rev-parse --quiet --verify "$commit^{commit}" > /dev/null || fail "There is no commit '$commit'."
done

cores=$(nproc)
[[ $cores -ge 2 ]] || fail "This needs two cores: one for the gateway, one for client and provider. There is $cores."
idle_ticks() { awk '/^cpu / { print $5 + $6 }' /proc/stat; }
before=$(idle_ticks); sleep 3; free=$(($(idle_ticks) - before))
[[ $free -ge 510 ]] || fail "Only $((free / 3)) % of a core was free during 3 s, and this needs 170 %. Stop what else runs and start again."

work=$(mktemp -d)
trap 'for tree in "$work"/*/tree; do git worktree remove --force "$tree" 2> /dev/null || true; done; rm -rf "$work"' EXIT
publish() {
  mkdir "$work/$1"
  git worktree add --quiet --detach "$work/$1/tree" "$2"
  echo "Building $1, $(git log -1 --format='%h %s' "$2")" >&2
  (cd "$work/$1/tree" && dotnet publish JusInfer.Portal -c Release -o "$work/$1/portal" --nologo -v q) > "$work/$1/log" 2>&1 || {
    grep -m 5 error "$work/$1/log" >&2 || tail -5 "$work/$1/log" >&2
    fail "The commit '$2' does not build."
  }
}

publish old "$1"
publish new "$2"
dotnet build benchmarks/JusInfer.Benchmarks -c Release --nologo -v q > "$work/log" 2>&1 || { tail -5 "$work/log" >&2; fail "The benchmarks do not build."; }
dotnet build-server shutdown > /dev/null 2>&1
taskset -c 1 dotnet benchmarks/JusInfer.Benchmarks/bin/Release/net10.0/JusInfer.Benchmarks.dll \
  compare "$work/old/portal" "$work/new/portal" "$minutes"
